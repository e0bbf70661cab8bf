//! `lianhe keys rotate`.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use serde_json::json;
use service::sealing::{Cipher, rotate};

use super::Where;

#[derive(Subcommand)]
pub enum Keys {
    /// Add a key to the key file, seal all personal data with it, and retire the keys before it
    Rotate(Rotate),
}

#[derive(Args)]
pub struct Rotate {
    #[command(flatten)]
    place: Where,
    /// aes-256-gcm or sm4-gcm
    #[arg(long, default_value = "aes-256-gcm")]
    cipher: String,
    #[arg(long)]
    json: bool,
}

impl Keys {
    pub async fn run(self) -> Result<ExitCode> {
        let Self::Rotate(command) = self;
        let cipher = Cipher::parse(&command.cipher, "cipher").map_err(|_| {
            anyhow::anyhow!("there is no cipher '{}': use aes-256-gcm or sm4-gcm", command.cipher)
        })?;
        let lianhe = command.place.open().await?;
        let file = lianhe.keys.path().context(
            "the keys come from the environment: add a line to keys.values yourself, or set keys.file instead",
        )?;
        let done = rotate(&lianhe, cipher).await?;
        service::journal::seal(&lianhe.db).await?;
        lianhe.db.close().await;
        if command.json {
            println!("{}", json!({ "key": done.key, "values": done.values }));
        } else {
            println!("{} values are sealed with key {} of {}", done.values, done.key, file.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
