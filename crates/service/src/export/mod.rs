//! Tables out. `tables` gives the state on a day and `history` the whole past in the columns of the import, to be read
//! again; `lists` and `figures` give them as a screen shows them, to be read by people.
//!
//! To let one more list be exported: list its columns and write a function in `lists` that returns a [`Sheet`].

mod figures;
mod history;
mod lists;
mod sheet;
mod tables;

pub use figures::{Shown, below, matrix, series, sources};
pub use history::{ORDER, history};
pub use lists::{
    consortia, divisions, journal, observations, party_organisations, posts, resolutions, units,
};
pub use sheet::{File, Format, RecordExport, Sheet, deliver};
pub use tables::export;
