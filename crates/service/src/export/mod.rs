//! Tables out. `tables` gives them in the columns of the import, to be read again; `lists` as a screen shows them, to be
//! read by people.
//!
//! To let one more list be exported: list its columns and write a function in `lists` that returns a [`Sheet`].

mod lists;
mod sheet;
mod tables;

pub use lists::{below, divisions, journal, observations, party_organisations, posts, sources, units};
pub use sheet::{File, Format, Sheet, deliver};
pub use tables::export;
