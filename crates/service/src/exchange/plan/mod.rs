//! Match plans (匹配方案): which offers should meet which demands, as a proposal that people decide on.
//!
//! `reader` makes tokens of wording, [`Market`] finds the possible pairs, [`propose`] lets the solver choose among them and
//! says why, what is left over, and what would help most. All of it is pure: the same facts make the same plan.

mod follow;
mod index;
mod load;
mod market;
mod propose;
mod reader;
mod show;

pub use load::{Listed, Markets};
pub use market::{Market, Nothing, Possible};
pub use propose::{Built, Help, Left, LeftWhy, Locked, Proposal, Proposed, build, priority, propose};
pub use reader::Reader;
pub use show::{PlanShown, Suggestion, WhatIf, instance_lines, match_instance, show_plan, suggestions};

/// What becomes of each, in order, on all processors.
fn each<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let hands = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = items.len().div_ceil(hands).max(64);
    let work = &work;
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            items.chunks(share).map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<U>>())).collect();
        let done = parts.into_iter().map(|part| part.join());
        done.flat_map(|part| part.unwrap_or_else(|why| std::panic::resume_unwind(why))).collect()
    })
}
