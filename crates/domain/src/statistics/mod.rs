//! S13: figures rolled up from recorded facts, on two bases, each traceable to the rows that add up to it.
//!
//! There is one mechanism: [`contributions`] walks the facts and says which row gives what to which figure. The
//! statistics are its sums, the list behind a figure is its rows.

mod contribution;
mod figure;
mod matrix;
mod series;

pub use contribution::{
    AggregateFact, Basis, Contribution, DivisionFact, Facts, ObservationFact, PartyFact, Source, UnitFact,
    contributions, counted_in, recorded_in,
};
pub use figure::{EconomyRow, Figure, Population, Statistics, Three, roll_up};
pub use matrix::{Cell, Line, Lines, Matrix, MatrixRow, matrix};
pub use series::{Blank, Point, Step, blank, difference, parts, point};
