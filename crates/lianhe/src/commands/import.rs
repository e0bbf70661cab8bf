//! `lianhe import`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use domain::rule::Language;
use service::import::{Import as Command, Kind, Report, import};

use super::Where;

#[derive(Args)]
pub struct Import {
    /// divisions, units, party-organisations, people, population …
    kind: String,
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: Where,
    /// Report what would happen, keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Keep the good rows even when others are refused
    #[arg(long)]
    good_rows_only: bool,
    /// The report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Import {
    pub async fn run(self) -> Result<ExitCode> {
        let kind = Kind::parse(&self.kind, "kind").map_err(|_| {
            let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            anyhow::anyhow!("there is no kind '{}': use one of {}", self.kind, kinds.join(", "))
        })?;
        let lianhe = self.place.open().await?;
        let mut total = Report::default();
        for path in &self.files {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            eprintln!("reading {name}");
            let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
            let command = Command {
                kind,
                table: documents::read_csv(&bytes).with_context(|| name.clone())?,
                file: name.clone(),
                dry_run: self.dry_run,
                good_rows_only: self.good_rows_only,
                language: Language::Chinese,
            };
            add(&mut total, import(&lianhe, command).await.with_context(|| name)?);
        }
        lianhe.db.close().await;
        self.show(&total)?;
        let kept = total.refused == 0 || self.good_rows_only;
        Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn show(&self, report: &Report) -> Result<()> {
        if self.json {
            println!("{}", serde_json::to_string(report)?);
            return Ok(());
        }
        for issue in &report.issues {
            println!("第{}行 {}：{} {}", issue.row, issue.column, issue.message, issue.suggestion);
        }
        println!(
            "{} rows: {} added, {} changed, {} unchanged, {} refused; {} repaired, {} flagged",
            report.rows,
            report.added,
            report.changed,
            report.unchanged,
            report.refused,
            report.repaired,
            report.flagged
        );
        if report.refused > 0 && !self.good_rows_only && !self.dry_run {
            println!("nothing was kept: mend the refused rows, or keep the others with --good-rows-only");
        }
        Ok(())
    }
}

fn add(total: &mut Report, mut report: Report) {
    total.rows += report.rows;
    total.added += report.added;
    total.changed += report.changed;
    total.unchanged += report.unchanged;
    total.refused += report.refused;
    total.repaired += report.repaired;
    total.flagged += report.flagged;
    total.issues.append(&mut report.issues);
}
