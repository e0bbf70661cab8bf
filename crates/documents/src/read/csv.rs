//! Separated text: UTF-8 with or without BOM, GBK, GB18030, and UTF-16 with BOM, as spreadsheets save "Unicode text".
//!
//! Read here and not by a crate, because a quotation mark too many must not silently swallow the rest of a file, and
//! because cells go into the table without a copy in between.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter, memchr3};

use super::sink::{Sink, tidy};
use crate::error::CellError;
use crate::write::unescaped;
use crate::{FaultKind, Table, TableError};

pub(super) fn read(bytes: &[u8], mut sink: Sink) -> Result<Table, TableError> {
    let text = decode(bytes)?;
    let delimiter = delimiter(&text);
    Reader { text: &text, at: 0, delimiter, line: 1, unquoted: String::new() }.read(&mut sink)?;
    sink.finish()
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, TableError> {
    for (mark, utf16) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = utf16.decode_without_bom_handling_and_without_replacement(rest);
            return text.ok_or(TableError::Encoding);
        }
    }
    let marked = bytes.starts_with(b"\xEF\xBB\xBF");
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.trim_start_matches('\u{FEFF}').into()),
        Err(error) => error,
    };
    // A file that is UTF-8 for a while and then is not was cut off or patched together: as GB18030 it would be rubbish.
    let (good, bad) = bytes.split_at(error.valid_up_to());
    let chinese = good.iter().filter(|byte| (0xE4..=0xE9).contains(*byte)).count();
    if marked
        || chinese > 2
            && UTF_8.decode_without_bom_handling(bad).0.chars().filter(|c| *c == '\u{FFFD}').count() < chinese
    {
        let good = String::from_utf8_lossy(good);
        return Err(at_byte(&good, good.len(), delimiter(&good), CellError::NotUtf8));
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(TableError::Encoding)
}

/// A comma, unless the first line that is separated at all has tabs only. What is quoted does not count.
fn delimiter(text: &str) -> u8 {
    let (mut quoted, mut tabs) = (false, false);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => return b',',
            b'\t' if !quoted => tabs = true,
            b'\n' | b'\r' if !quoted && tabs => return b'\t',
            _ => {}
        }
    }
    if tabs { b'\t' } else { b',' }
}

/// The error at a place in the text, as nearly as counting can tell.
fn at_byte(text: &str, at: usize, delimiter: u8, why: CellError) -> TableError {
    let before = &text.as_bytes()[..at];
    let begin = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let line = memchr_iter(b'\n', before).count() as u64 + 1;
    TableError::Cell { line, column: memchr_iter(delimiter, &before[begin..]).count() + 1, why }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    delimiter: u8,
    /// The row as a spreadsheet counts: a quoted line break begins none.
    line: u64,
    unquoted: String,
}

enum After {
    Cell,
    Row,
    Text,
}

impl<'a> Reader<'a> {
    fn read(mut self, sink: &mut Sink) -> Result<(), TableError> {
        let mut after = After::Row;
        let mut column = 0;
        while self.at < self.text.len() || matches!(after, After::Cell) {
            if self.text.as_bytes().get(self.at) == Some(&b'"') {
                after = self.quoted(sink, column)?;
            } else {
                let (cell, then) = self.plain();
                sink.cell(self.line, column, unescaped(tidy(cell)))?;
                after = then;
            }
            match after {
                After::Cell => column += 1,
                After::Row | After::Text => {
                    sink.end_row(self.line)?;
                    self.line += 1;
                    column = 0;
                    // Nor does anybody mean a file of nothing but line breaks.
                    if self.line > super::MOST_CELLS as u64 {
                        return Err(TableError::TooManyCells);
                    }
                }
            }
        }
        Ok(())
    }

    /// Up to the next separator.
    fn plain(&mut self) -> (&'a str, After) {
        let text = self.text;
        let rest = &text[self.at..];
        let Some(end) = memchr3(self.delimiter, b'\n', b'\r', rest.as_bytes()) else {
            self.at = self.text.len();
            return (rest, After::Text);
        };
        self.at += end;
        let after = self.separator();
        (&rest[..end], after)
    }

    /// Steps over the separator here.
    fn separator(&mut self) -> After {
        let rest = &self.text.as_bytes()[self.at..];
        match rest {
            [] => After::Text,
            [b'\r', b'\n', ..] => {
                self.at += 2;
                After::Row
            }
            [b'\r' | b'\n', ..] => {
                self.at += 1;
                After::Row
            }
            _ => {
                self.at += 1;
                After::Cell
            }
        }
    }

    fn quoted(&mut self, sink: &mut Sink, column: usize) -> Result<After, TableError> {
        let wrong = |line, why| TableError::Cell { line, column: column + 1, why };
        let mut cell = std::mem::take(&mut self.unquoted);
        cell.clear();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = memchr(b'"', rest.as_bytes()) else {
                return Err(wrong(self.line, CellError::OpenQuote));
            };
            cell.push_str(&rest[..end]);
            self.at += end + 1;
            if self.text.as_bytes().get(self.at) != Some(&b'"') {
                break;
            }
            cell.push('"');
            self.at += 1;
            // A file of nothing but quotation marks is no cell.
            if cell.len() > 4 * super::MOST_CELL {
                return Err(wrong(self.line, CellError::TooLong));
            }
        }
        let broken = cell.contains(['\n', '\r']);
        let (rest, after) = self.plain();
        let stray = !rest.trim().is_empty();
        cell.push_str(rest);
        if stray && broken {
            return Err(wrong(self.line, CellError::StrayQuote));
        }
        if stray {
            sink.fault(self.line, column, FaultKind::Quote);
        }
        if broken && self.holds_rows(&cell, sink.width()) {
            sink.fault(self.line, column, FaultKind::Swallowed);
        }
        sink.cell(self.line, column, unescaped(tidy(&cell)))?;
        self.unquoted = cell;
        Ok(after)
    }

    /// Whether a line within the cell has as many separators as a row.
    fn holds_rows(&self, cell: &str, width: Option<usize>) -> bool {
        let separators = width.unwrap_or(2).max(2) - 1;
        let inner = cell.split(['\n', '\r']).skip(1);
        inner.into_iter().any(|line| memchr_iter(self.delimiter, line.as_bytes()).count() >= separators)
    }
}
