//! Sheets of workbooks.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, SheetType, SheetVisible, Sheets, open_workbook_auto_from_rs};

use super::ReadOptions;
use super::sink::Sink;
use super::value::{self, Shown};
use crate::{FaultKind, Table, TableError};

pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Table, TableError> {
    let broken = |why: calamine::Error| TableError::Broken(why.to_string());
    let mut book: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let sheets = book.sheets_metadata().to_vec();
    for sheet in sheets {
        let wanted = match &options.sheet {
            Some(name) => &sheet.name == name,
            None => sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible,
        };
        if !wanted {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(broken)?;
        match sheet_table(&range, options) {
            Err(TableError::Empty) => {}
            other => return other,
        }
    }
    Err(options.sheet.as_ref().map_or(TableError::Empty, |name| TableError::NoSheet(name.clone())))
}

fn sheet_table(range: &calamine::Range<Data>, options: &ReadOptions) -> Result<Table, TableError> {
    let mut sink = Sink::new(options.most_bytes());
    let (top, left) = range.start().unwrap_or_default();
    for (line, row) in (u64::from(top) + 1..).zip(range.rows()) {
        for (column, cell) in (left as usize..).zip(row) {
            let (text, fault) = shown(cell);
            if let Some(fault) = fault {
                sink.fault(line, column, fault);
            }
            sink.cell(line, column, &text)?;
        }
        sink.end_row(line)?;
    }
    sink.finish()
}

fn shown(cell: &Data) -> (String, Option<FaultKind>) {
    match cell {
        Data::Empty => (String::new(), None),
        Data::String(text) => (text.clone(), None),
        Data::Int(value) => value::of_float(*value as f64),
        Data::Float(value) => value::of_float(*value),
        Data::Bool(value) => (if *value { "TRUE" } else { "FALSE" }.to_owned(), None),
        Data::DateTime(at) => date(at),
        Data::DateTimeIso(text) | Data::DurationIso(text) => (value::iso_date(text), None),
        Data::Error(error) => (error.to_string(), Some(FaultKind::ErrorValue)),
    }
}

fn date(at: &ExcelDateTime) -> (String, Option<FaultKind>) {
    let shown = if at.is_duration() { Shown::Duration } else { Shown::Date };
    value::date(at.as_f64(), shown, false)
}
