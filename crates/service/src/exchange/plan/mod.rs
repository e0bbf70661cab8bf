//! Match plans (匹配方案): which offers should meet which demands, as a proposal that people decide on.
//!
//! `reader` makes tokens of wording, [`Market`] finds the possible pairs, [`propose`] lets the solver choose among them and
//! says why, what is left over, and what would help most. All of it is pure: the same facts make the same plan.

mod load;
mod market;
mod propose;
mod reader;
mod show;

pub use load::Listed;
pub use market::{Market, Nothing, Possible};
pub use propose::{Built, Help, Left, LeftWhy, Locked, Proposal, Proposed, build, priority, propose};
pub use reader::Reader;
pub use show::{PlanShown, Suggestion, WhatIf, match_instance, show_plan, suggestions};
