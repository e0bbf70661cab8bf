//! A claim goes on by one step.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::exchange::matching::DeclineReason;
use domain::exchange::{
    Claim, ClaimStep, ClaimStepKind, EntryKind, Owner, Room, Satisfaction, Side, Urgency, claim_of,
};
use domain::id::{ClaimId, EntryId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::exchange::claim::{self, Kept, Taken};
use storage::exchange::entry::{self, Entry};

use super::places::{agreed, home, street_of};
use super::sums;
use crate::consortium::note;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

const NOTE_MOST: usize = 500;

pub struct TakeClaimStep {
    pub id: ClaimId,
    pub version: i64,
    pub kind: ClaimStepKind,
    /// For which side the actor speaks: the one whose step it is, or the one it may act for, when absent.
    pub side: Option<Side>,
    pub quantity: Option<i64>,
    pub score: Option<i64>,
    pub plan: Option<NaiveDate>,
    pub note: Option<String>,
    /// Of what kind the reason of a decline is.
    pub reason: Option<DeclineReason>,
    /// Today when absent.
    pub on: Option<NaiveDate>,
}

impl Write for TakeClaimStep {
    /// The demand that it is about.
    type Output = EntryId;

    async fn run(self, work: &mut Work<'_>) -> Result<EntryId> {
        let (district, today) = (work.district(), work.today());
        let on = self.on.unwrap_or(today);
        if on > today {
            return Err(Refusal::new(Rule::InFuture, "on").with(on).into());
        }
        let kept = claim::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        // A version that is still to come must not pass for one that was read.
        check_bumped(kept.version == self.version)?;
        let agrees = self.kind == ClaimStepKind::Accepted;
        if agrees {
            // What both say stands still while they agree: the demand first and then the offer, as everywhere.
            for id in [Some(kept.demand), kept.offer].into_iter().flatten() {
                entry::hold(work.tx, district, id).await?;
            }
        }
        let demand = entry::get(work.tx, district, kept.demand).await?.ok_or(Error::NotFound)?;
        let offer = match kept.offer {
            Some(id) => entry::get(work.tx, district, id).await?,
            None => None,
        };
        if agrees {
            same_still(&demand, offer.as_ref(), kept.taker)?;
        }
        let asking = home(work, demand.owner, today).await?;
        let taking = home(work, kept.taker, today).await?;
        let lies = (asking.division, street_of(&asking.place));
        let low = agreed(work.tx, district, lies, on).await?.low;
        let before = claim_of(&kept.domain_steps())?;
        let may = |side| {
            let place = if side == Side::Demand { &asking.place } else { &taking.place };
            work.actor.may(Operation::ClaimRecord, place)
        };
        let (asks, takes) = (may(Side::Demand), may(Side::Taker));
        let third = work.actor.may(Operation::ClaimEvaluate, &asking.place)
            || work.actor.may(Operation::ClaimEvaluate, &taking.place);
        if !asks && !takes && !third {
            return Err(Error::Forbidden(Operation::ClaimRecord));
        }
        let wanted = self.side.or_else(|| before.side_of(self.kind));
        let side = wanted.unwrap_or(if asks { Side::Demand } else { Side::Taker });
        let allowed = match side {
            Side::Demand => asks,
            Side::Taker => takes,
            Side::Third => third,
        };
        if !allowed {
            return Err(Refusal::new(Rule::ClaimSide, "side").with(self.kind.term()).into());
        }
        let step = ClaimStep {
            kind: self.kind,
            side,
            on,
            quantity: self.quantity,
            score: self.score.map(Satisfaction::new).transpose()?,
            plan: self.plan,
            note: note(self.note.as_deref(), "note", NOTE_MOST)?,
            reason: self.reason.filter(|_| self.kind == ClaimStepKind::Declined),
        };
        let room = Room { open: demand.open(), free: offer.as_ref().map(Entry::open) };
        let mut after = before.clone().then(&step, room)?;
        let mut steps = vec![step];
        if let Some(next) = steps.first().and_then(|step| Claim::follows(step, low)) {
            after = after.then(&next, room)?;
            steps.push(next);
        }
        if self.kind == ClaimStepKind::Accepted
            && demand.facts.urgency == Urgency::Key
            && after.plan.is_none()
        {
            return Err(Refusal::new(Rule::ClaimPlan, "plan").into());
        }
        book(work, &kept, &before, &after).await?;
        check_bumped(claim::update(work.tx, district, self.id, self.version, sums(&after)).await?)?;
        let (person, person_name) = (work.actor.person, work.actor.person_name.clone());
        for (n, step) in steps.iter().enumerate() {
            let person_name = person_name.clone();
            let taken = Taken { row: work.ids.uuid(), step: step.clone(), person, person_name };
            claim::insert_step(work.tx, district, self.id, kept.steps.len() + n, &taken).await?;
        }
        let values = (Some(journal_values(&before, None)), Some(journal_values(&after, steps.first())));
        let reason = steps.first().and_then(|step| step.note.clone());
        let name = name_of(&demand, &taking.name);
        work.journal(Operation::ClaimRecord, object(&kept, name), values, reason).await?;
        Ok(kept.demand)
    }
}

/// Nothing was reserved since the proposal, so either side may say something else now.
fn same_still(demand: &Entry, offer: Option<&Entry>, taker: Owner) -> Result<()> {
    if demand.facts.kind != EntryKind::Demand || offer.is_some_and(|offer| !offer.facts.kind.is_offer()) {
        return Err(Refusal::new(Rule::ClaimKinds, "offer_id").into());
    }
    if demand.owner == taker || offer.is_some_and(|offer| offer.owner != taker) {
        return Err(Refusal::new(Rule::ClaimOwn, "unit_id").into());
    }
    let asked = demand.facts.quantity.measure();
    match offer.map(|offer| offer.facts.quantity.measure()).filter(|offered| *offered != asked) {
        Some(offered) => {
            Err(Refusal::new(Rule::ClaimMeasure, "offer_id").with(format!("{asked}、{offered}")).into())
        }
        None => Ok(()),
    }
}

/// What the step commits, gives back or delivers, on the demand first and then on the offer, so that two who write at once
/// wait for each other in the same order.
async fn book(work: &mut Work<'_>, kept: &Kept, before: &Claim, after: &Claim) -> Result<()> {
    let (committed, delivered) = (after.committed - before.committed, after.delivered - before.delivered);
    if (committed, delivered) == (0, 0) {
        return Ok(());
    }
    let district = work.district();
    let sides = [(Some(kept.demand), Rule::ClaimOverOpen), (kept.offer, Rule::ClaimOverCapacity)];
    for (id, rule) in sides {
        let Some(id) = id else { continue };
        if !entry::book(work.tx, district, id, committed, delivered).await? {
            let left = entry::get(work.tx, district, id).await?.map_or(0, |entry| entry.open());
            return Err(Refusal::new(rule, "quantity").with(left).into());
        }
    }
    Ok(())
}

pub(super) fn name_of(demand: &Entry, taker: &str) -> String {
    format!("{} ← {taker}", demand.facts.title.as_str())
}

pub(super) fn object(kept: &Kept, name: String) -> ObjectRef {
    ObjectRef { kind: ObjectType::Claim, id: kept.id.uuid(), name }
}

/// What the journal keeps of a claim.
pub(super) fn journal_values(claim: &Claim, step: Option<&ClaimStep>) -> Value {
    let mut values = json!({ "state": claim.state.word(), "quantity": claim.quantity,
        "committed": claim.committed, "delivered": claim.delivered });
    if let (Some(step), Value::Object(map)) = (step, &mut values) {
        map.insert("step".into(), step.kind.word().into());
        map.insert("side".into(), step.side.word().into());
        map.insert("on".into(), step.on.to_string().into());
        if let Some(reason) = step.reason {
            map.insert("decline_reason".into(), reason.word().into());
        }
        if let Some(score) = step.score {
            map.insert("score".into(), score.score().into());
        }
    }
    values
}
