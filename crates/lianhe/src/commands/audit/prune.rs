//! `lianhe audit prune`: old entries go into an archive first, then out of the database.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDate};
use clap::Args;
use service::access::operator_in;
use service::journal::{Cut, check_day};

use super::Where;
use super::export::districts;

#[derive(Args)]
pub struct Prune {
    #[command(flatten)]
    place: Where,
    /// The first day whose entries stay; what journal.keep_days says when absent
    #[arg(long)]
    before: Option<NaiveDate>,
    /// A new file for what goes
    #[arg(long, value_name = "FILE")]
    archive: PathBuf,
    /// A district's code or name; all when absent
    #[arg(long)]
    district: Option<String>,
}

impl Prune {
    pub async fn run(self) -> Result<ExitCode> {
        let keep_days = self.place.configuration()?.journal.keep_days;
        let lianhe = self.place.open().await?;
        let kept = |days: u32| lianhe.today().checked_sub_days(Days::new(days.into()));
        let before = self.before.or_else(|| keep_days.and_then(kept));
        let before = before.context("everything is kept: say before which day, or set journal.keep_days")?;
        check_day(before, lianhe.today(), keep_days)?;
        service::journal::seal(&lianhe.db).await?;
        let file = OpenOptions::new().write(true).create_new(true).open(&self.archive);
        let file = file.with_context(|| format!("{} cannot be made new", self.archive.display()))?;
        let mut out = BufWriter::new(file);
        let mut cuts = Vec::new();
        for district in districts(&lianhe, self.district.as_deref()).await? {
            let mut cut = Cut::begin(&lianhe.db, district, before).await?;
            while let Some(lines) = cut.next().await? {
                for line in &lines {
                    writeln!(out, "{}", line.to_json())?;
                }
            }
            cuts.push((district, cut));
        }
        // On the disk before anything goes.
        out.into_inner().map_err(|why| why.into_error())?.sync_all()?;
        if cuts.iter().all(|(_, cut)| cut.is_empty()) {
            std::fs::remove_file(&self.archive)?;
            lianhe.db.close().await;
            eprintln!("no sealed entry is from before {before}: nothing to prune");
            return Ok(ExitCode::SUCCESS);
        }
        let name = self.archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut removed = 0;
        for (district, cut) in cuts {
            if let Some(prune) = cut.prune(name.clone()) {
                let caller = operator_in(&lianhe, district).await?;
                removed += lianhe.write(&caller, prune).await?;
            }
        }
        lianhe.db.close().await;
        eprintln!("{removed} entries went into {}", self.archive.display());
        Ok(ExitCode::SUCCESS)
    }
}
