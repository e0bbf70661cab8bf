//! A person's own table again, with what is to be said about it: to mend, and to import as it is.

use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

use super::{failed, width};
use crate::read::MOST_CELL;
use crate::{Row, Table, TableError};

/// The column of remarks, which an import ignores.
pub const REMARKS: &str = "导入意见";
/// Each note is a drawing: more of them make a file that no spreadsheet opens quickly. The remarks hold them all.
const MOST_NOTES: usize = 5_000;
const LAST_ROW: u64 = 1_048_576;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Repaired,
    Flagged,
    Refused,
}

impl Severity {
    const ALL: [Self; 3] = [Self::Repaired, Self::Flagged, Self::Refused];

    const fn word(self) -> &'static str {
        match self {
            Self::Repaired => "已修正",
            Self::Flagged => "请核对",
            Self::Refused => "未导入",
        }
    }

    const fn color(self) -> Color {
        Color::RGB(match self {
            Self::Repaired => 0xC6_EF_CE,
            Self::Flagged => 0xFF_EB_9C,
            Self::Refused => 0xFF_C7_CE,
        })
    }
}

/// A remark on a row, or on one cell of it (column from 0). The line is that of [`Row`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub line: u64,
    pub column: Option<usize>,
    pub message: String,
    pub severity: Severity,
}

/// The table as an xlsx, its cells as text in their own rows, the marked ones coloured and with a note, and behind the
/// header's last column the remarks of each row. Marks of rows that the table does not have are left out.
///
/// # Errors
/// When the table is too large for a sheet.
pub fn annotate(table: &Table, marks: &[Mark]) -> Result<Vec<u8>, TableError> {
    Page::new(table, marks).write().map_err(failed)
}

struct Page<'a> {
    table: &'a Table,
    /// By line.
    marks: Vec<&'a Mark>,
    /// Where the remarks stand: behind the header, or where an earlier import put them.
    remarks: usize,
    text: Format,
    /// By severity, of a cell and of the remarks.
    colors: [(Format, Format); 3],
    notes: usize,
}

impl<'a> Page<'a> {
    fn new(table: &'a Table, marks: &'a [Mark]) -> Self {
        let mut marks: Vec<&Mark> = marks.iter().collect();
        marks.sort_by_key(|mark| mark.line);
        let text = Format::new().set_num_format("@");
        let colors = Severity::ALL.map(|severity| {
            let cell = text.clone().set_background_color(severity.color());
            (cell.clone(), cell.set_text_wrap())
        });
        let remarks = table.column(REMARKS).unwrap_or(table.header.len());
        Self { table, marks, remarks, text, colors, notes: 0 }
    }

    fn write(mut self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let head = self.head();
        let bold = self.text.clone().set_bold();
        if let Some(title) = self.table.title.as_ref().filter(|_| head > 0) {
            sheet.write_string_with_format(0, 0, title, &bold)?;
        }
        for (column, name) in self.table.header.iter().enumerate() {
            let sample = self.table.rows.iter().take(100).filter_map(|row| row.cells.get(column));
            let width = width(sample.chain([name.as_str()]));
            let at = self.place(column)?;
            sheet.set_column_width(at, width)?.set_column_format(at, &self.text)?;
            sheet.write_string_with_format(head, at, name, &bold)?;
        }
        let remarks = number(self.remarks)?;
        sheet.set_column_width(remarks, 60)?;
        sheet.write_string_with_format(head, remarks, REMARKS, &bold)?;
        sheet.set_freeze_panes(head + 1, 0)?;
        let in_place = self.in_place(head);
        let (mut line, mut at) = (head, 0);
        for row in self.table.rows.iter() {
            line = if in_place { u32::try_from(row.line - 1).unwrap_or(line) } else { line + 1 };
            at += self.marks[at..].partition_point(|mark| mark.line < row.line);
            let marks = self.marks[at..].iter().take_while(|mark| mark.line == row.line).copied();
            let marks: Vec<&Mark> = marks.collect();
            self.row(sheet, line, row, &marks)?;
        }
        sheet.autofilter(
            head,
            0,
            line.max(head),
            remarks.max(number(self.table.header.len().max(1) - 1)?),
        )?;
        workbook.save_to_buffer()
    }

    /// The header's row, from 0.
    fn head(&self) -> u32 {
        let above = u64::from(self.table.title.is_some());
        u32::try_from(self.table.header_line.saturating_sub(1).clamp(above, 1000)).unwrap_or(0)
    }

    /// Whether each row can stand where the person had it.
    fn in_place(&self, head: u32) -> bool {
        let lines = self.table.rows.iter().map(|row| row.line);
        let mut last = u64::from(head) + 1;
        lines.into_iter().all(|line| std::mem::replace(&mut last, line) < line && line <= LAST_ROW)
    }

    /// Cells behind the header's last column stand behind the remarks, so that an import still sees them as too many.
    fn place(&self, column: usize) -> Result<u16, XlsxError> {
        number(
            column
                + usize::from(column >= self.table.header.len() && self.remarks == self.table.header.len()),
        )
    }

    fn row(
        &mut self,
        sheet: &mut Worksheet,
        line: u32,
        row: Row<'_>,
        marks: &[&Mark],
    ) -> Result<(), XlsxError> {
        let worst =
            |column| marks.iter().filter(|mark| mark.column == column).map(|mark| mark.severity).max();
        for (column, cell) in row.cells.iter().enumerate() {
            if column == self.remarks && column < self.table.header.len() {
                continue;
            }
            let place = self.place(column)?;
            match worst(Some(column)) {
                Some(severity) => {
                    sheet.write_string_with_format(line, place, cell, &self.colors[severity as usize].0)?;
                    self.note(sheet, line, place, marks, column)?;
                }
                None if cell.is_empty() => {}
                None => drop(sheet.write_string_with_format(line, place, cell, &self.text)?),
            }
        }
        let Some(worst) = marks.iter().map(|mark| mark.severity).max() else { return Ok(()) };
        let said = |mark: &&Mark| match mark.column.and_then(|column| self.table.header.get(column)) {
            Some(name) => format!("{}：{name}：{}", mark.severity.word(), mark.message),
            None => format!("{}：{}", mark.severity.word(), mark.message),
        };
        let remarks = marks.iter().map(said).collect::<Vec<_>>().join("\n");
        let format = &self.colors[worst as usize].1;
        sheet.write_string_with_format(line, number(self.remarks)?, cut(&remarks), format)?;
        Ok(())
    }

    fn note(
        &mut self,
        sheet: &mut Worksheet,
        line: u32,
        place: u16,
        marks: &[&Mark],
        column: usize,
    ) -> Result<(), XlsxError> {
        self.notes += 1;
        if self.notes <= MOST_NOTES {
            let of_cell = marks.iter().filter(|mark| mark.column == Some(column));
            let text = of_cell.map(|mark| mark.message.as_str()).collect::<Vec<_>>().join("\n");
            sheet.insert_note(line, place, &Note::new(cut(&text)).add_author_prefix(false))?;
        }
        Ok(())
    }
}

/// No longer than a cell.
fn cut(text: &str) -> &str {
    text.char_indices().nth(MOST_CELL).map_or(text, |(end, _)| &text[..end])
}

fn number(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}
