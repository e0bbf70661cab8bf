//! The cells of a sheet. They stand row by row; within a row some programs mix them up.

use super::compound::{u16_at, u32_at};
use super::record::{Parts, Record, Records, Writing, error_text, float, place, squeezed};
use super::{Book, broken};
use crate::error::CellError;
use crate::read::sink::Sink;
use crate::read::value::{self, Shown};
use crate::{FaultKind, Table, TableError};

/// A sheet of that time has 256 columns.
const MOST_OF_ROW: usize = 1024;

pub(super) fn read(mut records: Records<'_>, book: &Book, sink: Sink) -> Result<Table, TableError> {
    let mut rows = Rows { book, sink, line: None, cells: Vec::new(), formula: None, merged: Vec::new() };
    // Charts within the sheet are streams of their own.
    let mut depth = 0_u32;
    while let Some(record) = records.next() {
        match record.kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => return rows.finish(),
            0x000A => depth -= 1,
            _ if depth > 1 => {}
            0x0207 => rows.formula_text(&mut records.parts(record))?,
            0x0204 | 0x00D6 => rows.label(record.data, &mut records)?,
            _ => {
                // A record that is too short says nothing.
                rows.cell(record).unwrap_or(Ok(()))?;
            }
        }
    }
    Err(broken("the sheet ends too early"))
}

enum Value {
    Number(f64, u16),
    Text(String),
    Shared(u32),
    Truth(bool),
    Error(u8),
}

struct Rows<'a> {
    book: &'a Book,
    sink: Sink,
    line: Option<u16>,
    cells: Vec<(u16, Value)>,
    /// A formula whose text comes in the next record.
    formula: Option<(u16, u16)>,
    /// First and last row, first column.
    merged: Vec<(u16, u16, u16)>,
}

impl Rows<'_> {
    /// `None` for a record that is too short.
    fn cell(&mut self, Record { kind, data }: Record<'_>) -> Option<Result<(), TableError>> {
        if kind == 0x00E5 {
            for area in data.get(2..)?.as_chunks::<8>().0 {
                if self.merged.len() < 10_000 {
                    self.merged.push((u16_at(area, 0)?, u16_at(area, 2)?, u16_at(area, 4)?));
                }
            }
            return None;
        }
        let value = match kind {
            0x0203 => Value::Number(float(data, 6)?, u16_at(data, 4)?),
            0x027E => Value::Number(squeezed(data, 6)?, u16_at(data, 4)?),
            0x00FD => Value::Shared(u32_at(data, 6)?),
            0x0205 if *data.get(7)? == 0 => Value::Truth(data[6] != 0),
            0x0205 => Value::Error(*data.get(6)?),
            0x0006 => return self.formula(data),
            0x00BD => return Some(self.numbers(data)),
            _ => return None,
        };
        let (row, column, _) = place(data)?;
        Some(self.put(row, column, value))
    }

    fn formula(&mut self, data: &[u8]) -> Option<Result<(), TableError>> {
        let (row, column, style) = place(data)?;
        let result = data.get(6..14)?;
        self.formula = None;
        let value = match result {
            [0, .., 0xFF, 0xFF] => {
                self.formula = Some((row, column));
                return None;
            }
            [1, _, truth, .., 0xFF, 0xFF] => Value::Truth(*truth != 0),
            [2, _, error, .., 0xFF, 0xFF] => Value::Error(*error),
            [.., 0xFF, 0xFF] => return None,
            _ => Value::Number(float(data, 6)?, style),
        };
        Some(self.put(row, column, value))
    }

    /// Numbers side by side: a style and a number each, and the last column at the end.
    fn numbers(&mut self, data: &[u8]) -> Result<(), TableError> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { return Ok(()) };
        for (column, number) in (first..=u16::MAX).zip(data.get(4..).unwrap_or_default().as_chunks::<6>().0) {
            if let (Some(style), Some(value)) = (u16_at(number, 0), squeezed(number, 2)) {
                self.put(row, column, Value::Number(value, style))?;
            }
        }
        Ok(())
    }

    fn label<'a>(&mut self, data: &'a [u8], records: &mut Records<'a>) -> Result<(), TableError> {
        let (Some((row, column, _)), Some(rest)) = (place(data), data.get(6..)) else { return Ok(()) };
        let mut parts = records.parts(Record { kind: 0, data: rest });
        let text = text(&mut parts, self.book.writing)?;
        self.put(row, column, Value::Text(text))
    }

    fn formula_text(&mut self, parts: &mut Parts<'_>) -> Result<(), TableError> {
        let Some((row, column)) = self.formula.take() else { return Ok(()) };
        let text = text(parts, self.book.writing)?;
        self.put(row, column, Value::Text(text))
    }

    fn put(&mut self, row: u16, column: u16, value: Value) -> Result<(), TableError> {
        if self.line != Some(row) {
            if self.line.is_some_and(|line| line > row) {
                return Err(broken("the rows of the sheet are not in order"));
            }
            self.flush()?;
            self.line = Some(row);
        }
        if self.cells.len() >= MOST_OF_ROW {
            return Err(TableError::TooWide(MOST_OF_ROW));
        }
        self.cells.push((column, value));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), TableError> {
        let Some(row) = self.line else { return Ok(()) };
        let line = u64::from(row) + 1;
        let mut cells = std::mem::take(&mut self.cells);
        cells.sort_by_key(|(column, _)| *column);
        // Of two values in one cell the later one is shown.
        for at in 0..cells.len() {
            let (column, value) = &cells[at];
            if cells.get(at + 1).is_none_or(|(next, _)| next != column) {
                self.write(line, usize::from(*column), value)?;
            }
        }
        cells.clear();
        self.cells = cells;
        self.sink.end_row(line)
    }

    fn write(&mut self, line: u64, column: usize, value: &Value) -> Result<(), TableError> {
        let (text, fault) = match value {
            Value::Text(text) => (text.clone(), None),
            Value::Shared(at) => {
                let lost = TableError::Cell { line, column: column + 1, why: CellError::NoText };
                return self.sink.cell(line, column, self.book.texts.get(*at).ok_or(lost)?);
            }
            Value::Truth(value) => (if *value { "TRUE" } else { "FALSE" }.to_owned(), None),
            Value::Error(code) => (error_text(*code).to_owned(), Some(FaultKind::ErrorValue)),
            Value::Number(value, style) => match self.book.shown.get(usize::from(*style)) {
                None | Some(Shown::Number) => value::of_float(*value),
                Some(shown) => value::date(*value, *shown, self.book.epoch_1904),
            },
        };
        self.sink.cell(line, column, &text)?;
        if let Some(kind) = fault {
            self.sink.fault(line, column, kind);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Table, TableError> {
        self.flush()?;
        if let Some(header) = self.sink.header_line() {
            for (top, bottom, left) in self.merged {
                let (top, bottom) = (u64::from(top) + 1, u64::from(bottom) + 1);
                if (top..=bottom).contains(&header) {
                    let area = format!("{}{top}", value::column_name(usize::from(left)));
                    return Err(TableError::MergedHeader(area));
                }
                if top > header {
                    self.sink.fault(top, usize::from(left), FaultKind::Merged);
                }
            }
        }
        self.sink.finish()
    }
}

fn text(parts: &mut Parts<'_>, writing: Writing) -> Result<String, TableError> {
    let mut text = String::new();
    let length = parts.u16();
    let read = length.and_then(|length| parts.text(usize::from(length), writing, &mut text));
    read.map(|()| text).ok_or_else(|| broken("a text ends too early"))
}
