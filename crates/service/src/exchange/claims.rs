//! Claims as pages show them: with their clocks, their steps, and what can be done next.

use chrono::NaiveDate;
use domain::access::{Actor, Operation, Place};
use domain::exchange::{
    Claim, ClaimStepKind, Clock, Owner, Side, Urgency, claim_of, finish_clock, response_clock,
};
use domain::id::{ClaimId, DistrictId, EntryId};
use domain::obligation::WorkingDays;
use storage::Conn;
use storage::exchange::claim::{Kept, Taken};

use super::Agreed;
use crate::Result;

#[derive(Debug, Clone)]
pub struct StepShown {
    pub kind: ClaimStepKind,
    pub side: Side,
    pub on: NaiveDate,
    pub quantity: Option<i64>,
    pub score: Option<u8>,
    pub plan: Option<NaiveDate>,
    pub note: Option<String>,
    pub by: String,
}

impl From<&Taken> for StepShown {
    fn from(taken: &Taken) -> Self {
        let step = &taken.step;
        Self {
            kind: step.kind,
            side: step.side,
            on: step.on,
            quantity: step.quantity,
            score: step.score.map(|score| score.score()),
            plan: step.plan,
            note: step.note.clone(),
            by: taken.person_name.clone(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct ClaimShown {
    pub id: ClaimId,
    pub version: i64,
    pub demand: (EntryId, String),
    pub offer: Option<(EntryId, String)>,
    pub taker: Owner,
    pub taker_name: String,
    pub claim: Claim,
    pub response: Clock,
    pub finish: Clock,
    pub steps: Vec<StepShown>,
    /// What the reader can do next, and for which side.
    pub next: Vec<(ClaimStepKind, Side)>,
}

/// For which sides somebody may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Acts {
    pub demand: bool,
    pub taker: bool,
    pub third: bool,
}

impl Acts {
    pub fn of(actor: &Actor, demand: Option<&Place>, taker: Option<&Place>) -> Self {
        let may = |place: Option<&Place>, operation| place.is_some_and(|place| actor.may(operation, place));
        Self {
            demand: may(demand, Operation::ClaimRecord),
            taker: may(taker, Operation::ClaimRecord),
            third: may(demand, Operation::ClaimEvaluate) || may(taker, Operation::ClaimEvaluate),
        }
    }

    /// What can be done next, for each side that may be acted for.
    pub fn next(self, claim: &Claim) -> Vec<(ClaimStepKind, Side)> {
        let sides = [(Side::Demand, self.demand), (Side::Taker, self.taker), (Side::Third, self.third)];
        let mut next = Vec::new();
        for kind in claim.next() {
            for (side, may) in sides {
                let fits = match kind {
                    ClaimStepKind::Evaluated => !claim.has_evaluated(side),
                    _ => side != Side::Third && claim.side_of(kind).is_none_or(|whose| whose == side),
                };
                if may && fits {
                    next.push((kind, side));
                }
            }
        }
        next
    }
}

/// What a claim's clocks go by.
#[derive(Clone, Copy)]
pub(super) struct Times<'d> {
    pub urgency: Urgency,
    pub agreed: Agreed,
    pub days: &'d WorkingDays,
    pub today: NaiveDate,
}

pub(super) fn shown(
    kept: &Kept,
    (demand, offer, taker): (String, Option<String>, String),
    times: Times<'_>,
    acts: Acts,
) -> Result<ClaimShown> {
    let claim = claim_of(&kept.domain_steps())?;
    Ok(ClaimShown {
        id: kept.id,
        version: kept.version,
        demand: (kept.demand, demand),
        offer: kept.offer.map(|id| (id, offer.unwrap_or_default())),
        taker: kept.taker,
        taker_name: taker,
        response: response_clock(&claim, times.agreed.clocks, times.days, times.today),
        finish: finish_clock(&claim, times.urgency, times.agreed.clocks, times.days, times.today),
        steps: kept.steps.iter().map(StepShown::from).collect(),
        next: acts.next(&claim),
        claim,
    })
}

/// Where an owner lies on a day, for reading.
pub(crate) async fn place_of(
    conn: &mut Conn,
    district: DistrictId,
    tree: &domain::grid::Tree,
    owner: Owner,
    day: NaiveDate,
) -> Result<Option<Place>> {
    match owner {
        Owner::Division(id) => Ok(tree.place(id)),
        Owner::Unit(id) => {
            let periods = storage::organisation::unit::periods(conn, district, id).await?;
            let on = periods.iter().find(|unit| unit.now.period.contains(day)).or(periods.last());
            Ok(on.map(|unit| crate::organisation::unit_place(district, id, &unit.now)))
        }
    }
}
