//! A table in memory: one text for all cells, so that a table of a million cells is no million allocations.

use std::fmt;

/// A header and its rows, cells trimmed. A table that was read has at least as many cells in each row as in the header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What stood above the header.
    pub title: Option<String>,
    pub header: Vec<String>,
    /// The header's row as a spreadsheet shows it, from 1; 0 in a table that was never read.
    pub header_line: u64,
    pub rows: Rows,
    /// Cells that a person should look at: they could not be read as they were meant. In the order of the rows.
    pub faults: Vec<Fault>,
}

impl Table {
    pub fn new(header: impl IntoIterator<Item = impl Into<String>>, rows: Rows) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows, ..Self::default() }
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// What is wrong with the cells of the row of this line.
    pub fn faults_of(&self, line: u64) -> &[Fault] {
        let begin = self.faults.partition_point(|fault| fault.line < line);
        let end = self.faults.partition_point(|fault| fault.line <= line);
        &self.faults[begin..end.max(begin)]
    }
}

/// A cell, by row number as a spreadsheet shows it and column from 0, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: u64,
    pub column: usize,
    pub kind: FaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// `#N/A` and its like.
    ErrorValue,
    /// A number of more digits than a spreadsheet keeps: a code that was typed as a number.
    Rounded,
    /// A formula that no spreadsheet has calculated.
    Uncalculated,
    NoDate,
    /// The first cell of a merged area; the others are empty.
    Merged,
    Quote,
    /// A quoted cell that holds what looks like rows.
    Swallowed,
}

impl FaultKind {
    pub const fn english(self) -> &'static str {
        match self {
            Self::ErrorValue => "the cell shows an error: mend the formula or write the value",
            Self::Rounded => "a number of more than 15 digits, which spreadsheets round: write it as text",
            Self::Uncalculated => {
                "a formula without a value: open the file in a spreadsheet and save it again"
            }
            Self::NoDate => "no such date",
            Self::Merged => {
                "the cell is merged with others and only the first one holds the value: unmerge it"
            }
            Self::Quote => "a quotation mark ends in the middle of the cell",
            Self::Swallowed => {
                "the quoted cell holds what look like whole rows: is a quotation mark missing?"
            }
        }
    }

    pub const fn chinese(self) -> &'static str {
        match self {
            Self::ErrorValue => "单元格是错误值，请改正公式或直接填写",
            Self::Rounded => "超过15位的数字已被表格软件舍入，请改为文本格式重新填写",
            Self::Uncalculated => "公式尚未计算，请用表格软件打开并重新保存",
            Self::NoDate => "日期超出范围",
            Self::Merged => "合并单元格只有左上角有值，请取消合并后逐格填写",
            Self::Quote => "单元格中间出现多余的引号",
            Self::Swallowed => "引号内包含了整行内容，可能缺少引号",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.english(), self.chinese())
    }
}

/// Rows of cells. They are iterated as [`Row`], which borrows.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Rows {
    text: String,
    /// Where each cell ends in the text; it begins where the one before ends.
    ends: Vec<u32>,
    /// The line and the number of cells up to the end of each row.
    rows: Vec<(u32, u32)>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn get(&self, at: usize) -> Option<Row<'_>> {
        let (line, end) = *self.rows.get(at)?;
        let begin = if at == 0 { 0 } else { self.rows[at - 1].1 };
        let cells = Cells { rows: self, begin: begin as usize, end: end as usize };
        Some(Row { line: u64::from(line), cells })
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        let mut begin = 0;
        self.rows.iter().map(move |&(line, end)| {
            let cells = Cells { rows: self, begin, end: end as usize };
            begin = end as usize;
            Row { line: u64::from(line), cells }
        })
    }

    /// # Panics
    /// At 4 GB of text; the readers stop far below.
    pub fn push(&mut self, line: u64, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        for cell in cells {
            self.push_cell(cell.as_ref());
        }
        self.end_row(line);
    }

    /// The number of cells and the bytes of text.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.ends.len(), self.text.len())
    }

    /// The number of cells of the row that has not ended yet.
    pub(crate) fn open_cells(&self) -> usize {
        self.ends.len() - self.rows.last().map_or(0, |row| row.1 as usize)
    }

    pub(crate) fn push_cell(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(u32::try_from(self.text.len()).expect("less than 4 GB"));
    }

    pub(crate) fn end_row(&mut self, line: u64) {
        let end = u32::try_from(self.ends.len()).expect("less than 4 G cells");
        self.rows.push((u32::try_from(line).unwrap_or(u32::MAX), end));
    }

    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.rows.shrink_to_fit();
    }
}

/// Rows without a line of their own, to be written.
impl<R: IntoIterator<Item = C>, C: AsRef<str>> FromIterator<R> for Rows {
    fn from_iter<T: IntoIterator<Item = R>>(rows: T) -> Self {
        let mut all = Self::default();
        for row in rows {
            all.push(0, row);
        }
        all
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The row's number as a spreadsheet shows it, from 1; 0 in a table that was never read.
    pub line: u64,
    pub cells: Cells<'a>,
}

#[derive(Clone, Copy)]
pub struct Cells<'a> {
    rows: &'a Rows,
    begin: usize,
    end: usize,
}

impl<'a> Cells<'a> {
    pub fn len(self) -> usize {
        self.end - self.begin
    }

    pub fn is_empty(self) -> bool {
        self.begin == self.end
    }

    pub fn get(self, column: usize) -> Option<&'a str> {
        (column < self.len()).then(|| {
            let at = self.begin + column;
            let begin = if at == 0 { 0 } else { self.rows.ends[at - 1] };
            &self.rows.text[begin as usize..self.rows.ends[at] as usize]
        })
    }

    pub fn iter(self) -> impl ExactSizeIterator<Item = &'a str> + Clone {
        (0..self.len()).map(move |column| self.get(column).unwrap_or_default())
    }
}

impl fmt::Debug for Cells<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
