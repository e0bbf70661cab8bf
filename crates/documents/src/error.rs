//! Why a file is no table, in both languages.

use std::fmt;

use crate::{MOST_BYTES, MOST_CELLS, MOST_COLUMNS};

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TableError {
    #[error("the file is empty: it needs a header line / 文件为空，至少需要表头")]
    Empty,
    #[error("the file has {0} bytes, more than {MOST_BYTES} / 文件过大，请拆分")]
    TooLarge(u64),
    #[error("unpacked the file has more than {0} bytes / 文件解压后过大，请拆分")]
    TooLargeUnpacked(u64),
    #[error("the table has more than {MOST_CELLS} cells / 单元格过多，请拆分")]
    TooManyCells,
    #[error("the table has {0} columns, more than {MOST_COLUMNS} / 列数过多")]
    TooWide(usize),
    #[error(
        "the file is neither UTF-8 nor GB18030 text: export it as CSV UTF-8 / 无法识别文件编码，请另存为“CSV UTF-8”"
    )]
    Encoding,
    #[error("the header names the column '{0}' twice / 表头有重复的列“{0}”")]
    DoubleColumn(String),
    #[error(
        "the header has merged cells ({0}): unmerge them so that each column has a name of its own / 表头有合并单元格（{0}），请取消合并，让每列各有名称"
    )]
    MergedHeader(String),
    #[error("'{name}' is {kind}")]
    WrongKind { name: String, kind: FileKind },
    #[error("the file is protected by a password: save it without one / 文件已加密，请取消密码后重新保存")]
    Encrypted,
    #[error("the file is damaged or cut off ({0}) / 文件损坏或不完整，请重新保存后再试")]
    Broken(String),
    #[error("the workbook has no sheet '{0}' / 工作簿中没有名为“{0}”的工作表")]
    NoSheet(String),
    #[error("row {line}, column {column}: {} / 第{line}行第{column}列：{}", .why.english(), .why.chinese())]
    Cell {
        line: u64,
        /// From 1.
        column: usize,
        why: CellError,
    },
    #[error("the file cannot be read: {0} / 无法读取文件")]
    Io(String),
    #[error("the table cannot be written: {0} / 无法写出表格")]
    Write(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellError {
    OpenQuote,
    StrayQuote,
    TooLong,
    Nul,
    NotUtf8,
    /// The cell refers to a text by its number.
    NoText,
}

impl CellError {
    pub const fn english(self) -> &'static str {
        match self {
            Self::OpenQuote => "a quotation mark opens here and never closes",
            Self::StrayQuote => "a quotation mark opens here and closes rows later in the middle of a cell",
            Self::TooLong => "the cell is longer than one of a spreadsheet can be (32,767 characters)",
            Self::Nul => "a NUL byte: this is no text",
            Self::NotUtf8 => {
                "the bytes are no UTF-8 text from here on: the file is cut off or patched together"
            }
            Self::NoText => "the cell refers to a text that the workbook lacks: it is damaged",
        }
    }

    pub const fn chinese(self) -> &'static str {
        match self {
            Self::OpenQuote => "引号没有结束",
            Self::StrayQuote => "引号在后面某行的中间才结束，请检查引号",
            Self::TooLong => "内容过长，超过电子表格单元格的上限（32767字）",
            Self::Nul => "含有空字符，不是文本文件",
            Self::NotUtf8 => "此处开始不是UTF-8编码，文件不完整或由不同编码拼接而成",
            Self::NoText => "引用的文字不存在，文件已损坏",
        }
    }
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.english(), self.chinese())
    }
}

/// What a file that is no table really is, with the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileKind {
    #[error("a PDF document: save the table as xlsx or csv / 是PDF文档，请将表格另存为xlsx或csv")]
    Pdf,
    #[error("an OFD document: save the table as xlsx or csv / 是OFD文档，请将表格另存为xlsx或csv")]
    Ofd,
    #[error(
        "a Word document: copy the table to a spreadsheet and save it as xlsx / 是Word文档，请将表格复制到电子表格并另存为xlsx"
    )]
    Word,
    #[error("a presentation: save the table as xlsx or csv / 是演示文稿，请将表格另存为xlsx或csv")]
    Slides,
    #[error("an image: type the table into a spreadsheet / 是图片，请录入电子表格后再导入")]
    Image,
    #[error(
        "a web page that only bears the name of a spreadsheet: open it and save it as xlsx / 实为网页文件，请用表格软件打开并另存为xlsx"
    )]
    Html,
    #[error(
        "an XML document: open it in a spreadsheet and save it as xlsx / 是XML文件，请用表格软件打开并另存为xlsx"
    )]
    Xml,
    #[error("an OpenDocument file: save it as xlsx / 是OpenDocument文件，请另存为xlsx")]
    OpenDocument,
    #[error("a binary workbook (xlsb): save it as xlsx / 是二进制工作簿（xlsb），请另存为xlsx")]
    Xlsb,
    #[error("an archive: unpack it and choose the table in it / 是压缩包，请解压后选择其中的表格")]
    Archive,
    #[error("a rich text document: copy the table to a spreadsheet / 是RTF文档，请将表格复制到电子表格")]
    RichText,
    #[error("a database or program file, no table / 是数据库或程序文件，不是表格")]
    Binary,
    #[error("an old Office file without a sheet / 是旧版Office文件，但其中没有工作表")]
    OldOffice,
}
