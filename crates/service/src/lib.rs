//! Use cases: in which order things happen. One file for each operation.
//!
//! A reading use case is a function of a [`View`], a writing one a struct that implements [`Write`]: authorise → load →
//! decide (`domain`) → store → journal, all inside one transaction that [`Lianhe::write`] opens and closes. A write that
//! forgets its journal entry is refused.
//!
//! To add an operation: a file in its context's folder with the command and its `run`; a line in
//! `domain::access::Operation`; a handler of the same name in `api`; a test through HTTP in `api/tests`.

pub mod access;
pub mod attachment;
pub mod bulletin;
mod cache;
pub mod calendar;
mod clock;
pub mod consortium;
pub mod desk;
mod error;
pub mod exchange;
pub mod export;
pub mod feedback;
pub mod forwarding;
pub mod grid;
pub mod import;
pub mod journal;
mod lianhe;
pub mod meeting;
pub mod minutes;
pub mod obligation;
pub mod organisation;
pub mod paper;
mod query;
pub mod resolution;
pub mod sealing;
pub mod statistics;
mod work;

pub use clock::{Clock, Ids, SystemClock, office_day, office_time};
pub use error::{Error, Result};
pub use lianhe::{Lianhe, View};
pub use query::{Listing, Paged};
pub use storage::After;
pub use work::{Work, Write};
