//! S1: the grid of divisions (网格): district, streets, communities and villages, and what is observed of them.

mod division;
mod observation;
mod tree;

pub use division::{
    ClassCode, DivisionCode, DivisionFacts, DivisionKind, DivisionRef, Level, check_dissolve, check_placed,
};
pub use observation::{Series, check_value};
pub use tree::{Node, Tree};
