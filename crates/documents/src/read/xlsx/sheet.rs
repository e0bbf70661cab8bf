//! The cells of a sheet, in the order in which they stand.

use super::book::{Book, digits};
use super::strings::Inside;
use super::xml::{Attributes, Event, MOST_PIECE, Xml, broken, text};
use crate::error::CellError;
use crate::read::sink::Sink;
use crate::read::texts::Texts;
use crate::read::value::{self, Shown};
use crate::{FaultKind, Table, TableError};

/// The last column and row of a spreadsheet.
const LAST_COLUMN: usize = 16_383;
const LAST_LINE: u64 = 1_048_576;

pub(super) fn read(mut xml: Xml<'_>, book: &Book, strings: &Texts, sink: Sink) -> Result<Table, TableError> {
    let mut rows = Rows { book, strings, sink, line: 0, inside: false, column: 0, cell: Cell::default() };
    let mut inside = Inside::default();
    loop {
        let event = xml.next()?;
        match event {
            Event::Open(b"row", attributes, empty) => rows.begin(attributes, empty)?,
            Event::Close(b"row") => rows.end()?,
            Event::Open(b"c", attributes, empty) => {
                rows.open(attributes)?;
                if let Some(raw) = (!empty).then(|| xml.plain_value()).flatten() {
                    rows.cell.text.push_str(&text(raw)?);
                    rows.close()?;
                }
            }
            Event::Close(b"c") => rows.close()?,
            Event::Open(b"v", _, empty) => rows.cell.value = !empty,
            Event::Close(b"v") => rows.cell.value = false,
            Event::Open(b"f", ..) => rows.cell.formula = true,
            Event::Text(_) | Event::Characters(_) if rows.cell.text.len() > MOST_PIECE => {
                return Err(rows.too_long());
            }
            Event::Text(raw) if rows.cell.value => rows.cell.text.push_str(&text(raw)?),
            Event::Open(b"mergeCell", attributes, _) => rows.merged(attributes)?,
            Event::Close(b"worksheet") => {
                xml.finish()?;
                return rows.sink.finish();
            }
            Event::End => return Err(broken("the sheet ends too early")),
            _ => inside.text(event, &mut rows.cell.text)?,
        }
    }
}

struct Rows<'a> {
    book: &'a Book,
    strings: &'a Texts,
    sink: Sink,
    line: u64,
    /// Whether a row is open.
    inside: bool,
    /// Where the next cell stands that does not say.
    column: usize,
    cell: Cell,
}

#[derive(Default)]
struct Cell {
    column: usize,
    kind: Kind,
    shown: Option<Shown>,
    formula: bool,
    /// Whether its value is open.
    value: bool,
    text: String,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Truth,
    Error,
    Date,
}

impl Rows<'_> {
    fn too_long(&self) -> TableError {
        TableError::Cell { line: self.line, column: self.cell.column + 1, why: CellError::TooLong }
    }

    fn begin(&mut self, attributes: Attributes<'_>, empty: bool) -> Result<(), TableError> {
        let line = attributes.get(b"r").and_then(digits).map_or(self.line + 1, u64::from);
        if line > LAST_LINE {
            return Err(broken("more rows than a sheet can have"));
        }
        if self.inside || line <= self.line {
            return Err(broken("the rows of the sheet are not in order"));
        }
        self.line = line;
        self.column = 0;
        self.inside = !empty;
        Ok(())
    }

    fn end(&mut self) -> Result<(), TableError> {
        if std::mem::take(&mut self.inside) { self.sink.end_row(self.line) } else { Ok(()) }
    }

    fn open(&mut self, attributes: Attributes<'_>) -> Result<(), TableError> {
        let cell = &mut self.cell;
        (cell.column, cell.kind, cell.shown, cell.formula) = (self.column, Kind::Number, None, false);
        cell.text.clear();
        for (name, raw) in attributes.iter() {
            match name {
                b"r" => cell.column = place(raw).ok_or_else(|| broken("a cell without a place"))?.0,
                b"s" => {
                    let style = digits(raw).unwrap_or(0);
                    cell.shown = self.book.shown.get(style as usize).copied();
                }
                b"t" => {
                    cell.kind = match raw {
                        b"s" => Kind::Shared,
                        b"str" | b"inlineStr" => Kind::Text,
                        b"b" => Kind::Truth,
                        b"e" => Kind::Error,
                        b"d" => Kind::Date,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
        if cell.column < self.column || !self.inside {
            return Err(broken("the cells of a row are not in order"));
        }
        self.column = cell.column + 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), TableError> {
        let Self { line, sink, cell, inside, .. } = self;
        if !*inside {
            return Err(broken("a cell outside the rows"));
        }
        let (line, column, raw) = (*line, cell.column, cell.text.as_str());
        let fault = match cell.kind {
            Kind::Text => sink.cell(line, column, raw).map(|()| None)?,
            _ if raw.trim().is_empty() => cell.formula.then_some(FaultKind::Uncalculated),
            Kind::Shared => {
                let text = digits(raw.trim().as_bytes()).and_then(|at| self.strings.get(at));
                let lost = TableError::Cell { line, column: column + 1, why: CellError::NoText };
                sink.cell(line, column, text.ok_or(lost)?)?;
                None
            }
            Kind::Truth => {
                sink.cell(line, column, if raw.trim() == "1" { "TRUE" } else { "FALSE" })?;
                None
            }
            Kind::Error => {
                sink.cell(line, column, raw)?;
                Some(FaultKind::ErrorValue)
            }
            Kind::Date => {
                sink.cell(line, column, &value::iso_date(raw))?;
                None
            }
            Kind::Number => match cell.shown {
                None | Some(Shown::Number) => {
                    let (text, fault) = value::number(raw.trim());
                    sink.cell(line, column, &text)?;
                    fault
                }
                Some(shown) => {
                    let number = raw.trim().parse().unwrap_or(f64::NAN);
                    let (text, fault) = value::date(number, shown, self.book.epoch_1904);
                    sink.cell(line, column, &text)?;
                    fault
                }
            },
        };
        if let Some(kind) = fault {
            sink.fault(line, column, kind);
        }
        Ok(())
    }

    /// Merges stand behind the cells.
    fn merged(&mut self, attributes: Attributes<'_>) -> Result<(), TableError> {
        let area = attributes.text(b"ref")?.unwrap_or_default();
        let (from, to) = area.split_once(':').unwrap_or((&area, &area));
        let (Some((left, top)), Some((_, bottom))) = (place(from.as_bytes()), place(to.as_bytes())) else {
            return Ok(());
        };
        match self.sink.header_line() {
            Some(header) if (top..=bottom).contains(&header) => Err(TableError::MergedHeader(area)),
            Some(header) if top > header => {
                self.sink.fault(top, left, FaultKind::Merged);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Column (from 0) and row (from 1) of a name like `AB12`.
fn place(name: &[u8]) -> Option<(usize, u64)> {
    let letters = name.iter().position(|byte| !byte.is_ascii_alphabetic())?;
    let column = name[..letters]
        .iter()
        .take(4)
        .fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    let line = u64::from(digits(&name[letters..])?);
    (1..=LAST_COLUMN + 1).contains(&column).then(|| (column - 1, line))
}
