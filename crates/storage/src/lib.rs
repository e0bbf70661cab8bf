//! How facts are kept: sqlx over two engines, one SQL text for each query.
//!
//! `db.rs` is the only file that knows that there are two engines; `sql.rs` is how everything else speaks to them. One
//! file per context: reading functions take a [`Conn`], writing ones a [`Tx`], and only `service` can have a `Tx`.
//!
//! To add a query: write its text as a `&'static str` with `$1`-style parameters that both engines accept (CAST
//! aggregates, no LIKE or LOWER, times and keys computed in Rust), a private row struct with `FromRow`, and a function
//! that returns a domain type; then a test in `tests/it`, which runs on both engines.

pub mod access;
pub mod account;
pub mod attachment;
pub mod bulletin;
pub mod calendar;
pub mod change;
pub mod consortium;
pub mod contact;
mod db;
mod error;
pub mod exchange;
pub mod feedback;
pub mod grid;
pub mod identity;
pub mod image;
pub mod import;
pub mod journal;
pub mod meeting;
pub mod minutes;
pub mod obligation;
pub mod organisation;
mod page;
pub mod paper;
pub mod powers;
pub mod reference;
pub mod register;
pub mod resolution;
pub mod rollup;
pub mod sealed;
pub mod session;
mod sql;
pub mod statistics;
pub mod task;

pub use db::{Conn, Db, Mark, Synchronous, Tx, WriteFuture};
pub use error::{Error, Result};
pub use page::{After, Page, Scan};
pub use sql::{AMONG, Arg, Row, Sql, sql};
