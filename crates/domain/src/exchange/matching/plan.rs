//! A match plan (撮合方案) that is kept: what people do with it and its pairs, and what a re-plan changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Applied, Fit};
use crate::id::EntryId;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum PlanState {
        Draft = "draft", "草稿";
        Proposed = "proposed", "已提出";
        Settled = "settled", "已办结";
    }
}

impl PlanState {
    /// # Errors
    /// Refuses to go back, or to leave the draft out.
    pub fn then(self, next: Self) -> Result<Self, Refusal> {
        match (self, next) {
            (Self::Draft, Self::Proposed) | (Self::Proposed, Self::Settled) => Ok(next),
            _ => Err(Refusal::new(Rule::MatchPlanStep, "state").with(self.term())),
        }
    }

    /// # Errors
    /// Refuses to change what is settled.
    pub fn check_open(self) -> Result<(), Refusal> {
        if self == Self::Settled { Err(Refusal::new(Rule::MatchSettled, "id")) } else { Ok(()) }
    }
}

crate::words! {
    pub enum PairState {
        Proposed = "proposed", "建议";
        Locked = "locked", "已锁定";
        Accepted = "accepted", "已采纳";
        Declined = "declined", "已谢绝";
    }
}

impl PairState {
    /// # Errors
    /// Refuses what does not come next: what is accepted goes on as a claim, what is declined is over.
    pub fn then(self, next: Self) -> Result<Self, Refusal> {
        match (self, next) {
            (Self::Proposed, Self::Locked | Self::Accepted | Self::Declined)
            | (Self::Locked, Self::Proposed | Self::Accepted | Self::Declined) => Ok(next),
            _ => Err(Refusal::new(Rule::MatchPairStep, "decision").with(self.term())),
        }
    }

    /// Whether a re-plan leaves it as it is.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Locked | Self::Accepted)
    }
}

crate::words! {
    pub enum PairOrigin {
        Solver = "solver", "系统建议";
        Hand = "hand", "人工调整";
        Standing = "standing", "此前已提出";
    }
}

crate::words! {
    /// Why a demand is left over.
    pub enum LeftWord {
        Barred = "barred", "没有符合条件的供给";
        Full = "full", "合适的供给已排满";
        Bounds = "bounds", "已达到约定的上限";
    }
}

/// How the chosen offer stands beside the runner-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ahead {
    /// So many points better, once both are paid for.
    Points(i64),
    /// The runner-up is needed for somebody who would be left over otherwise.
    Needed,
    /// A person chose; nothing was compared.
    Chosen,
}

/// What is kept of a pair: score, points and sentences follow from it and the plan's weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub fit: Fit,
    pub applied: Vec<Applied>,
    pub ahead: Ahead,
}

/// A pair of a plan as far as room and differences go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub offer: EntryId,
    pub demand: EntryId,
    pub quantity: i64,
    pub score: i64,
    pub state: PairState,
}

crate::words! {
    pub enum Change {
        New = "new", "新增";
        Gone = "gone", "不再";
        Changed = "changed", "数量改变";
    }
}

/// What became of a pair from one plan to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub change: Change,
    pub offer: EntryId,
    pub demand: EntryId,
    pub before: i64,
    pub after: i64,
}

/// Pairs that are new, gone or of another quantity, in the order of demand and offer. What was declined is no pair.
pub fn differences(before: &[Standing], after: &[Standing]) -> Vec<Difference> {
    let mut pairs: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    let there = |pairs: &[Standing]| -> Vec<Standing> {
        pairs.iter().filter(|pair| pair.state != PairState::Declined).copied().collect()
    };
    for pair in there(before) {
        pairs.entry((pair.demand.uuid(), pair.offer.uuid())).or_default().0 += pair.quantity;
    }
    for pair in there(after) {
        pairs.entry((pair.demand.uuid(), pair.offer.uuid())).or_default().1 += pair.quantity;
    }
    let difference = |((demand, offer), (before, after)): ((uuid::Uuid, uuid::Uuid), (i64, i64))| {
        let change = match (before, after) {
            (0, _) => Change::New,
            (_, 0) => Change::Gone,
            _ => Change::Changed,
        };
        let (offer, demand) = (EntryId::new(offer), EntryId::new(demand));
        (before != after).then_some(Difference { change, offer, demand, before, after })
    };
    pairs.into_iter().filter_map(difference).collect()
}

/// Makes room for a pair that a person sets: what is locked or accepted stays, of what was only proposed the lowest scores give
/// way. Answers with the quantities that the others keep, in their order; the caller leaves out the pair's own former row.
///
/// # Errors
/// Refuses more than the demand asks or the offer has, beside what stays.
pub fn make_room(
    others: &[Standing],
    (offer, demand, quantity): (EntryId, EntryId, i64),
    (free, open): (i64, i64),
) -> Result<Vec<i64>, Refusal> {
    if quantity < 1 {
        return Err(Refusal::new(Rule::ClaimQuantity, "quantity").with(quantity));
    }
    let mut kept: Vec<i64> = others.iter().map(|pair| pair.quantity).collect();
    let beside = |is_beside: &dyn Fn(&Standing) -> bool| -> Vec<usize> {
        let counts = |pair: &Standing| is_beside(pair) && pair.state != PairState::Declined;
        (0..others.len()).filter(|at| counts(&others[*at])).collect()
    };
    let limits = [
        (beside(&|pair| pair.demand == demand), open, Rule::ClaimOverOpen),
        (beside(&|pair| pair.offer == offer), free, Rule::ClaimOverCapacity),
    ];
    for (all, room, rule) in limits {
        let fixed: i64 = all.iter().filter(|at| others[**at].state.is_kept()).map(|at| kept[*at]).sum();
        if quantity > room - fixed {
            return Err(Refusal::new(rule, "quantity").with((room - fixed).max(0)));
        }
        let mut over = quantity + all.iter().map(|at| kept[*at]).sum::<i64>() - room;
        let mut weak: Vec<usize> = all.into_iter().filter(|at| !others[*at].state.is_kept()).collect();
        weak.sort_by_key(|at| (others[*at].score, others[*at].offer.uuid(), others[*at].demand.uuid()));
        for at in weak {
            let less = over.clamp(0, kept[at]);
            (kept[at], over) = (kept[at] - less, over - less);
        }
    }
    Ok(kept)
}
