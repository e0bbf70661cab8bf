//! `lianhe audit`: the journal's chain, its end to be kept elsewhere, the audit trail as a stream, and pruning.

mod export;
mod prune;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Where;

#[derive(Subcommand)]
pub enum Audit {
    /// Recompute the chain and name the first damaged entry
    Verify(verify::Verify),
    /// The ends of the chains, to be kept where whoever writes the database cannot write
    Anchor(Anchor),
    /// The audit trail on standard output
    Export(export::Export),
    /// Move old entries into an archive
    Prune(prune::Prune),
}

impl Audit {
    pub async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Verify(command) => command.run().await,
            Self::Anchor(command) => command.run().await,
            Self::Export(command) => command.run().await,
            Self::Prune(command) => command.run().await,
        }
    }
}

#[derive(Args)]
pub struct Anchor {
    #[command(flatten)]
    place: Where,
}

impl Anchor {
    async fn run(self) -> Result<ExitCode> {
        let lianhe = self.place.open().await?;
        for anchor in service::journal::anchors(&lianhe).await? {
            println!("{}", serde_json::to_string(&anchor)?);
        }
        lianhe.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
