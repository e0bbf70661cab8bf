//! `lianhe export`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use documents::Table;
use service::Lianhe;
use service::access::{Caller, operator_in};
use service::attachment::{attachment_table, packed_name, piece};
use service::exchange::plan::match_instance;
use service::export::{ORDER, RecordExport, export, history};
use service::import::Kind;

use super::Where;
use crate::wiring::find_division;

const ATTACHMENTS: &str = "attachments";
/// The instance of a match plan, as JSON lines.
const MATCH_INSTANCE: &str = "match-instance";

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Xlsx,
}

impl Format {
    const fn written(self) -> documents::Format {
        match self {
            Self::Csv => documents::Format::Csv,
            Self::Xlsx => documents::Format::Xlsx,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

#[derive(Args)]
pub struct Export {
    /// divisions, units, party-organisations, people, population, economy, match-instance (JSON lines for `solve match`); with --history any kind of an import; or `all`
    kind: String,
    #[command(flatten)]
    place: Where,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The day on which the table is to be true
    #[arg(long, conflicts_with = "history")]
    as_of: Option<NaiveDate>,
    /// A division's code or name; with --history the district's
    #[arg(long)]
    within: Option<String>,
    /// The whole past of the district, one row for each period
    #[arg(long)]
    history: bool,
    /// Where `all` puts a file for each kind
    #[arg(long, required_if_eq("kind", "all"))]
    out: Option<PathBuf>,
}

impl Export {
    pub async fn run(self) -> Result<ExitCode> {
        if self.kind == MATCH_INSTANCE {
            return self.instance().await;
        }
        let kinds = match self.kind.as_str() {
            "all" => ORDER.to_vec(),
            word => {
                vec![Kind::parse(word, "kind").map_err(|_| anyhow::anyhow!("there is no kind '{word}'"))?]
            }
        };
        let lianhe = self.place.open().await?;
        let (district, division) = find_division(&lianhe, self.within.as_deref()).await?;
        let whole = self.history || self.kind == "all";
        if whole && division.is_some_and(|division| division != district) {
            bail!("the whole past is exported for a district, not for a part of it");
        }
        let caller = operator_in(&lianhe, district).await?;
        for kind in kinds {
            let mut view = lianhe.view(&caller, self.as_of).await?;
            let table = match whole {
                true => history(&mut view, kind).await?,
                false => export(&mut view, kind, division).await?,
            };
            drop(view);
            self.put(&lianhe, &caller, kind, &table).await?;
        }
        if let (true, Some(folder)) = (self.kind == "all", &self.out) {
            self.attachments(&lianhe, &caller, folder).await?;
        }
        lianhe.db.close().await;
        Ok(ExitCode::SUCCESS)
    }

    /// The table of attachments, and a folder with their bytes.
    async fn attachments(&self, lianhe: &Lianhe, caller: &Caller, folder: &Path) -> Result<()> {
        let mut view = lianhe.view(caller, None).await?;
        let (table, files) = attachment_table(&mut view).await?;
        drop(view);
        let written = documents::write_table(&table, self.format.written())?;
        let file = format!("{ATTACHMENTS}.{}", self.format.ending());
        put_into(folder, &file, &written)?;
        let inside = folder.join(ATTACHMENTS);
        for fetched in &files {
            let path = inside.join(packed_name(&fetched.attachment));
            std::fs::create_dir_all(&inside)
                .with_context(|| format!("{} cannot be made", inside.display()))?;
            let broken = || format!("{} cannot be written", path.display());
            let mut out = std::fs::File::create(&path).with_context(broken)?;
            let mut sequence = 0;
            while let Some(bytes) = piece(lianhe, fetched, sequence).await? {
                out.write_all(&bytes).with_context(broken)?;
                sequence += 1;
            }
        }
        let taken = RecordExport { kind: ATTACHMENTS, file, rows: files.len() };
        lianhe.write(caller, taken).await?;
        Ok(())
    }

    /// The lines that `lianhe solve match` reads.
    async fn instance(&self) -> Result<ExitCode> {
        let lianhe = self.place.open().await?;
        let (district, division) = find_division(&lianhe, self.within.as_deref()).await?;
        let caller = operator_in(&lianhe, district).await?;
        let mut view = lianhe.view(&caller, self.as_of).await?;
        let lines = match_instance(&mut view, division).await?;
        drop(view);
        let mut out = std::io::stdout().lock();
        for line in &lines {
            writeln!(out, "{line}")?;
        }
        drop(out);
        let taken =
            RecordExport { kind: MATCH_INSTANCE, file: format!("{MATCH_INSTANCE}.jsonl"), rows: lines.len() };
        lianhe.write(&caller, taken).await?;
        lianhe.db.close().await;
        Ok(ExitCode::SUCCESS)
    }

    async fn put(&self, lianhe: &Lianhe, caller: &Caller, kind: Kind, table: &Table) -> Result<()> {
        let bytes = documents::write_table(table, self.format.written())?;
        let file = format!("{}.{}", kind.word(), self.format.ending());
        match &self.out {
            Some(folder) => put_into(folder, &file, &bytes)?,
            None => std::io::stdout().write_all(&bytes)?,
        }
        let taken = RecordExport { kind: kind.word(), file, rows: table.rows.len() };
        lianhe.write(caller, taken).await?;
        Ok(())
    }
}

fn put_into(folder: &Path, file: &str, bytes: &[u8]) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let path = folder.join(file);
    std::fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}
