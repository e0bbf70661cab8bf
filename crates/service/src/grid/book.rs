//! The district's divisions through all time, as every event on one of them needs them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{DivisionFacts, EventKind, EventNote, Next, PeriodChange, Timeline};
use domain::id::DivisionId;
use domain::journal::{ObjectRef, ObjectType};
use domain::period::FAR;
use domain::rule::{Refusal, Rule};
use serde_json::Value;
use storage::grid::DivisionPeriod;
use uuid::Uuid;

use super::values;
use crate::work::check_reason;
use crate::{Error, Result, Work};

/// Why something happened, and by which document (文号).
#[derive(Debug, Clone, Default)]
pub struct Because {
    pub reason: Option<String>,
    pub document: Option<String>,
}

impl Because {
    const DOCUMENT_MOST: usize = 100;

    /// Both trimmed; what is blank says nothing.
    ///
    /// # Errors
    /// Refuses an overlong text.
    pub(super) fn checked(self) -> Result<Self> {
        let given = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let document = given(self.document);
        if document.as_ref().is_some_and(|text| text.chars().count() > Self::DOCUMENT_MOST) {
            return Err(Refusal::new(Rule::TextTooLong, "document").with(Self::DOCUMENT_MOST).into());
        }
        let reason = given(self.reason).map(|text| check_reason(&text)).transpose()?;
        Ok(Self { reason, document })
    }

    /// The same, and a reason must be there.
    ///
    /// # Errors
    /// Refuses a missing reason as well.
    pub(super) fn with_reason(self) -> Result<Self> {
        check_reason(self.reason.as_deref().unwrap_or_default())?;
        self.checked()
    }
}

pub(crate) struct Book {
    pub timeline: Timeline,
    rows: HashMap<(DivisionId, NaiveDate), Uuid>,
}

impl Book {
    /// Loads the divisions; whoever else changes them waits until this write ends, and all its entries are one batch.
    pub async fn open(work: &mut Work<'_>) -> Result<Self> {
        let district = work.district();
        work.batch.get_or_insert(work.ids.uuid());
        storage::grid::lock(work.tx, district).await?;
        let mut rows = HashMap::new();
        let mut states = Vec::new();
        for (id, period) in storage::grid::all_periods(work.tx, district).await? {
            rows.insert((id, period.period.from()), period.row);
            states.push((id, period.state()));
        }
        Ok(Self { timeline: Timeline::new(district, states), rows })
    }

    /// Lets the actor do something to a division where it lay on a day and also where it lies last: an event in the past
    /// reaches into the present.
    ///
    /// # Errors
    /// `NotFound` when there is none, or not for this actor; `Forbidden` for one out of reach.
    pub fn authorise(
        &self,
        work: &Work<'_>,
        operation: Operation,
        id: DivisionId,
        day: NaiveDate,
    ) -> Result<()> {
        for day in [day, FAR] {
            work.authorise(operation, &self.timeline.place(id, day).ok_or(Error::NotFound)?)?;
        }
        Ok(())
    }

    /// Lets the actor put something into a division, which `field` names.
    ///
    /// # Errors
    /// Refuses an unknown one, `Forbidden` or `NotFound` for one out of reach.
    pub fn authorise_into(
        &self,
        work: &Work<'_>,
        operation: Operation,
        (id, field): (DivisionId, &'static str),
        day: NaiveDate,
    ) -> Result<()> {
        if self.timeline.states(id).is_empty() {
            return Err(Refusal::new(Rule::DivisionUnknown, field).with(id).into());
        }
        self.authorise(work, operation, id, day)
    }

    /// Lets the actor put something below a parent.
    ///
    /// # Errors
    /// As [`Self::authorise_into`].
    pub fn authorise_below(&self, work: &Work<'_>, parent: DivisionId, day: NaiveDate) -> Result<()> {
        self.authorise_into(work, Operation::DivisionCreate, (parent, "parent_id"), day)
    }

    /// Writes what an event makes of the divisions.
    pub async fn store(&mut self, work: &mut Work<'_>, next: &Next) -> Result<()> {
        let district = work.district();
        // First whoever is new: periods of others may name it as their parent.
        for (id, _) in next.timeline.divisions().filter(|(id, _)| self.timeline.states(*id).is_empty()) {
            storage::grid::insert(work.tx, district, id, None).await?;
        }
        for change in &next.changes {
            let (PeriodChange::Begin(id, state) | PeriodChange::Rewrite(id, state)) = change;
            let key = (*id, state.period.from());
            let known = self.rows.get(&key).copied();
            let (row, facts) = (known.unwrap_or_else(|| work.ids.uuid()), state.facts.clone());
            self.rows.insert(key, row);
            let period = DivisionPeriod { row, period: state.period, street: facts.street(*id), facts };
            if let Some(end) = state.period.to().filter(|end| next.timeline.on(*id, *end).is_none()) {
                check_without_consortium(work, *id, end).await?;
            }
            if known.is_some() {
                storage::grid::update_period(work.tx, district, &period).await?;
            } else {
                storage::grid::insert_period(work.tx, district, *id, &period).await?;
            }
        }
        Ok(storage::rollup::rebuild(work.tx, district).await?)
    }

    /// Goes on from what an event made of the divisions, to decide the next one in the same write.
    pub fn turn_to(&mut self, next: &Next) {
        self.timeline = next.timeline.clone();
    }

    /// What the journal keeps of a division's facts, with the name that its parent has on a day.
    pub fn values(&self, facts: &DivisionFacts, day: NaiveDate) -> Value {
        let parent = facts.parent.map(|parent| self.timeline.name(parent, day));
        values(facts, parent)
    }

    pub fn object(&self, id: DivisionId, day: NaiveDate) -> ObjectRef {
        object(&self.timeline, id, day)
    }
}

pub(super) fn object(timeline: &Timeline, id: DivisionId, day: NaiveDate) -> ObjectRef {
    ObjectRef { kind: ObjectType::Division, id: id.uuid(), name: timeline.name(id, day).to_owned() }
}

/// Notes what the periods cannot show of an event.
pub(super) async fn note(
    work: &mut Work<'_>,
    division: DivisionId,
    on: NaiveDate,
    kind: EventKind,
    other: Option<DivisionId>,
    because: &Because,
) -> Result<()> {
    let Because { reason, document } = because.clone();
    let (district, row) = (work.district(), work.ids.uuid());
    let note = EventNote { division, on, kind, other, reason, document };
    Ok(storage::grid::insert_event_note(work.tx, district, row, &note).await?)
}

/// A consortium cannot outlive its division.
async fn check_without_consortium(work: &mut Work<'_>, id: DivisionId, end: NaiveDate) -> Result<()> {
    let district = work.district();
    let bodies = storage::consortium::body::of_division(work.tx, district, id).await?;
    match bodies.iter().find(|body| body.life().stored_to() > end) {
        Some(body) => Err(Refusal::new(Rule::DivisionHasConsortium, "id").with(body.name_on(end)).into()),
        None => Ok(()),
    }
}
