//! The door: HTTP in, HTTP out. One file for each operation, in the folder of its context.
//!
//! A handler parses, asks `service`, and shapes the answer; it decides nothing. Who is calling comes from the
//! [`caller::Signed`] extractor, errors leave as problem+json through [`problem::Problem`].
//!
//! To add an operation: a file with request, answer, handler and `#[utoipa::path]`; a line in [`router`]; then
//! `cargo xtask generate` for the snapshot and the client; its case in `tests/it`.

mod access;
mod attachment;
mod bulletin;
mod calendar;
mod caller;
mod consortium;
mod desk;
mod exchange;
mod export;
mod feedback;
mod grid;
mod health;
mod imports;
mod journal;
mod limits;
mod meeting;
mod minutes;
mod obligation;
mod organisation;
mod paper;
mod problem;
mod resolution;
mod router;
mod statistics;
mod wire;

pub use caller::COOKIE;
pub use limits::Limits;
pub use router::{App, Options, openapi, router};
