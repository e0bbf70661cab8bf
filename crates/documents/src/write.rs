//! Tables out: csv and xlsx. No cell can become a formula.

use rust_xlsxwriter::{Format as CellFormat, Workbook};

use crate::{Table, TableError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

/// # Errors
/// When the table is too large for the format.
pub fn write_table(table: &Table, format: Format) -> Result<Vec<u8>, TableError> {
    match format {
        Format::Csv => write_csv(table),
        Format::Xlsx => write_xlsx(table).map_err(|why| TableError::Write(why.to_string())),
    }
}

fn write_csv(table: &Table) -> Result<Vec<u8>, TableError> {
    let failed = |why: csv::Error| TableError::Write(why.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.header).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.cells.iter().map(|cell| harmless(cell).into_owned())).map_err(failed)?;
    }
    writer.into_inner().map_err(|why| TableError::Write(why.to_string()))
}

/// A spreadsheet runs text that begins like a formula; a leading apostrophe makes it text again. Numbers stay.
fn harmless(cell: &str) -> std::borrow::Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}").into() } else { cell.into() }
}

fn write_xlsx(table: &Table) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = CellFormat::new().set_bold();
    for (column, name) in (0u16..).zip(&table.header) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    for (line, row) in (1u32..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(&row.cells) {
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
    use crate::{Row, read_csv};

    fn table(cells: &[&str]) -> Table {
        Table {
            header: vec!["value".into()],
            rows: cells.iter().map(|cell| Row { line: 0, cells: vec![(*cell).to_owned()] }).collect(),
        }
    }

    #[test]
    fn no_cell_becomes_a_formula_and_numbers_stay_numbers() {
        let bytes = write_table(&table(&["=1+1", "-3.5", "@cmd", "大连湾"]), Format::Csv).expect("csv");
        let cells: Vec<_> =
            read_csv(&bytes).expect("reads").rows.into_iter().flat_map(|row| row.cells).collect();
        assert_eq!(cells, ["'=1+1", "-3.5", "'@cmd", "大连湾"]);
    }

    #[test]
    fn an_xlsx_is_a_zip_with_something_in_it() {
        let bytes = write_table(&table(&["大连湾"]), Format::Xlsx).expect("xlsx");
        assert!(bytes.starts_with(b"PK") && bytes.len() > 1000);
    }
}
