//! Onto a list, kept there, off it, and once more another year.

use chrono::{Months, NaiveDate};
use domain::access::Operation;
use domain::exchange::{ClaimStep, EntryFacts, EntryKind, EntryState, Room, Side, claim_of};
use domain::id::EntryId;
use domain::rule::{Refusal, Rule};
use storage::exchange::claim::{self, Taken};
use storage::exchange::entry;

use super::edit::{described, written};
use super::places::Home;
use super::record::{Publication, confirm_by, published, spot};
use super::{Entry, NewEntry, RecordEntry, object, sums};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

async fn becomes(
    work: &mut Work<'_>,
    operation: Operation,
    (old, home): (Entry, Home),
    (version, state): (i64, EntryState),
    reason: Option<String>,
) -> Result<()> {
    let district = work.district();
    let changed = Entry { version, state, ..old.clone() };
    check_bumped(entry::update(work.tx, district, &changed).await?)?;
    let before = described(work, &old, &home.name).await?;
    let after = described(work, &changed, &home.name).await?;
    work.journal(operation, object(&changed), (Some(before), Some(after)), reason).await
}

/// Publishes a draft.
pub struct PublishEntry {
    pub id: EntryId,
    pub version: i64,
    pub publication: Publication,
}

impl Write for PublishEntry {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (old, home) = written(work, self.id).await?;
        let entry = NewEntry { owner: old.owner, facts: old.facts.clone(), contact: None, reference: None };
        let state = published(work, &home, &entry, old.state.clone(), self.publication).await?;
        becomes(work, Operation::EntryPublish, (old, home), (self.version, state), None).await
    }
}

/// Its owner says that it still holds.
pub struct ConfirmEntry {
    pub id: EntryId,
    pub version: i64,
    pub confirm_by: Option<NaiveDate>,
}

impl Write for ConfirmEntry {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let today = work.today();
        let (old, home) = written(work, self.id).await?;
        work.authorise(Operation::EntryPublish, &home.place)?;
        let by = confirm_by(work, &old.facts, &home, today, self.confirm_by).await?;
        let state = old.state.clone().confirm(today, by)?;
        becomes(work, Operation::EntryPublish, (old, home), (self.version, state), None).await
    }
}

/// It leaves its list for good.
pub struct CloseEntry {
    pub id: EntryId,
    pub version: i64,
    pub reason: String,
    pub on: Option<NaiveDate>,
}

impl Write for CloseEntry {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let on = self.on.unwrap_or_else(|| work.today());
        let (old, home) = written(work, self.id).await?;
        work.authorise(Operation::EntryRecord, &home.place)?;
        let state = old.state.clone().close(on, &self.reason)?;
        let reason = crate::work::check_reason(&self.reason)?;
        end_claims(work, &old, on, &reason).await?;
        becomes(work, Operation::EntryRecord, (old, home), (self.version, state), Some(reason)).await
    }
}

/// What was only proposed ends with the entry. A demand that somebody is working for is not closed before that is over.
async fn end_claims(work: &mut Work<'_>, entry: &Entry, on: NaiveDate, why: &str) -> Result<()> {
    let (district, is_demand) = (work.district(), entry.facts.kind == EntryKind::Demand);
    let side = if is_demand { Side::Demand } else { Side::Taker };
    for kept in claim::of_entry(work.tx, district, entry.id).await? {
        let before = claim_of(&kept.domain_steps())?;
        let Some(kind) = before.ending(side) else {
            if is_demand && before.state.is_open() {
                return Err(Refusal::new(Rule::EntryInWork, "id").with(before.state.term()).into());
            }
            continue;
        };
        let note = Some(why.to_owned());
        let step = ClaimStep { kind, side, on, quantity: None, score: None, plan: None, note, reason: None };
        let after = before.then(&step, Room { open: 0, free: None })?;
        check_bumped(claim::update(work.tx, district, kept.id, kept.version, sums(&after)).await?)?;
        let (person, person_name) = (work.actor.person, work.actor.person_name.clone());
        let taken = Taken { row: work.ids.uuid(), step, person, person_name };
        claim::insert_step(work.tx, district, kept.id, kept.steps.len(), &taken).await?;
    }
    Ok(())
}

/// The same entry once more: a draft from today on, its dates moved by as many years as have passed.
pub struct RepeatEntry {
    pub id: EntryId,
}

impl Write for RepeatEntry {
    type Output = EntryId;

    async fn run(self, work: &mut Work<'_>) -> Result<EntryId> {
        let today = work.today();
        let (old, home) = written(work, self.id).await?;
        work.authorise(Operation::EntryRecord, &home.place)?;
        let contact = match &old.contact {
            Some(sealed) => Some(work.keys.open_text(spot(old.id), sealed)?.to_string()),
            None => None,
        };
        let entry = NewEntry { owner: old.owner, facts: again(old.facts, today), contact, reference: None };
        RecordEntry { entry, publish: None, recorded_on: None, repeats: Some(old.id) }.run(work).await
    }
}

fn again(facts: EntryFacts, today: NaiveDate) -> EntryFacts {
    let until = facts.valid_until.map(|until| {
        let years = (1..100).map(|n| until.checked_add_months(Months::new(12 * n)).unwrap_or(NaiveDate::MAX));
        years.into_iter().find(|day| *day > today).unwrap_or(until)
    });
    let times = domain::exchange::Times { except: Vec::new(), ..facts.times };
    EntryFacts { valid_from: today, valid_until: until, times, ..facts }
}
