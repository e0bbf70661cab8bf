//! `lianhe audit verify`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use super::Where;

#[derive(Subcommand)]
pub enum Audit {
    /// Recompute the chain and name the first damaged entry
    Verify(Verify),
}

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    place: Where,
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub async fn run(self) -> Result<ExitCode> {
        let Self::Verify(verify) = self;
        let lianhe = verify.place.open().await?;
        let found = service::journal::verify(&lianhe.db).await?;
        lianhe.db.close().await;
        let Some(bad) = found.first_bad else {
            if verify.json {
                println!("{}", json!({ "entries": found.entries, "sealed": found.sealed, "ok": true }));
            } else {
                println!("{} entries, {} sealed: the chain holds", found.entries, found.sealed);
            }
            return Ok(ExitCode::SUCCESS);
        };
        if verify.json {
            let bad = json!({ "district": bad.district, "sequence": bad.sequence, "why": bad.why });
            println!("{}", json!({ "ok": false, "first_bad": bad }));
        } else {
            println!("entry {} of district {}: {}", bad.sequence, bad.district, bad.why);
        }
        Ok(ExitCode::FAILURE)
    }
}
