//! S7: the three lists, their categories, and the claims between them.

pub mod category;
pub mod claim;
pub mod entry;
pub mod outcome;
pub mod plan;
pub mod weights;
