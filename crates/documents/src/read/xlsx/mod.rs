//! Workbooks of the present format: a zip of XML files.
//!
//! Read here and not by a crate: the sheet streams from the archive into the table, so what a file claims to hold
//! (dimensions, sizes, counts) costs nothing until it is there, and it takes a fraction of the time.

mod book;
mod sheet;
mod strings;
mod xml;

use self::book::Book;
use self::xml::Xml;
use super::ReadOptions;
use super::sink::Sink;
use super::texts::Texts;
use super::zip::Zip;
use crate::{Table, TableError};

/// XML is wordy: a full sheet of a million rows has four times the bytes of the same csv.
const WORDY: u64 = 4;

pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Table, TableError> {
    let zip = Zip::open(bytes, WORDY * options.most_bytes())?;
    let book = Book::read(&zip)?;
    let strings = match &book.strings {
        Some(path) => strings::read(&zip, path, options.most_bytes())?,
        None => Texts::default(),
    };
    for sheet in &book.sheets {
        let wanted = options.sheet.as_ref().map_or(sheet.visible, |name| *name == sheet.name);
        if !wanted {
            continue;
        }
        let entry = zip.entry(&sheet.path)?.ok_or_else(|| xml::broken(&sheet.path))?;
        match sheet::read(Xml::new(entry), &book, &strings, Sink::new(options.most_bytes())) {
            Err(TableError::Empty) if options.sheet.is_none() => {}
            other => return other,
        }
    }
    Err(options.sheet.as_ref().map_or(TableError::Empty, |name| TableError::NoSheet(name.clone())))
}

#[cfg(test)]
pub(in crate::read) mod made;
#[cfg(test)]
mod tests;
