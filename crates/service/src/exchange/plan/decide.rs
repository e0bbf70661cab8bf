//! What people decide about a plan and its pairs.

use domain::access::Operation;
use domain::exchange::matching::{Bar, DeclineReason, LeftWord, PairState, PlanState};
use domain::exchange::{ClaimState, Side};
use domain::id::{MatchPairId, MatchPlanId};
use serde_json::json;
use storage::exchange::entry;
use storage::exchange::plan::{self, Claimed, Declined, Left, Pair, Plan};

use super::keep::{object, scope, values};
use crate::consortium::note;
use crate::exchange::ProposeClaim;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

const NOTE_MOST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A claim is proposed to whoever offers.
    Accept,
    /// A re-plan leaves it as it is.
    Lock,
    Unlock,
    /// A re-plan leaves it out, as long as the rule for this reason says.
    Decline(DeclineReason),
}

pub struct DecidePair {
    pub id: MatchPairId,
    /// Of the plan.
    pub version: i64,
    pub decision: Decision,
    pub note: Option<String>,
}

impl Write for DecidePair {
    type Output = MatchPlanId;

    async fn run(self, work: &mut Work<'_>) -> Result<MatchPlanId> {
        let district = work.district();
        let before = plan::pair(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let of = plan::get(work.tx, district, before.plan).await?.ok_or(Error::NotFound)?;
        let (within, place) = scope(work, of.division).await?;
        work.authorise(Operation::MatchPlan, &place)?;
        of.state.check_open()?;
        if before.round != of.round {
            return Err(Error::Stale);
        }
        let next = match self.decision {
            Decision::Accept => PairState::Accepted,
            Decision::Lock => PairState::Locked,
            Decision::Unlock => PairState::Proposed,
            Decision::Decline(_) => PairState::Declined,
        };
        let said = note(self.note.as_deref(), "note", NOTE_MOST)?;
        let mut pair = Pair { state: before.state.then(next)?, ..before.clone() };
        check_bumped(plan::bump(work.tx, district, (of.id, self.version), of.state).await?)?;
        match self.decision {
            Decision::Accept => {
                let claim = ProposeClaim {
                    demand: pair.demand,
                    offer: Some(pair.offer),
                    taker: None,
                    quantity: pair.quantity,
                    note: said.clone(),
                    side: Some(Side::Demand),
                    on: None,
                };
                // The claim's own entry of the journal says all there is to say.
                let id = claim.run(work).await?;
                pair.claim = Some(Claimed { id, state: ClaimState::Proposed, quantity: pair.quantity });
            }
            Decision::Decline(reason) => {
                pair.declined = Some(Declined { reason, note: said.clone(), on: work.today() });
                leave(work, &of, &pair).await?;
            }
            Decision::Lock | Decision::Unlock => {}
        }
        plan::update_pair(work.tx, district, &pair).await?;
        if self.decision != Decision::Accept {
            let name = pair_name(work, &pair).await?;
            let value = |pair: &Pair| {
                let reason = pair.declined.as_ref().map(|declined| declined.reason.word());
                json!({ "pair": name, "pair_state": pair.state.word(), "quantity": pair.quantity, "reason": reason })
            };
            let both = (Some(value(&before)), Some(value(&pair)));
            work.journal(Operation::MatchPlan, object(&of, &within), both, said).await?;
        }
        Ok(of.id)
    }
}

/// What a declined pair would have served is left over.
async fn leave(work: &mut Work<'_>, of: &Plan, pair: &Pair) -> Result<()> {
    let (district, round) = (work.district(), (of.id, of.round));
    let known = plan::left(work.tx, district, of.id, of.round).await?;
    let known = known.into_iter().find(|left| left.demand == pair.demand);
    plan::delete_left(work.tx, district, round, pair.demand).await?;
    let left = Left {
        row: work.ids.uuid(),
        demand: pair.demand,
        quantity: pair.quantity + known.map_or(0, |left| left.quantity),
        why: LeftWord::Barred,
        bar: Some(Bar::Declined),
        nearest: Some(pair.offer),
    };
    Ok(plan::insert_left(work.tx, district, round, &left).await?)
}

pub(super) async fn pair_name(work: &mut Work<'_>, pair: &Pair) -> Result<String> {
    let district = work.district();
    let mut titles = Vec::new();
    for id in [pair.demand, pair.offer] {
        let found = entry::get(work.tx, district, id).await?;
        titles.push(found.map(|entry| entry.facts.title.as_str().to_owned()).unwrap_or_default());
    }
    Ok(titles.join(" ← "))
}

/// A draft is shown to everybody, or a plan is over.
pub struct SetPlanState {
    pub id: MatchPlanId,
    pub version: i64,
    pub state: PlanState,
}

impl Write for SetPlanState {
    type Output = MatchPlanId;

    async fn run(self, work: &mut Work<'_>) -> Result<MatchPlanId> {
        let district = work.district();
        let old = plan::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (within, place) = scope(work, old.division).await?;
        work.authorise(Operation::MatchPlan, &place)?;
        let new = Plan { state: old.state.then(self.state)?, ..old.clone() };
        check_bumped(plan::bump(work.tx, district, (old.id, self.version), new.state).await?)?;
        let both = (Some(values(&old)), Some(values(&new)));
        work.journal(Operation::MatchPlan, object(&old, &within), both, None).await?;
        Ok(old.id)
    }
}
