//! `lianhe import`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use documents::ReadOptions;
use domain::rule::Language;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use service::Lianhe;
use service::export::ORDER;
use service::import::{Import as Command, Kind, Mapping, Progress, Report, import, undo};
use uuid::Uuid;

use super::Where;

#[derive(Args)]
pub struct Import {
    /// divisions, units, party-organisations, people, population …; `all` with the folder of a full export; or `undo` with the
    /// id of an import
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
    /// Which column of the file is which of ours: `credit_code=uscc`; again for each
    #[arg(long = "map", value_name = "OURS=THEIRS")]
    mapping: Vec<String>,
    /// The sheet of a spreadsheet; the first one with a table when not given
    #[arg(long)]
    sheet: Option<String>,
    /// The report as one JSON object
    #[arg(long)]
    json: bool,
}

/// The report of one file.
#[derive(Serialize)]
struct OfFile {
    file: String,
    id: Option<Uuid>,
    rows: usize,
    added: usize,
    changed: usize,
    unchanged: usize,
    refused: usize,
    ended: usize,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    total: Report,
    files: Vec<OfFile>,
}

impl Import {
    pub async fn run(self) -> Result<ExitCode> {
        if self.kind == "undo" {
            return self.undo().await;
        }
        let sources = self.sources()?;
        let mapping = mapping(&self.mapping)?;
        let lianhe = self.place.open().await?;
        let (mut total, mut files) = (Report::default(), Vec::new());
        for (kind, path) in &sources {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            eprintln!("reading {name}");
            let options = ReadOptions { sheet: self.sheet.clone(), ..ReadOptions::default() };
            let table = read(path, options).await.with_context(|| name.clone())?;
            let command = Command {
                mapping: mapping.clone(),
                dry_run: self.dry_run,
                good_rows_only: self.good_rows_only,
                ..Command::new(*kind, table, name.clone())
            };
            let report = watched(&lianhe, command).await.with_context(|| name.clone())?;
            files.push(OfFile {
                file: name,
                id: report.id,
                rows: report.rows,
                added: report.added,
                changed: report.changed,
                unchanged: report.unchanged,
                refused: report.refused,
                ended: report.ended,
            });
            total.add(report);
        }
        lianhe.db.close().await;
        let kept = total.refused == 0 || self.good_rows_only;
        self.show(Whole { total, files })?;
        Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// The files in the order in which they are read; those of a full export so that what is referred to comes first.
    fn sources(&self) -> Result<Vec<(Kind, PathBuf)>> {
        if self.kind == "all" {
            let [folder] = self.files.as_slice() else { bail!("all takes the folder of one full export") };
            let file = |kind: &Kind| {
                let named = ["csv", "xlsx"].map(|ending| folder.join(format!("{}.{ending}", kind.word())));
                named.into_iter().find(|path| path.exists()).map(|path| (*kind, path))
            };
            return Ok(ORDER.iter().filter_map(file).collect());
        }
        let kind = Kind::parse(&self.kind, "kind").map_err(|_| {
            let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            anyhow::anyhow!("there is no kind '{}': use one of {}, all, or undo", self.kind, kinds.join(", "))
        })?;
        Ok(self.files.iter().map(|path| (kind, path.clone())).collect())
    }

    async fn undo(self) -> Result<ExitCode> {
        let [id] = self.files.as_slice() else { bail!("undo takes the id of one import") };
        let id =
            id.to_string_lossy().parse::<Uuid>().context("the id of an import looks like its report says")?;
        let lianhe = self.place.open().await?;
        let result = undo(&lianhe, id).await;
        lianhe.db.close().await;
        match result {
            Ok(runs) => {
                for run in runs {
                    eprintln!("undone: {} ({} rows of {})", run.file, run.row_count, run.kind);
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(service::Error::NotFound) => bail!("there is no import {id}"),
            Err(service::Error::Refused(refusal)) => {
                bail!("{} {}", refusal.detail(Language::English), refusal.hint(Language::English))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn show(&self, report: Whole) -> Result<()> {
        if self.json {
            println!("{}", serde_json::to_string(&report)?);
            return Ok(());
        }
        let Whole { total, files } = report;
        for issue in &total.issues {
            println!("第{}行 {}：{} {}", issue.row, issue.column, issue.message, issue.suggestion);
        }
        println!(
            "{} rows: {} added, {} changed, {} unchanged, {} refused; {} repaired, {} flagged",
            total.rows,
            total.added,
            total.changed,
            total.unchanged,
            total.refused,
            total.repaired,
            total.flagged
        );
        if total.ended > 0 {
            println!("{} divisions are left out by a later year and have ended", total.ended);
        }
        for (rule, count) in &total.by_rule {
            println!(
                "  {rule}: {} refused, {} repaired, {} flagged",
                count.refused, count.repaired, count.flagged
            );
        }
        for file in files.iter().filter_map(|file| file.id.map(|id| (id, &file.file))) {
            println!("{}: undo with `lianhe import undo {}`", file.1, file.0);
        }
        if total.refused > 0 && !self.good_rows_only && !self.dry_run {
            println!("nothing was kept: mend the refused rows, or keep the others with --good-rows-only");
        }
        Ok(())
    }
}

/// Inflating and parsing are work for a thread of their own.
async fn read(path: &Path, options: ReadOptions) -> Result<documents::Table> {
    let path = path.to_owned();
    Ok(tokio::task::spawn_blocking(move || documents::read_file(&path, &options)).await??)
}

fn mapping(given: &[String]) -> Result<Mapping> {
    let pair =
        |text: &String| text.split_once('=').map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()));
    given
        .iter()
        .map(|text| pair(text).with_context(|| format!("--map {text} is not of the form OURS=THEIRS")))
        .collect()
}

/// Runs an import with its progress on a terminal; Ctrl-C cancels it, and nothing of it is kept.
async fn watched(lianhe: &Lianhe, command: Command) -> Result<Report> {
    const EVERY: std::time::Duration = std::time::Duration::from_millis(100);
    let progress: Progress = command.progress.clone();
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta} left")?;
    let rows = u64::try_from(command.table.rows.len()).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr()).with_style(style);
    let running = import(lianhe, command);
    tokio::pin!(running);
    let result = loop {
        tokio::select! {
            result = &mut running => break result,
            _ = tokio::signal::ctrl_c() => progress.cancel(),
            () = tokio::time::sleep(EVERY) => {
                bar.set_position(u64::try_from(progress.done()).unwrap_or(u64::MAX));
            }
        }
    };
    bar.finish_and_clear();
    Ok(result?)
}
