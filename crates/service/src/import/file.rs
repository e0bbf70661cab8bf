//! The files around an import: the one that comes in, the template to fill in, the person's own table with remarks.

use documents::{Mark, ReadOptions, Table, TemplateColumn};

use super::{Import, Issue, Kind, Severity, import};
use crate::export::{File, Format};
use crate::{Error, Lianhe, Result};

/// The most that a file which came over the network may hold once unpacked, in bytes.
const MOST_UNPACKED: u64 = 512 << 20;

/// Reads a file that came over the network: xlsx, xls, csv, or a packed csv.
///
/// # Errors
/// When the file is no table.
pub async fn read_table(bytes: Vec<u8>, name: String, sheet: Option<String>) -> Result<Table> {
    let options = ReadOptions { sheet, most_bytes: Some(MOST_UNPACKED) };
    // Inflating and parsing would hold up everybody else on this thread.
    let reading = tokio::task::spawn_blocking(move || documents::read_table(&bytes, &name, &options));
    match reading.await {
        Ok(table) => Ok(table?),
        Err(_) => Err(Error::Cancelled),
    }
}

/// An empty table of a kind: header, allowed words, and a sheet that explains the columns.
///
/// # Errors
/// When the file cannot be written.
pub fn template(kind: Kind, format: Format) -> Result<File> {
    let words: Vec<Vec<&str>> = kind
        .columns()
        .iter()
        .map(|column| kind.words(column.name).into_iter().map(|(_, term)| term).collect())
        .collect();
    let columns: Vec<TemplateColumn<'_>> = kind
        .columns()
        .iter()
        .zip(&words)
        .map(|(column, words)| TemplateColumn {
            name: column.name,
            title: column.title,
            needed: column.needed,
            help: column.help.0,
            words,
            example: "",
        })
        .collect();
    let bytes = match format {
        Format::Xlsx => documents::write_template(&columns, kind.term()),
        Format::Csv => documents::write_csv_template(&columns),
    }?;
    Ok(File { name: format!("{}模板.{}", kind.term(), format.word()), format, bytes })
}

/// The table of a trial, with what the trial says at every cell that needs a look.
///
/// # Errors
/// Those of the trial, and when the file cannot be written.
pub async fn annotated(lianhe: &Lianhe, trial: Import) -> Result<File> {
    let table = trial.table.clone();
    let stem = trial.file.rsplit_once('.').map_or(trial.file.as_str(), |(stem, _)| stem);
    let name = format!("{stem}-导入意见.xlsx");
    let report = import(lianhe, Import { dry_run: true, ..trial }).await?;
    let marks: Vec<Mark> = report.issues.into_iter().map(|issue| mark(&table, issue)).collect();
    Ok(File { name, format: Format::Xlsx, bytes: documents::annotate(&table, &marks)? })
}

fn mark(table: &Table, issue: Issue) -> Mark {
    Mark {
        line: issue.row,
        column: table.header.iter().position(|header| *header == issue.column),
        message: format!("{} {}", issue.message, issue.suggestion),
        severity: match issue.severity {
            Severity::Refused => documents::Severity::Refused,
            Severity::Flagged => documents::Severity::Flagged,
            Severity::Repaired => documents::Severity::Repaired,
        },
    }
}
