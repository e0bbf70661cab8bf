//! Which offer fits which demand, and why: first what rules a pair out, then what speaks for it.
//!
//! [`weigh`] finds the facts of a pair ([`Fit`]); its points, its score and its sentences follow from them and the district's
//! [`Weights`] alone, so whoever reads a stored plan reads the same reasons that made it.
//!
//! To add a part: a variant of [`Part`], its weight, its points in `Fit::points`, its sentence in `sentence`.

mod fit;
mod plan;
mod rules;
mod sentence;
mod weights;

pub use fit::{Bar, Fit, Near, Needed, Offered, UNLIKE, weigh};
pub use plan::{
    Ahead, Change, Difference, Facts, LeftWord, PairOrigin, PairState, PlanState, Standing, differences,
    make_room,
};
pub use rules::{Applied, Decline, DeclineReason, Declines, Effect, EffectKind, MatchRule, applied};
pub use sentence::Reason;
pub use weights::{Part, WHOLE, Weights};

/// Words of one meaning in this field, one group per line, the name of the group first.
pub const TERMS: &str = include_str!("terms.txt");

#[cfg(test)]
mod tests;
