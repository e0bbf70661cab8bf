//! Match plans (匹配方案): which offers should meet which demands, as a proposal that people decide on.
//!
//! `reader` makes tokens of wording, [`Market`] finds the possible pairs, [`propose`] lets the solver choose among them and
//! says why, what is left over, and what would help most. All of it is pure: the same facts make the same plan.
//!
//! `keep` stores a plan with what made it, `hand` and `decide` what people do with its pairs, `kept` shows it. The solver runs
//! outside the transaction; the plan's version guards what people decided meanwhile, and a claim checks everything once more.

mod decide;
mod follow;
mod hand;
mod index;
mod keep;
mod kept;
mod load;
mod market;
mod propose;
mod reader;
mod rules;
mod show;
mod what_if;

pub use decide::{DecidePair, Decision, SetPlanState};
pub use hand::{HandPair, set_pair};
pub use keep::{make_plan, remake_plan};
pub use kept::{KeptPlan, KeptPlans, PlanRow, kept_plan, kept_plans};
pub use load::{Listed, Markets};
pub use market::{Market, Nothing, Possible, Waiting};
pub use propose::{Built, Help, Left, LeftWhy, Locked, Proposal, Proposed, build, priority, propose};
pub use reader::Reader;
pub use rules::{MatchRules, SetMatchRule, SetMatchWeights, match_rules};
pub use show::{PlanShown, Suggestion, Usual, instance_lines, match_instance, show_plan, suggestions};
pub use what_if::{AddedOffer, WhatIf};

/// What becomes of each, in order, on all processors.
fn each<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let hands = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = items.len().div_ceil(hands).max(64);
    let work = &work;
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<U>>()))
            .collect();
        let done = parts.into_iter().map(|part| part.join());
        done.flat_map(|part| part.unwrap_or_else(|why| std::panic::resume_unwind(why))).collect()
    })
}
