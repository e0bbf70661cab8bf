//! One write: the transaction, who acts, when, and the journal entry that it must leave.

use std::future::Future;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Operation, Place};
use domain::grid::{DivisionKind, DivisionRef, Level, Timeline};
use domain::id::{DistrictId, DivisionId};
use domain::journal::{Author, Behalf, Entry, ObjectRef};
use serde_json::Value;
use storage::Tx;
use storage::grid::DivisionPeriod;
use storage::organisation::Dated;
use uuid::Uuid;

use crate::journal::Apart;
use crate::lianhe::decided;
use crate::sealing::Keyring;
use crate::{Error, Ids, Result, office_day};

/// A use case that writes.
pub trait Write: Send + 'static {
    type Output: Send + 'static;

    fn run(self, work: &mut Work<'_>) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// The version that an edit gives back, named by its entry, and why.
#[derive(Debug, Clone)]
pub(crate) struct Restoring {
    pub sequence: i64,
    pub reason: String,
}

pub struct Work<'t> {
    pub tx: &'t mut Tx,
    pub actor: Actor,
    pub now: DateTime<Utc>,
    pub ids: Ids,
    pub keys: Keyring,
    /// Ties together the entries of one import.
    pub batch: Option<Uuid>,
    /// Set while an edit gives back a former version: its entry says which.
    pub(crate) restoring: Option<Restoring>,
    /// For whom all of this is entered (代录): every entry says so.
    pub behalf: Option<Behalf>,
    entries: usize,
}

impl<'t> Work<'t> {
    pub(crate) fn new(tx: &'t mut Tx, actor: Actor, now: DateTime<Utc>, keys: Keyring) -> Self {
        Self {
            tx,
            actor,
            now,
            ids: Ids::at(now),
            keys,
            batch: None,
            restoring: None,
            behalf: None,
            entries: 0,
        }
    }

    pub const fn district(&self) -> DistrictId {
        self.actor.place.district
    }

    pub fn today(&self) -> NaiveDate {
        office_day(self.now)
    }

    pub(crate) const fn journalled(&self) -> bool {
        self.entries > 0
    }

    /// # Errors
    /// `NotFound` for what the actor may not see, `Forbidden` for what it sees but may not do.
    pub fn authorise(&self, operation: Operation, object: &Place) -> Result<()> {
        decided(self.actor.decide(operation, object), operation)
    }

    /// The period of a division on a day, and its place; `None` when it does not exist then.
    pub async fn division(
        &mut self,
        id: DivisionId,
        day: NaiveDate,
    ) -> Result<Option<(DivisionPeriod, Place)>> {
        let district = self.district();
        let periods = storage::grid::periods(self.tx, district, id).await?;
        let found = periods.into_iter().find(|p| p.period.contains(day));
        Ok(found.map(|p| {
            let place = Place::division(district, p.facts.kind.level(), id, p.street);
            (p, place)
        }))
    }

    /// Where something stored in a division lies. For a day before the grid's own record begins, the division as it
    /// was first recorded: a unit may be older than the record.
    pub async fn lying(&mut self, id: DivisionId, day: NaiveDate) -> Result<Option<Lying>> {
        let district = self.district();
        let found = storage::grid::lying(self.tx, district, id, day).await?;
        Ok(found.map(|(period, street_name)| Lying::new(district, id, &period, street_name)))
    }

    /// What lies in a division for a period lies in the streets in which the division then lies, one after the other.
    pub async fn spread<F: Clone>(&mut self, division: DivisionId, dated: Dated<F>) -> Result<Vec<Dated<F>>> {
        let district = self.district();
        let periods = storage::grid::periods(self.tx, district, division).await?;
        let timeline = Timeline::new(district, periods.into_iter().map(|period| (division, period.state())));
        let pieces = timeline.streets(division, dated.period).into_iter().enumerate();
        let piece = |(n, (period, street))| {
            let row = if n == 0 { dated.row } else { self.ids.uuid() };
            Dated { row, period, street, facts: dated.facts.clone() }
        };
        Ok(pieces.map(piece).collect())
    }

    /// Appends the entry of this write. `before` and `after` are objects; only what differs is kept.
    pub async fn journal(
        &mut self,
        operation: Operation,
        object: ObjectRef,
        (before, mut after): (Option<Value>, Option<Value>),
        mut reason: Option<String>,
    ) -> Result<()> {
        if let Some(restoring) = &self.restoring {
            if let Some(Value::Object(after)) = &mut after {
                after.insert("restored".to_owned(), restoring.sequence.into());
            }
            reason.get_or_insert_with(|| restoring.reason.clone());
        }
        let (mut before, mut after) = differing(before, after);
        let (mut object, mut apart) = (object, Apart::default());
        for side in [&mut before, &mut after].into_iter().flatten() {
            apart.seal(self, side)?;
        }
        apart.seal_name(self, &mut object)?;
        let (before, after) = (before.map(|v| v.to_string()), after.map(|v| v.to_string()));
        let author = Author {
            person: self.actor.person,
            appointment: self.actor.appointment,
            appointment_kind: self.actor.kind,
            place: self.actor.place_name.clone(),
            behalf: self.behalf.clone(),
        };
        let entry = Entry { operation, object, before, after, reason };
        let district = self.district();
        storage::journal::append(self.tx, district, self.now, &author, self.batch, entry).await?;
        apart.keep(self).await?;
        self.entries += 1;
        Ok(())
    }
}

/// A division with the street it lies in or is, for storing something in it.
pub struct Lying {
    pub division: DivisionRef,
    pub street: Option<DivisionRef>,
    pub place: Place,
    /// The day on which this may become another street.
    pub until: NaiveDate,
}

impl Lying {
    pub fn new(
        district: DistrictId,
        id: DivisionId,
        period: &DivisionPeriod,
        street_name: Option<String>,
    ) -> Self {
        let (name, kind) = (period.facts.name.as_str().to_owned(), period.facts.kind);
        let street = period.street.map(|street| DivisionRef {
            id: street,
            name: street_name.unwrap_or_default(),
            kind: DivisionKind::Street,
        });
        let place = Place::division(district, kind.level(), id, period.street);
        Self { division: DivisionRef { id, name, kind }, street, place, until: period.period.stored_to() }
    }

    pub fn street_id(&self) -> Option<DivisionId> {
        self.street.as_ref().map(|street| street.id)
    }

    pub fn level(&self) -> Level {
        self.division.kind.level()
    }
}

/// The members in which two objects differ.
pub(crate) fn differing(before: Option<Value>, after: Option<Value>) -> (Option<Value>, Option<Value>) {
    match (before, after) {
        (Some(Value::Object(mut before)), Some(Value::Object(mut after))) => {
            let same: Vec<String> = before
                .iter()
                .filter(|(key, value)| after.get(*key) == Some(value))
                .map(|(key, _)| key.clone())
                .collect();
            for key in same {
                before.remove(&key);
                after.remove(&key);
            }
            (Some(Value::Object(before)), Some(Value::Object(after)))
        }
        (before, after) => (before, after.map(without_nulls)),
    }
}

/// What was not given when something was created says nothing.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().filter(|(_, v)| !v.is_null()).collect()),
        other => other,
    }
}

/// # Errors
/// Refuses an empty or overlong reason.
pub fn check_reason(reason: &str) -> Result<String> {
    use domain::rule::{Refusal, Rule};
    const MOST: usize = 500;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new(Rule::ReasonEmpty, "reason").into());
    }
    if reason.chars().count() > MOST {
        return Err(Refusal::new(Rule::TextTooLong, "reason").with(MOST).into());
    }
    Ok(reason.to_owned())
}

/// # Errors
/// `Stale` when the version that was read is not the one that is there.
pub fn check_bumped(bumped: bool) -> Result<()> {
    if bumped { Ok(()) } else { Err(Error::Stale) }
}
