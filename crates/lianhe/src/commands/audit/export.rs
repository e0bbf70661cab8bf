//! `lianhe audit export`: the trail on standard output, as JSON Lines or syslog messages.

use std::io::{BufWriter, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::id::DistrictId;
use service::Lianhe;
use service::access::operator_in;
use service::export::RecordExport;
use service::journal::{Sender, Trail, message};

use super::Where;
use crate::wiring::find_division;

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Jsonl,
    Syslog,
}

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    place: Where,
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// The first day
    #[arg(long)]
    from: Option<NaiveDate>,
    /// The last day, included
    #[arg(long)]
    to: Option<NaiveDate>,
    /// A district's code or name; all when absent
    #[arg(long)]
    district: Option<String>,
    /// The sender's name in syslog messages
    #[arg(long)]
    host: Option<String>,
}

impl Export {
    pub async fn run(self) -> Result<ExitCode> {
        let enterprise = self.place.configuration()?.journal.enterprise_id;
        let sender = Sender { enterprise, host: self.host.clone() };
        let lianhe = self.place.open().await?;
        service::journal::seal(&lianhe.db).await?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        for district in districts(&lianhe, self.district.as_deref()).await? {
            let mut trail = Trail::open(&lianhe.db, district, (self.from, self.to)).await?;
            let mut rows = 0;
            while let Some(lines) = trail.next().await? {
                rows += lines.len();
                for line in &lines {
                    match self.format {
                        Format::Jsonl => writeln!(out, "{}", line.to_json())?,
                        Format::Syslog => writeln!(out, "{}", message(line, &sender))?,
                    }
                }
            }
            out.flush()?;
            let file = if matches!(self.format, Format::Jsonl) { "journal.jsonl" } else { "journal.syslog" };
            let caller = operator_in(&lianhe, district).await?;
            lianhe.write(&caller, RecordExport { kind: "journal", file: file.to_owned(), rows }).await?;
        }
        lianhe.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// The district that is named, or all.
pub(super) async fn districts(lianhe: &Lianhe, named: Option<&str>) -> Result<Vec<DistrictId>> {
    match named {
        Some(_) => Ok(vec![find_division(lianhe, named).await?.0]),
        None => Ok(storage::grid::districts(&mut lianhe.db.read().await?).await?),
    }
}
