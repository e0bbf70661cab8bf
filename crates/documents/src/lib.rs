//! Bytes in and out: tables from files, tables to files. Knows shapes, no rules of the business.

mod read;
mod write;

pub use read::{Row, Table, TableError, read_csv};
pub use write::{Format, write_table};
