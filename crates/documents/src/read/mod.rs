//! Tables in: csv in the encodings that offices really send, also packed as xz or gz, xlsx and xls.

mod content;
mod csv;
mod inflate;
mod kind;
mod sink;
mod texts;
mod value;
mod xls;
mod xlsx;
mod zip;

use std::io::Read as _;
use std::path::Path;

pub use self::content::content_of;
use self::kind::Kind;
use self::sink::Sink;
pub(crate) use self::value::column_name;
use crate::{Table, TableError};

/// A file of this many bytes, packed or unpacked, is a mistake, not a table.
pub const MOST_BYTES: u64 = 256 << 20;
/// The widest table that anybody means.
pub const MOST_COLUMNS: usize = 256;
/// The most cells of a table; a million rows of thirty columns fit.
pub const MOST_CELLS: usize = 32_000_000;
/// The most characters of a cell: those of a spreadsheet.
pub const MOST_CELL: usize = 32_767;

#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The sheet of a workbook; the first visible one with a header when absent.
    pub sheet: Option<String>,
    /// Less than [`MOST_BYTES`], for the file and for what is packed in it.
    pub most_bytes: Option<u64>,
}

impl ReadOptions {
    fn most_bytes(&self) -> u64 {
        self.most_bytes.unwrap_or(MOST_BYTES).min(MOST_BYTES)
    }
}

/// Reads a table from the bytes of a file, whatever its extension says. The name is for messages only.
///
/// # Errors
/// Names what the file is if it is no table; else the row and what is wrong with it.
pub fn read_table(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<Table, TableError> {
    let most = options.most_bytes();
    if bytes.len() as u64 > most {
        return Err(TableError::TooLarge(bytes.len() as u64));
    }
    let unpacked = match kind::of(bytes) {
        Kind::Gz => inflate::gz(bytes, most)?,
        Kind::Xz => inflate::xz(bytes, most)?,
        kind => return read_plain(bytes, kind, name, options),
    };
    let kind = kind::of(&unpacked);
    read_plain(&unpacked, kind, name, options)
}

/// As [`read_table`], but looks at the length before it reads.
///
/// # Errors
/// As [`read_table`], and when the file cannot be read.
pub fn read_file(path: &Path, options: &ReadOptions) -> Result<Table, TableError> {
    let failed = |why: std::io::Error| TableError::Io(why.to_string());
    let file = std::fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let most = options.most_bytes();
    if length > most {
        return Err(TableError::TooLarge(length));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    // A pipe has no length, and a file may grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read_table(&bytes, &name, options)
}

/// Reads comma- or tab-separated text, never anything else.
///
/// # Errors
/// Names the line and what is wrong with it.
pub fn read_csv(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(TableError::TooLarge(bytes.len() as u64));
    }
    csv::read(bytes, Sink::new(MOST_BYTES))
}

fn read_plain(bytes: &[u8], kind: Kind, name: &str, options: &ReadOptions) -> Result<Table, TableError> {
    match kind {
        Kind::Text => csv::read(bytes, Sink::new(options.most_bytes())),
        Kind::Xlsx => xlsx::read(bytes, options),
        Kind::Xls => xls::read(bytes, name, options),
        Kind::Encrypted => Err(TableError::Encrypted),
        Kind::Gz | Kind::Xz => {
            Err(TableError::WrongKind { name: name.to_owned(), kind: crate::FileKind::Archive })
        }
        Kind::Other(kind) => Err(TableError::WrongKind { name: name.to_owned(), kind }),
    }
}

#[cfg(test)]
mod tests;
