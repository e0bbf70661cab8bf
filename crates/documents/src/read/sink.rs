//! Where every reader puts its cells: finds the header, drops empty rows, keeps the limits.

use super::{MOST_CELL, MOST_CELLS, MOST_COLUMNS};
use crate::error::CellError;
use crate::{Fault, FaultKind, Table, TableError};

/// Offices put a title, a note and a date above the header.
const MOST_TITLES: usize = 5;
/// Nobody reads more remarks than this.
const MOST_FAULTS: usize = 10_000;

/// Without space at its ends, and without the byte order marks that programs put before what had one already.
pub(super) fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

pub(super) struct Sink {
    most_text: u64,
    /// Rows before the header is known: one cell each.
    leading: Vec<(u64, Vec<String>)>,
    /// The row that is being filled, until the header is known.
    open: Vec<String>,
    table: Table,
    header_line: Option<u64>,
}

impl Sink {
    pub fn new(most_text: u64) -> Self {
        Self { most_text, leading: Vec::new(), open: Vec::new(), table: Table::default(), header_line: None }
    }

    /// How many columns the header has, once it is known.
    pub fn width(&self) -> Option<usize> {
        self.header_line.map(|_| self.table.header.len())
    }

    /// The row of the header, once it is known.
    pub fn header_line(&self) -> Option<u64> {
        self.header_line
    }

    /// A cell of the open row. Columns (from 0) only grow within a row; those that are left out are empty.
    pub fn cell(&mut self, line: u64, column: usize, text: &str) -> Result<(), TableError> {
        let text = tidy(text);
        if text.is_empty() {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            return Err(TableError::TooWide(column + 1));
        }
        // A character has at most four bytes: most cells need not be counted.
        if text.len() > MOST_CELL && text.chars().count() > MOST_CELL {
            return Err(TableError::Cell { line, column: column + 1, why: CellError::TooLong });
        }
        // No text holds one, and no database takes it.
        if memchr::memchr(0, text.as_bytes()).is_some() {
            return Err(TableError::Cell { line, column: column + 1, why: CellError::Nul });
        }
        if self.header_line.is_none() {
            self.open.resize(column.max(self.open.len()), String::new());
            self.open.push(text.to_owned());
            return Ok(());
        }
        let rows = &mut self.table.rows;
        while rows.open_cells() < column {
            rows.push_cell("");
        }
        rows.push_cell(text);
        let (cells, bytes) = rows.size();
        if cells > MOST_CELLS {
            return Err(TableError::TooManyCells);
        }
        if bytes as u64 > self.most_text {
            return Err(TableError::TooLargeUnpacked(self.most_text));
        }
        Ok(())
    }

    pub fn fault(&mut self, line: u64, column: usize, kind: FaultKind) {
        if self.table.faults.len() < MOST_FAULTS {
            self.table.faults.push(Fault { line, column, kind });
        }
    }

    pub fn end_row(&mut self, line: u64) -> Result<(), TableError> {
        if self.header_line.is_none() {
            let cells = std::mem::take(&mut self.open);
            if cells.is_empty() {
                return Ok(());
            }
            let several = cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
            self.leading.push((line, cells));
            if several {
                self.begin(self.leading.len() - 1)?;
            } else if self.leading.len() > MOST_TITLES {
                self.begin(0)?;
            }
            return Ok(());
        }
        let width = self.table.header.len();
        let rows = &mut self.table.rows;
        if rows.open_cells() > 0 {
            while rows.open_cells() < width {
                rows.push_cell("");
            }
            rows.end_row(line);
        }
        Ok(())
    }

    /// The header is the leading row of this number: those above are titles, those below are rows.
    fn begin(&mut self, at: usize) -> Result<(), TableError> {
        let mut leading = std::mem::take(&mut self.leading).into_iter();
        let titles: Vec<String> = leading.by_ref().take(at).map(|(_, cells)| cells.concat()).collect();
        self.table.title = (!titles.is_empty()).then(|| titles.join("\n"));
        let Some((line, header)) = leading.next() else { return Err(TableError::Empty) };
        for (i, column) in header.iter().enumerate() {
            if !column.is_empty() && header[..i].contains(column) {
                return Err(TableError::DoubleColumn(column.clone()));
            }
        }
        self.table.header = header;
        self.table.header_line = line;
        self.header_line = Some(line);
        // What a title looked like is nobody's concern.
        self.table.faults.retain(|fault| fault.line > line);
        for (line, cells) in leading {
            for (column, cell) in cells.iter().enumerate() {
                self.cell(line, column, cell)?;
            }
            self.end_row(line)?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Table, TableError> {
        if self.header_line.is_none() {
            self.begin(0)?;
        }
        // Merged cells are told behind all others.
        self.table.faults.sort_by_key(|fault| (fault.line, fault.column));
        self.table.rows.shrink();
        Ok(self.table)
    }
}
