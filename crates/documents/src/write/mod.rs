//! Tables out: csv and xlsx. No cell can become a formula.

use std::borrow::Cow;

use rust_xlsxwriter::{Format as CellFormat, Workbook};

use crate::{Table, TableError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// With the mark by which spreadsheets know UTF-8.
    CsvForSpreadsheets,
    Xlsx,
}

/// # Errors
/// When the table is too large for the format.
pub fn write_table(table: &Table, format: Format) -> Result<Vec<u8>, TableError> {
    match format {
        Format::Csv => write_csv(table, Vec::new()),
        Format::CsvForSpreadsheets => write_csv(table, b"\xEF\xBB\xBF".to_vec()),
        Format::Xlsx => write_xlsx(table).map_err(|why| TableError::Write(why.to_string())),
    }
}

fn write_csv(table: &Table, begin: Vec<u8>) -> Result<Vec<u8>, TableError> {
    let failed = |why: csv::Error| TableError::Write(why.to_string());
    let mut writer = csv::Writer::from_writer(begin);
    writer.write_record(table.header.iter().map(|cell| harmless(cell).into_owned())).map_err(failed)?;
    for row in table.rows.iter() {
        writer.write_record(row.cells.iter().map(|cell| harmless(cell).into_owned())).map_err(failed)?;
    }
    writer.into_inner().map_err(|why| TableError::Write(why.to_string()))
}

/// A spreadsheet runs text that begins like a formula; a leading apostrophe makes it text again. Numbers stay.
fn harmless(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}").into() } else { cell.into() }
}

/// Takes away the apostrophe that [`harmless`] put there, and no other.
pub(crate) fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// The wide forms are formulas for an East Asian spreadsheet.
fn is_formula(cell: &str) -> bool {
    let number = || {
        cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E'))
            && cell.parse::<f64>().is_ok()
    };
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && !number()
}

fn write_xlsx(table: &Table) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_csv;

    fn table(cells: &[&str]) -> Table {
        Table::new(["value"], cells.iter().map(|cell| [*cell]).collect())
    }

    fn cells(bytes: &[u8]) -> Vec<String> {
        let table = read_csv(bytes).expect("reads");
        table.rows.iter().flat_map(|row| row.cells.iter()).map(str::to_owned).collect()
    }

    #[test]
    fn no_cell_becomes_a_formula_and_numbers_stay_numbers() {
        let given = ["=1+1", "-3.5", "@cmd", "大连湾", "'=2", "'quoted'", "-inf", "＝1"];
        let bytes = write_table(&table(&given), Format::Csv).expect("csv");
        let text = String::from_utf8(bytes.clone()).expect("text");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines, ["value", "'=1+1", "-3.5", "'@cmd", "大连湾", "''=2", "'quoted'", "'-inf", "'＝1"]);
        assert_eq!(cells(&bytes), given);
    }

    #[test]
    fn an_xlsx_is_a_zip_with_something_in_it() {
        let bytes = write_table(&table(&["大连湾"]), Format::Xlsx).expect("xlsx");
        assert!(bytes.starts_with(b"PK") && bytes.len() > 1000);
    }
}
