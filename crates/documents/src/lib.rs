//! Bytes in and out: tables from files, tables to files. Knows shapes, no rules of the business.
//!
//! In: [`read_table`] decides by content what a file is; every reader hands its cells to one sink (`read/sink.rs`), which
//! finds the header and keeps the limits. To read one more format: recognise it in `read/kind.rs` and feed the sink.

mod calendar;
mod error;
mod paper;
mod read;
mod table;
mod write;

pub use calendar::{Calendar, Event, EventStatus, Span, write_calendar};
pub use error::{CellError, FileKind, TableError};
pub use paper::{FontNames, Fonts, PaperError, write_docx, write_pdf};
pub use read::{
    MOST_BYTES, MOST_CELL, MOST_CELLS, MOST_COLUMNS, ReadOptions, content_of, read_csv, read_file, read_table,
};
pub use table::{Cells, Fault, FaultKind, Row, Rows, Table};
pub use write::{
    Format, Mark, REMARKS, Severity, TemplateColumn, annotate, write_csv_template, write_table,
    write_template,
};
