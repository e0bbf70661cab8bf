//! Comma-separated files in, in the encodings that offices really send: UTF-8 with or without BOM, GBK, GB18030.

use encoding_rs::{GB18030, UTF_8};

/// A file of this many bytes is a mistake, not a table.
pub const MOST_BYTES: usize = 256 << 20;
/// The widest table that anybody means.
pub const MOST_COLUMNS: usize = 256;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TableError {
    #[error("the file is empty: it needs a header line / 文件为空，至少需要表头")]
    Empty,
    #[error("the file has {0} bytes, more than {MOST_BYTES} / 文件过大，请拆分")]
    TooLarge(usize),
    #[error("the header has {0} columns, more than {MOST_COLUMNS} / 列数过多")]
    TooWide(usize),
    #[error(
        "the file is neither UTF-8 nor GB18030 text: export it as CSV UTF-8 / 无法识别文件编码，请另存为“CSV UTF-8”"
    )]
    Encoding,
    #[error("the header names the column '{0}' twice / 表头有重复的列“{0}”")]
    DoubleColumn(String),
    #[error("line {line} cannot be read: {why} / 第{line}行无法读取")]
    Line { line: u64, why: String },
    #[error("the table cannot be written: {0} / 无法写出表格")]
    Write(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line in the file, the header being line 1.
    pub line: u64,
    pub cells: Vec<String>,
}

/// A header and its rows, cells trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Row>,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }
}

/// # Errors
/// Names the line and what is wrong with it.
pub fn read_csv(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > MOST_BYTES {
        return Err(TableError::TooLarge(bytes.len()));
    }
    let text = decode(bytes)?;
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    if header.iter().all(String::is_empty) {
        return Err(TableError::Empty);
    }
    if header.len() > MOST_COLUMNS {
        return Err(TableError::TooWide(header.len()));
    }
    for (i, column) in header.iter().enumerate() {
        if !column.is_empty() && header[..i].contains(column) {
            return Err(TableError::DoubleColumn(column.clone()));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
        }
    }
    Ok(Table { header, rows })
}

fn decode(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, TableError> {
    let (text, bad) = UTF_8.decode_with_bom_removal(bytes);
    if !bad {
        return Ok(text);
    }
    let (text, bad) = GB18030.decode_without_bom_handling(bytes);
    if bad { Err(TableError::Encoding) } else { Ok(text) }
}

fn unreadable(error: csv::Error) -> TableError {
    let line = error.position().map_or(0, csv::Position::line);
    TableError::Line { line, why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read_csv(bytes).expect("a table").rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn the_encodings_of_offices_read_alike() {
        let text = "name,code\n大连湾街道,210211017000\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let with_bom = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        let expected = vec![vec!["大连湾街道".to_owned(), "210211017000".to_owned()]];
        assert_eq!(cells(text.as_bytes()), expected);
        assert_eq!(cells(&with_bom), expected);
        assert_eq!(cells(&gbk), expected);
    }

    #[test]
    fn lines_are_numbered_as_in_the_file_and_empty_ones_are_skipped() {
        let table = read_csv(b"a,b\n1,2\n,\n3,4\n").expect("a table");
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(read_csv(b""), Err(TableError::Empty));
        assert_eq!(read_csv(b"a,a\n"), Err(TableError::DoubleColumn("a".into())));
        assert_eq!(read_csv(&[0xFF, 0xFE, 0x00, 0xFF]), Err(TableError::Encoding));
        let wide = vec!["c"; MOST_COLUMNS + 1]
            .iter()
            .enumerate()
            .map(|(i, c)| format!("{c}{i},"))
            .collect::<String>();
        assert!(matches!(read_csv(wide.as_bytes()), Err(TableError::TooWide(_))));
    }
}
