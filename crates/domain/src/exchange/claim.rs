//! A claim (认领): somebody takes on a demand, or part of it, with an offer or without one.
//!
//! 点单 and 派单 are proposals of the demand's side, 抢单 is one of the taker's. A proposal reserves nothing; acceptance commits.
//! Whatever happens in whatever order, asked = committed + open and delivered ≤ committed ≤ capacity.

use chrono::NaiveDate;

use super::matching::DeclineReason;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum Side {
        Demand = "demand", "需求方";
        Taker = "taker", "承接方";
        Third = "third", "第三方";
    }
}

crate::words! {
    pub enum ClaimStepKind {
        Proposed = "proposed", "提出";
        Accepted = "accepted", "接单";
        Declined = "declined", "谢绝";
        Withdrawn = "withdrawn", "撤回";
        Planned = "planned", "确定计划";
        Started = "started", "开始实施";
        Delivered = "delivered", "交付";
        Released = "released", "退回余量";
        Done = "done", "办结";
        Evaluated = "evaluated", "评价";
        Reopened = "reopened", "重新办理";
        Unmatched = "unmatched", "解除认领";
        Paused = "paused", "暂停计时";
        Resumed = "resumed", "恢复计时";
    }
}

crate::words! {
    pub enum ClaimState {
        Proposed = "proposed", "待接单";
        Accepted = "accepted", "已接单";
        InProgress = "in_progress", "实施中";
        Done = "done", "已办结";
        Declined = "declined", "已谢绝";
        Withdrawn = "withdrawn", "已撤回";
        Unmatched = "unmatched", "已解除";
    }
}

impl ClaimState {
    /// Somebody still has to do something before it is done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Accepted | Self::InProgress)
    }

    pub const fn is_agreed(self) -> bool {
        matches!(self, Self::Accepted | Self::InProgress | Self::Done)
    }
}

/// The five steps of satisfaction, 5 the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Satisfaction(u8);

impl Satisfaction {
    /// From here on it counts as satisfied (基本满意).
    const SATISFIED: u8 = 3;

    /// # Errors
    /// Refuses anything but 1 to 5.
    pub fn new(score: i64) -> Result<Self, Refusal> {
        let refused = || Refusal::new(Rule::ClaimScore, "score").with(score);
        u8::try_from(score).ok().filter(|score| (1..=5).contains(score)).map(Self).ok_or_else(refused)
    }

    pub const fn score(self) -> u8 {
        self.0
    }

    pub const fn is_satisfied(self) -> bool {
        self.0 >= Self::SATISFIED
    }
}

/// What one side does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimStep {
    pub kind: ClaimStepKind,
    pub side: Side,
    pub on: NaiveDate,
    /// How much is proposed, accepted, delivered, given back, or has to be delivered again.
    pub quantity: Option<i64>,
    pub score: Option<Satisfaction>,
    /// The day by which a key matter is planned.
    pub plan: Option<NaiveDate>,
    pub note: Option<String>,
    /// Of what kind the reason of a decline is: later plans go by it.
    pub reason: Option<DeclineReason>,
}

/// How much is still to be had: of the demand, and of the offer where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub open: i64,
    pub free: Option<i64>,
}

/// Where a claim stands after its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub state: ClaimState,
    pub proposer: Side,
    pub proposed_on: NaiveDate,
    /// What was proposed.
    pub quantity: i64,
    pub committed: i64,
    pub delivered: i64,
    pub answered_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub plan: Option<NaiveDate>,
    /// Evaluations since it was last done.
    pub evaluations: Vec<(Side, Satisfaction)>,
    pub reopened: usize,
    /// Days on which the clock stood: from, and until when it ran again.
    pub pauses: Vec<(NaiveDate, Option<NaiveDate>)>,
    last: NaiveDate,
}

impl Claim {
    /// # Errors
    /// Refuses a proposal of nothing, by a third party, or of more than there is.
    pub fn propose(step: &ClaimStep, room: Room) -> Result<Self, Refusal> {
        if step.kind != ClaimStepKind::Proposed {
            return Err(refused(step));
        }
        if step.side == Side::Third {
            return Err(Refusal::new(Rule::ClaimSide, "side").with(step.kind.term()));
        }
        let quantity = amount(step)?;
        fits(quantity, room)?;
        Ok(Self {
            state: ClaimState::Proposed,
            proposer: step.side,
            proposed_on: step.on,
            quantity,
            committed: 0,
            delivered: 0,
            answered_on: None,
            done_on: None,
            plan: step.plan,
            evaluations: Vec::new(),
            reopened: 0,
            pauses: Vec::new(),
            last: step.on,
        })
    }

    pub const fn remaining(&self) -> i64 {
        self.committed - self.delivered
    }

    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|(_, until)| until.is_none())
    }

    /// Who has to take a step; `None` where either may.
    pub fn side_of(&self, kind: ClaimStepKind) -> Option<Side> {
        use ClaimStepKind as K;
        match kind {
            K::Accepted | K::Declined => {
                Some(if self.proposer == Side::Demand { Side::Taker } else { Side::Demand })
            }
            K::Withdrawn => Some(self.proposer),
            K::Started | K::Delivered => Some(Side::Taker),
            K::Done | K::Reopened => Some(Side::Demand),
            K::Proposed | K::Planned | K::Released | K::Unmatched | K::Paused | K::Resumed | K::Evaluated => {
                None
            }
        }
    }

    /// What can be done next, for buttons.
    pub fn next(&self) -> Vec<ClaimStepKind> {
        use ClaimStepKind as K;
        let mut kinds = match self.state {
            ClaimState::Proposed => vec![K::Accepted, K::Declined, K::Withdrawn],
            ClaimState::Accepted => vec![K::Started, K::Delivered, K::Released, K::Planned, K::Unmatched],
            ClaimState::InProgress => vec![K::Delivered, K::Released, K::Done, K::Planned, K::Unmatched],
            ClaimState::Done => vec![K::Evaluated, K::Reopened],
            ClaimState::Declined | ClaimState::Withdrawn | ClaimState::Unmatched => Vec::new(),
        };
        let nothing_left = self.remaining() == 0;
        kinds.retain(|kind| match kind {
            K::Done => nothing_left && self.delivered > 0,
            K::Delivered => !nothing_left,
            K::Released => self.remaining() > 0 && self.committed > 1,
            K::Evaluated => {
                [Side::Demand, Side::Taker, Side::Third].iter().any(|side| !self.has_evaluated(*side))
            }
            _ => true,
        });
        if matches!(self.state, ClaimState::Accepted | ClaimState::InProgress) {
            kinds.push(if self.is_paused() { K::Resumed } else { K::Paused });
        }
        kinds
    }

    /// How a proposal ends when the entry of a side is closed: whoever proposed withdraws, whoever was asked declines.
    pub fn ending(&self, closed: Side) -> Option<ClaimStepKind> {
        let by = if self.proposer == closed { ClaimStepKind::Withdrawn } else { ClaimStepKind::Declined };
        (self.state == ClaimState::Proposed).then_some(by)
    }

    pub fn has_evaluated(&self, side: Side) -> bool {
        self.evaluations.iter().any(|(known, _)| *known == side)
    }

    /// What follows by itself: an evaluation by the demand's side of no more than `low` has it done again. It is kept as a
    /// step of its own, so that another `low` does not change what has happened.
    pub fn follows(step: &ClaimStep, low: u8) -> Option<ClaimStep> {
        let is_low = step.score.is_some_and(|score| score.score() <= low);
        let again = step.kind == ClaimStepKind::Evaluated && step.side == Side::Demand && is_low;
        again.then(|| ClaimStep { kind: ClaimStepKind::Reopened, score: None, ..step.clone() })
    }

    /// The claim after a step.
    ///
    /// # Errors
    /// Refuses what does not come next, what is the other side's to do, and more than there is.
    pub fn then(mut self, step: &ClaimStep, room: Room) -> Result<Self, Refusal> {
        use ClaimState as S;
        use ClaimStepKind as K;
        if step.on < self.last {
            return Err(Refusal::new(Rule::StepBefore, "on").with(self.last));
        }
        let wrong = self.side_of(step.kind).is_some_and(|side| side != step.side);
        if wrong || (step.side == Side::Third && step.kind != K::Evaluated) {
            return Err(Refusal::new(Rule::ClaimSide, "side").with(step.kind.term()));
        }
        self.last = step.on;
        match (self.state, step.kind) {
            (S::Proposed, K::Accepted) => {
                let quantity = step.quantity.map_or(Ok(self.quantity), |_| amount(step))?;
                if quantity > self.quantity {
                    return Err(Refusal::new(Rule::ClaimOverOpen, "quantity").with(self.quantity));
                }
                fits(quantity, room)?;
                (self.state, self.committed) = (S::Accepted, quantity);
                self.answered_on = Some(step.on);
                self.plan = step.plan.or(self.plan);
            }
            (S::Proposed, K::Declined) => {
                reason(step)?;
                (self.state, self.answered_on) = (S::Declined, Some(step.on));
            }
            (S::Proposed, K::Withdrawn) => self.state = S::Withdrawn,
            (S::Accepted, K::Started) => self.state = S::InProgress,
            (S::Accepted | S::InProgress, K::Planned) => {
                self.plan = Some(step.plan.ok_or_else(|| Refusal::new(Rule::ClaimPlan, "plan"))?);
            }
            (S::Accepted | S::InProgress, K::Delivered) => {
                let quantity = amount(step)?;
                if quantity > self.remaining() {
                    return Err(Refusal::new(Rule::ClaimOverCommitted, "quantity").with(self.remaining()));
                }
                (self.state, self.delivered) = (S::InProgress, self.delivered + quantity);
            }
            (S::Accepted | S::InProgress, K::Released) => {
                reason(step)?;
                let quantity = amount(step)?;
                // Whoever gives back everything unmatches.
                let most = self.remaining().min(self.committed - 1);
                if quantity > most {
                    return Err(Refusal::new(Rule::ClaimOverCommitted, "quantity").with(most));
                }
                self.committed -= quantity;
            }
            (S::Accepted | S::InProgress, K::Unmatched) => {
                reason(step)?;
                (self.state, self.committed) = (S::Unmatched, self.delivered);
            }
            (S::InProgress, K::Done) => {
                if self.remaining() > 0 || self.delivered == 0 {
                    return Err(Refusal::new(Rule::ClaimRemaining, "id").with(self.remaining()));
                }
                self.resume(step.on);
                (self.state, self.done_on) = (S::Done, Some(step.on));
            }
            (S::Done, K::Evaluated) => self.evaluate(step)?,
            (S::Done, K::Reopened) => {
                reason(step)?;
                self.reopen(step)?;
            }
            (S::Accepted | S::InProgress, K::Paused) => {
                reason(step)?;
                if let Some((from, None)) = self.pauses.last() {
                    return Err(Refusal::new(Rule::ClaimPaused, "id").with(from));
                }
                self.pauses.push((step.on, None));
            }
            (S::Accepted | S::InProgress, K::Resumed) => {
                if !self.is_paused() {
                    return Err(Refusal::new(Rule::ClaimRunning, "id"));
                }
                self.resume(step.on);
            }
            _ => return Err(refused(step)),
        }
        Ok(self)
    }

    fn resume(&mut self, on: NaiveDate) {
        if let Some((_, until)) = self.pauses.last_mut() {
            until.get_or_insert(on);
        }
    }

    fn evaluate(&mut self, step: &ClaimStep) -> Result<(), Refusal> {
        if self.has_evaluated(step.side) {
            return Err(Refusal::new(Rule::ClaimEvaluated, "side").with(step.side.term()));
        }
        let score = step.score.ok_or_else(|| Refusal::new(Rule::ClaimScore, "score").with(""))?;
        self.evaluations.push((step.side, score));
        Ok(())
    }

    /// It is worked on again; as much as is said has to be delivered once more.
    fn reopen(&mut self, step: &ClaimStep) -> Result<(), Refusal> {
        let again = step.quantity.unwrap_or(0);
        if again < 0 || again > self.delivered {
            return Err(Refusal::new(Rule::ClaimOverCommitted, "quantity").with(self.delivered));
        }
        self.delivered -= again;
        (self.state, self.done_on) = (ClaimState::InProgress, None);
        self.evaluations.clear();
        self.reopened += 1;
        Ok(())
    }
}

fn refused(step: &ClaimStep) -> Refusal {
    Refusal::new(Rule::ClaimStep, "kind").with(step.kind.term())
}

fn reason(step: &ClaimStep) -> Result<(), Refusal> {
    let given = step.note.as_deref().is_some_and(|note| !note.trim().is_empty());
    if given { Ok(()) } else { Err(Refusal::new(Rule::ReasonEmpty, "note")) }
}

fn amount(step: &ClaimStep) -> Result<i64, Refusal> {
    let given = step.quantity.unwrap_or(0);
    if given >= 1 { Ok(given) } else { Err(Refusal::new(Rule::ClaimQuantity, "quantity").with(given)) }
}

fn fits(quantity: i64, room: Room) -> Result<(), Refusal> {
    if quantity > room.open {
        return Err(Refusal::new(Rule::ClaimOverOpen, "quantity").with(room.open));
    }
    match room.free {
        Some(free) if quantity > free => Err(Refusal::new(Rule::ClaimOverCapacity, "quantity").with(free)),
        _ => Ok(()),
    }
}

/// A claim read back from its steps. What it once fitted into is not asked again.
///
/// # Errors
/// Refuses steps that do not follow each other.
pub fn claim_of(steps: &[ClaimStep]) -> Result<Claim, Refusal> {
    const WIDE: Room = Room { open: i64::MAX, free: None };
    let Some((first, rest)) = steps.split_first() else {
        return Err(Refusal::new(Rule::ClaimStep, "kind").with(""));
    };
    rest.iter().try_fold(Claim::propose(first, WIDE)?, |claim, step| claim.then(step, WIDE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use ClaimStepKind as K;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1)
            .and_then(|day| day.checked_add_days(chrono::Days::new(n)))
            .expect("a date")
    }

    fn step(kind: K, side: Side, quantity: i64) -> ClaimStep {
        let note = Some("因故".to_owned());
        ClaimStep {
            kind,
            side,
            on: day(0),
            quantity: Some(quantity),
            score: None,
            plan: None,
            note,
            reason: None,
        }
    }

    fn rated(side: Side, score: i64, again: i64) -> ClaimStep {
        ClaimStep { score: Satisfaction::new(score).ok(), ..step(K::Evaluated, side, again) }
    }

    const WIDE: Room = Room { open: 10, free: Some(10) };

    fn played(steps: &[ClaimStep]) -> Result<Claim, Refusal> {
        let first = Claim::propose(&steps[0], WIDE)?;
        steps[1..].iter().try_fold(first, |claim, step| {
            let claim = claim.then(step, WIDE)?;
            Claim::follows(step, 2).map_or(Ok(claim.clone()), |next| claim.then(&next, WIDE))
        })
    }

    #[test]
    fn it_is_delivered_in_parts_evaluated_low_reopened_and_done() {
        let mut steps = vec![
            step(K::Proposed, Side::Taker, 4),
            step(K::Accepted, Side::Demand, 4),
            step(K::Delivered, Side::Taker, 3),
            step(K::Delivered, Side::Taker, 1),
            step(K::Done, Side::Demand, 0),
            rated(Side::Demand, 2, 1),
        ];
        let claim = played(&steps).expect("reopened");
        assert_eq!((claim.state, claim.committed, claim.delivered), (ClaimState::InProgress, 4, 3));
        let early = [&steps[..], &[step(K::Done, Side::Demand, 0)]].concat();
        assert_eq!(played(&early).expect_err("not delivered").rule, Rule::ClaimRemaining);
        steps.extend([
            step(K::Delivered, Side::Taker, 1),
            step(K::Done, Side::Demand, 0),
            rated(Side::Demand, 5, 0),
            rated(Side::Taker, 4, 0),
            rated(Side::Third, 5, 0),
        ]);
        let claim = played(&steps).expect("done");
        assert_eq!((claim.state, claim.reopened, claim.evaluations.len()), (ClaimState::Done, 1, 3));
        steps.push(rated(Side::Taker, 4, 0));
        assert_eq!(played(&steps).expect_err("twice").rule, Rule::ClaimEvaluated);
    }

    #[test]
    fn each_step_is_one_sides_to_take() {
        let proposed = step(K::Proposed, Side::Demand, 2);
        let own = played(&[proposed.clone(), step(K::Accepted, Side::Demand, 2)]).expect_err("its own");
        assert_eq!(own.rule, Rule::ClaimSide);
        let silent = ClaimStep { note: None, ..step(K::Declined, Side::Taker, 0) };
        assert_eq!(played(&[proposed.clone(), silent]).expect_err("no reason").rule, Rule::ReasonEmpty);
        let declined = [proposed, step(K::Declined, Side::Taker, 0), step(K::Accepted, Side::Taker, 2)];
        assert_eq!(played(&declined).expect_err("too late").rule, Rule::ClaimStep);
    }

    /// A step of some claim: which, what, who, how much.
    fn moves() -> impl Strategy<Value = Vec<(usize, usize, usize, i64, i64)>> {
        proptest::collection::vec((0usize..6, 0..K::ALL.len(), 0usize..3, -1i64..8, 1i64..6), 1..120)
    }

    proptest! {
        /// One demand, one offer, six claims between them, in any order.
        #[test]
        fn nothing_is_ever_negative_or_lost(asked in 1i64..12, capacity in 1i64..12, moves in moves()) {
            let mut claims: Vec<Option<Claim>> = vec![None; 6];
            for (at, kind, side, quantity, score) in moves {
                let committed: i64 = claims.iter().flatten().map(|claim| claim.committed).sum();
                let room = Room { open: asked - committed, free: Some(capacity - committed) };
                let step = ClaimStep {
                    score: Satisfaction::new(score).ok(),
                    ..step(K::ALL[kind], Side::ALL[side], quantity)
                };
                let next = match claims[at].clone() {
                    None => Claim::propose(&step, room),
                    Some(claim) => claim.then(&step, room),
                };
                if let Ok(next) = next {
                    // Whatever is offered as the next step is what can be done.
                    prop_assert!(claims[at].as_ref().is_none_or(|claim| claim.next().contains(&step.kind)));
                    claims[at] = Some(next);
                }
                let sum = |of: fn(&Claim) -> i64| claims.iter().flatten().map(of).sum::<i64>();
                let (committed, delivered) = (sum(|c| c.committed), sum(|c| c.delivered));
                let open = asked - committed;
                prop_assert!(open >= 0 && asked == committed + open);
                prop_assert!(delivered <= committed && committed <= capacity);
                prop_assert!(claims.iter().flatten().all(|c| 0 <= c.delivered && c.delivered <= c.committed
                    && c.committed <= c.quantity));
            }
        }
    }
}
