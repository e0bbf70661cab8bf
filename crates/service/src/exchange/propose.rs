//! A claim begins: somebody asks for help with a demand (点单, 派单), or offers it (抢单).

use chrono::NaiveDate;
use domain::access::Operation;
use domain::exchange::{Claim, ClaimStep, ClaimStepKind, EntryKind, EntryStatus, Owner, Room, Side};
use domain::id::{ClaimId, EntryId};
use domain::rule::{Refusal, Rule};
use storage::exchange::claim::{self, Kept, Taken};
use storage::exchange::entry::{self, Entry};

use super::places::home;
use super::step::{journal_values, name_of, object};
use super::sums;
use crate::consortium::note;
use crate::{Error, Result, Work, Write};

const NOTE_MOST: usize = 500;

pub struct ProposeClaim {
    pub demand: EntryId,
    /// With which resource or project; none where somebody helps without having it on a list.
    pub offer: Option<EntryId>,
    /// Who takes it on; the offer's owner when absent.
    pub taker: Option<Owner>,
    pub quantity: i64,
    pub note: Option<String>,
    /// For which side the actor speaks: told by whom it may act for when absent.
    pub side: Option<Side>,
    /// Today when absent.
    pub on: Option<NaiveDate>,
}

impl Write for ProposeClaim {
    type Output = ClaimId;

    async fn run(self, work: &mut Work<'_>) -> Result<ClaimId> {
        let (district, today) = (work.district(), work.today());
        let on = self.on.unwrap_or(today);
        if on > today {
            return Err(Refusal::new(Rule::InFuture, "on").with(on).into());
        }
        let demand = entry::get(work.tx, district, self.demand).await?.ok_or(Error::NotFound)?;
        let offer = match self.offer {
            Some(id) => Some(entry::get(work.tx, district, id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        // What is written down later was on the lists then, whatever became of it since.
        check(&demand, offer.as_ref(), self.on.is_none().then_some(on))?;
        let taker = self.taker.or_else(|| offer.as_ref().map(|offer| offer.owner));
        let taker = taker.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit_id").with(""))?;
        if taker == demand.owner || offer.as_ref().is_some_and(|offer| offer.owner != taker) {
            return Err(Refusal::new(Rule::ClaimOwn, "unit_id").into());
        }
        let asking = home(work, demand.owner, today).await?;
        let taking = home(work, taker, today).await?;
        let (may_ask, may_take) = (
            work.actor.may(Operation::ClaimRecord, &asking.place),
            work.actor.may(Operation::ClaimRecord, &taking.place),
        );
        let side = match (self.side, may_ask, may_take) {
            (None | Some(Side::Demand), true, _) => Side::Demand,
            (None | Some(Side::Taker), _, true) => Side::Taker,
            _ => return Err(Error::Forbidden(Operation::ClaimRecord)),
        };
        let step = ClaimStep {
            kind: ClaimStepKind::Proposed,
            side,
            on,
            quantity: Some(self.quantity),
            score: None,
            plan: None,
            note: note(self.note.as_deref(), "note", NOTE_MOST)?,
            reason: None,
        };
        let room = Room { open: demand.open(), free: offer.as_ref().map(Entry::open) };
        let claim = Claim::propose(&step, room)?;
        let taken = Taken {
            row: work.ids.uuid(),
            step,
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
        };
        let kept = Kept {
            id: ClaimId::new(work.ids.uuid()),
            version: 1,
            demand: self.demand,
            offer: self.offer,
            taker,
            home: taking.division,
            steps: vec![taken],
        };
        claim::insert(work.tx, district, &kept, sums(&claim)).await?;
        let name = name_of(&demand, &taking.name);
        let after = journal_values(&claim, kept.steps.last().map(|taken| &taken.step));
        work.journal(Operation::ClaimRecord, object(&kept, name), (None, Some(after)), None).await?;
        Ok(kept.id)
    }
}

/// # Errors
/// Refuses what is not a listed demand with a listed offer in the same measure.
fn check(demand: &Entry, offer: Option<&Entry>, listed_on: Option<NaiveDate>) -> Result<()> {
    let kinds =
        demand.facts.kind == EntryKind::Demand && offer.is_none_or(|offer| offer.facts.kind.is_offer());
    if !kinds {
        return Err(Refusal::new(Rule::ClaimKinds, "offer_id").into());
    }
    for entry in [Some(demand), offer].into_iter().flatten() {
        if listed_on.is_some_and(|on| entry.status(on) != EntryStatus::Listed) {
            return Err(Refusal::new(Rule::EntryNotListed, "id").with(entry.facts.title.as_str()).into());
        }
    }
    let measure = demand.facts.quantity.measure();
    if let Some(other) = offer.map(|offer| offer.facts.quantity.measure()).filter(|other| *other != measure) {
        let both = format!("{measure}、{other}");
        return Err(Refusal::new(Rule::ClaimMeasure, "offer_id").with(both).into());
    }
    Ok(())
}
