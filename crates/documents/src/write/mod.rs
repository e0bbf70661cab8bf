//! Tables out: csv and xlsx, templates, and tables with remarks. No cell can become a formula.

mod annotate;
mod formula;
mod template;

pub use self::annotate::{Mark, REMARKS, Severity, annotate};
pub(crate) use self::formula::unescaped;
pub use self::template::{TemplateColumn, write_csv_template, write_template};

use rust_xlsxwriter::{Format as CellFormat, Workbook, XlsxError};

use self::formula::harmless;
use crate::{Table, TableError};

/// By which spreadsheets know that a csv is UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// With a byte order mark, without which spreadsheets show no Chinese.
    CsvForSpreadsheets,
    Xlsx,
}

/// # Errors
/// When the table is too large for the format.
pub fn write_table(table: &Table, format: Format) -> Result<Vec<u8>, TableError> {
    match format {
        Format::Csv => write_csv(table, Vec::new()),
        Format::CsvForSpreadsheets => write_csv(table, MARK.to_vec()),
        Format::Xlsx => write_xlsx(table).map_err(failed),
    }
}

fn failed(why: XlsxError) -> TableError {
    TableError::Write(why.to_string())
}

fn write_csv(table: &Table, begin: Vec<u8>) -> Result<Vec<u8>, TableError> {
    let failed = |why: csv::Error| TableError::Write(why.to_string());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(begin);
    writer.write_record(table.header.iter().map(|cell| harmless(cell).into_owned())).map_err(failed)?;
    for row in table.rows.iter() {
        writer.write_record(row.cells.iter().map(|cell| harmless(cell).into_owned())).map_err(failed)?;
    }
    writer.into_inner().map_err(|why| TableError::Write(why.to_string()))
}

fn write_xlsx(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = CellFormat::new().set_bold();
    for (column, name) in (0u16..).zip(&table.header) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    for (line, row) in (1u32..).zip(table.rows.iter()) {
        for (column, cell) in (0u16..).zip(row.cells.iter()) {
            // write_string never makes a formula of a cell.
            if !cell.is_empty() {
                sheet.write_string(line, column, cell)?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// A width that shows most cells of these texts; a Chinese character takes twice the room of a letter.
fn width<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    let room = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    f64::from(texts.into_iter().map(room).max().unwrap_or(0).clamp(10, 40) + 3)
}

#[cfg(test)]
mod tests;
