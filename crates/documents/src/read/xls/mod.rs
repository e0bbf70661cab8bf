//! Workbooks of Excel 5 to 2003, which offices and WPS still send.
//!
//! Read here and not by a crate: those that were tried reserve memory by what a file claims and panic on short records.

mod compound;
mod record;
mod sheet;

use std::collections::HashMap;

pub(super) use self::compound::Compound;
use self::compound::{u16_at, u32_at};
use self::record::{Parts, Record, Records, Writing};
use super::ReadOptions;
use super::sink::Sink;
use super::texts::Texts;
use super::value::{self, Shown};
use crate::{FileKind, Table, TableError};

/// As many as a spreadsheet of that time allows.
const MOST_SHEETS: usize = 1000;
const MOST_STYLES: usize = 65_536;

struct Sheet {
    name: String,
    visible: bool,
    at: usize,
}

/// What stands before the sheets.
struct Book {
    sheets: Vec<Sheet>,
    texts: Texts,
    writing: Writing,
    epoch_1904: bool,
    /// By style number.
    shown: Vec<Shown>,
}

fn broken(why: &str) -> TableError {
    TableError::Broken(why.to_owned())
}

pub(super) fn read(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<Table, TableError> {
    let compound = Compound::open(bytes).ok_or_else(|| broken("no directory of streams"))?;
    let stream = compound.stream("Workbook").or_else(|| compound.stream("Book"));
    let stream = stream.ok_or_else(|| broken("no whole stream of sheets"))?;
    let book = Book::read(&stream, name)?;
    for sheet in &book.sheets {
        let wanted = options.sheet.as_ref().map_or(sheet.visible, |name| *name == sheet.name);
        if !wanted {
            continue;
        }
        let records = stream.get(sheet.at..).ok_or_else(|| broken("a sheet behind the end"))?;
        match sheet::read(Records(records), &book, Sink::new(options.most_bytes())) {
            Err(TableError::Empty) if options.sheet.is_none() => {}
            other => return other,
        }
    }
    Err(options.sheet.as_ref().map_or(TableError::Empty, |name| TableError::NoSheet(name.clone())))
}

impl Book {
    fn read(stream: &[u8], name: &str) -> Result<Self, TableError> {
        let mut book = Self {
            sheets: Vec::new(),
            texts: Texts::default(),
            writing: Writing::Unicode,
            epoch_1904: false,
            shown: Vec::new(),
        };
        let (mut formats, mut styles) = (HashMap::new(), Vec::new());
        let mut records = Records(stream);
        while let Some(record) = records.next() {
            let data = record.data;
            match record.kind {
                0x0809 => match u16_at(data, 0) {
                    Some(0x0600) => {}
                    Some(0x0500) => book.writing = Writing::of_code_page(936),
                    _ => {
                        return Err(TableError::WrongKind {
                            name: name.to_owned(),
                            kind: FileKind::OldOffice,
                        });
                    }
                },
                0x002F => return Err(TableError::Encrypted),
                0x0042 if book.writing != Writing::Unicode => {
                    book.writing = Writing::of_code_page(u16_at(data, 0).unwrap_or(936));
                }
                0x0022 => book.epoch_1904 = u16_at(data, 0) == Some(1),
                0x0085 if book.sheets.len() < MOST_SHEETS => book.sheets.extend(book.sheet(data)),
                0x041E if formats.len() < MOST_STYLES => formats.extend(book.format(data)),
                0x00E0 if styles.len() < MOST_STYLES => styles.push(u16_at(data, 2).unwrap_or(0)),
                0x00FC => book.read_texts(&mut records, record)?,
                0x000A => {
                    let shown = |id: &u16| {
                        formats.get(id).copied().unwrap_or_else(|| value::built_in(u32::from(*id)))
                    };
                    book.shown = styles.iter().map(shown).collect();
                    return Ok(book);
                }
                _ => {}
            }
        }
        Err(broken("the workbook ends too early"))
    }

    /// `None` for charts and macros.
    fn sheet(&self, data: &[u8]) -> Option<Sheet> {
        let (at, state, kind) = (u32_at(data, 0)? as usize, data.get(4)?, data.get(5)?);
        let mut name = String::new();
        Parts::of(data.get(7..)?).text(usize::from(*data.get(6)?), self.writing, &mut name)?;
        (*kind == 0).then_some(Sheet { name, visible: state & 3 == 0, at })
    }

    fn format(&self, data: &[u8]) -> Option<(u16, Shown)> {
        let mut code = String::new();
        let (length, begin) = match self.writing {
            Writing::Unicode => (usize::from(u16_at(data, 2)?), 4),
            Writing::Page(_) => (usize::from(*data.get(2)?), 3),
        };
        Parts::of(data.get(begin..)?).text(length, self.writing, &mut code)?;
        Some((u16_at(data, 0)?, value::format(&code)))
    }

    fn read_texts<'a>(&mut self, records: &mut Records<'a>, first: Record<'a>) -> Result<(), TableError> {
        let mut parts = records.parts(first);
        let lost = || broken("the texts end too early");
        parts.skip(8).ok_or_else(lost)?;
        while !parts.is_empty() {
            let length = parts.u16().ok_or_else(lost)?;
            parts.text(usize::from(length), Writing::Unicode, self.texts.open()).ok_or_else(lost)?;
            self.texts.end();
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod made;
#[cfg(test)]
mod tests;
