//! `lianhe export`.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use service::access::operator_in;
use service::export::export;
use service::import::Kind;

use super::Where;
use crate::wiring::find_division;

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Xlsx,
}

#[derive(Args)]
pub struct Export {
    /// divisions, units, party-organisations, people, population, economy
    kind: String,
    #[command(flatten)]
    place: Where,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The day on which the table is to be true
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// A division's code or name
    #[arg(long)]
    within: Option<String>,
}

impl Export {
    pub async fn run(self) -> Result<ExitCode> {
        let kind = Kind::parse(&self.kind, "kind")
            .map_err(|_| anyhow::anyhow!("there is no kind '{}'", self.kind))?;
        let lianhe = self.place.open().await?;
        let (district, division) = find_division(&lianhe, self.within.as_deref()).await?;
        let caller = operator_in(&lianhe, district).await?;
        let mut view = lianhe.view(&caller, self.as_of).await?;
        let table = export(&mut view, kind, division).await?;
        let format = match self.format {
            Format::Csv => documents::Format::Csv,
            Format::Xlsx => documents::Format::Xlsx,
        };
        std::io::stdout().write_all(&documents::write_table(&table, format)?)?;
        Ok(ExitCode::SUCCESS)
    }
}
