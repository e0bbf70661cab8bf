//! What stands on ground that an event touches stays true: divisions, units and Party organisations go where their ground
//! goes, appointments to a division end with it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{EventKind, Ground, Timeline};
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::organisation::party_organisation::{self, PartyOrganisation, PartyOrganisationPeriod};
use storage::organisation::unit::{self, Unit, UnitPeriod};

use super::book::{Because, note, object};
use crate::organisation::{party_values, unit_values};
use crate::{Result, Work};

/// Whatever stands in a division on or after a day; nobody else changes it until the write ends.
pub(crate) struct Standing {
    pub units: Vec<Unit>,
    pub parties: Vec<PartyOrganisation>,
}

impl Standing {
    pub async fn hold(work: &mut Work<'_>, division: DivisionId, from: NaiveDate) -> Result<Self> {
        let district = work.district();
        unit::hold_in(work.tx, district, division, from).await?;
        party_organisation::hold_in(work.tx, district, division, from).await?;
        Ok(Self {
            units: unit::standing_in(work.tx, district, division, from).await?,
            parties: party_organisation::standing_in(work.tx, district, division, from).await?,
        })
    }
}

/// Where the units and Party organisations of a division go.
pub(crate) enum Goes {
    /// They stay in it; only their street may be another.
    Along,
    Into(DivisionId),
    Each(Destinations),
}

#[derive(Default)]
pub(crate) struct Destinations {
    pub units: HashMap<UnitId, DivisionId>,
    pub parties: HashMap<PartyOrganisationId, DivisionId>,
}

impl Goes {
    fn unit(&self, id: UnitId) -> Option<DivisionId> {
        match self {
            Self::Along => None,
            Self::Into(target) => Some(*target),
            Self::Each(each) => each.units.get(&id).copied(),
        }
    }

    fn party(&self, id: PartyOrganisationId) -> Option<DivisionId> {
        match self {
            Self::Along => None,
            Self::Into(target) => Some(*target),
            Self::Each(each) => each.parties.get(&id).copied(),
        }
    }
}

/// How many followed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Followed {
    pub units: usize,
    pub party_organisations: usize,
}

type Values = (Option<Value>, Option<Value>);

/// An event under way. Its entries are written when everything else is: writing the journal holds the district, and
/// whoever holds something else must never wait for that.
pub(crate) struct Follow<'a> {
    /// The divisions as they were, and as the event leaves them.
    old: &'a Timeline,
    next: &'a Timeline,
    on: NaiveDate,
    because: &'a Because,
    entries: Vec<(Operation, ObjectRef, Values)>,
}

impl<'a> Follow<'a> {
    pub const fn new(old: &'a Timeline, next: &'a Timeline, on: NaiveDate, because: &'a Because) -> Self {
        Self { old, next, on, because, entries: Vec::new() }
    }

    pub fn say(&mut self, operation: Operation, object: ObjectRef, values: Values) {
        self.entries.push((operation, object, values));
    }

    /// The name that a division has once the event has happened.
    fn name(&self, id: DivisionId) -> &'a str {
        self.next.name(id, self.on)
    }

    /// Writes the entries, each with the event's reason.
    pub async fn close(self, work: &mut Work<'_>) -> Result<()> {
        for (operation, object, values) in self.entries {
            work.journal(operation, object, values, self.because.reason.clone()).await?;
        }
        Ok(())
    }

    /// Takes along the divisions that come to lie in another, and everything that stands in them.
    pub async fn children(&mut self, work: &mut Work<'_>, children: &[DivisionId]) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        for child in children {
            let parent = |timeline: &Timeline| {
                let parent = timeline.near(*child, on).and_then(|state| state.facts.parent);
                parent.map(|parent| self.name(parent))
            };
            let before = json!({ "parent": parent(self.old) });
            let after = json!({ "parent": parent(self.next), "effective_on": on,
                "document": self.because.document });
            storage::grid::touch(work.tx, district, *child).await?;
            note(work, *child, on, EventKind::Move, None, self.because).await?;
            self.say(Operation::DivisionMove, object(self.old, *child, on), (Some(before), Some(after)));
            let standing = Standing::hold(work, *child, on).await?;
            self.take(work, standing, &Goes::Along).await?;
        }
        Ok(())
    }

    /// Takes along what stands in a division.
    ///
    /// # Errors
    /// Refuses when two units of one name would come to stand in one division.
    pub async fn take(&mut self, work: &mut Work<'_>, standing: Standing, goes: &Goes) -> Result<Followed> {
        if let Goes::Into(target) = goes {
            self.check_names(work, &standing.units, *target).await?;
        }
        Ok(Followed {
            units: self.units(work, standing.units, goes).await?,
            party_organisations: self.parties(work, standing.parties, goes).await?,
        })
    }

    async fn check_names(&self, work: &mut Work<'_>, coming: &[Unit], target: DivisionId) -> Result<()> {
        let district = work.district();
        let there = unit::standing_in(work.tx, district, target, self.on).await?;
        let names: HashMap<String, UnitId> =
            there.iter().map(|unit| (unit.now.facts.name.search_key(), unit.id)).collect();
        let taken = |unit: &&Unit| {
            names.get(&unit.now.facts.name.search_key()).is_some_and(|holder| *holder != unit.id)
        };
        match coming.iter().find(taken) {
            Some(unit) => {
                Err(Refusal::new(Rule::UnitNameTaken, "into_id").with(unit.now.facts.name.as_str()).into())
            }
            None => Ok(()),
        }
    }

    async fn units(&mut self, work: &mut Work<'_>, units: Vec<Unit>, goes: &Goes) -> Result<usize> {
        let district = work.district();
        let mut followed: BTreeMap<UnitId, Option<(Unit, DivisionId)>> = BTreeMap::new();
        for unit in units {
            let (now, to) = (&unit.now, goes.unit(unit.id));
            let (period, division) = (now.period, now.facts.division);
            let pieces = self.next.ground(period, division, to.map(|to| (self.on, to)));
            if unchanged(&pieces, division, now.street) {
                continue;
            }
            for (n, piece) in pieces.into_iter().enumerate() {
                let row = if n == 0 { now.row } else { work.ids.uuid() };
                let mut facts = now.facts.clone();
                facts.division = piece.division;
                let period = UnitPeriod { row, period: piece.period, facts, street: piece.street };
                if n == 0 {
                    unit::update_period(work.tx, district, &period).await?;
                } else {
                    unit::insert_period(work.tx, district, unit.id, &period).await?;
                }
            }
            followed.entry(unit.id).or_insert_with(|| to.map(|to| (unit, to)));
        }
        for (unit, to) in followed.values().flatten() {
            let facts = &unit.now.facts;
            let before = unit_values(facts, self.name(facts.division));
            let mut after = unit_values(facts, self.name(*to));
            after["effective_on"] = json!(self.on);
            let name = facts.name.as_str().to_owned();
            let object = ObjectRef { kind: ObjectType::Unit, id: unit.id.uuid(), name };
            self.say(Operation::UnitEdit, object, (Some(before), Some(after)));
        }
        Ok(followed.len())
    }

    async fn parties(
        &mut self,
        work: &mut Work<'_>,
        parties: Vec<PartyOrganisation>,
        goes: &Goes,
    ) -> Result<usize> {
        let district = work.district();
        let mut followed: BTreeMap<PartyOrganisationId, Option<(PartyOrganisation, DivisionId)>> =
            BTreeMap::new();
        for party in parties {
            let (now, to) = (&party.now, goes.party(party.id));
            let (period, division) = (now.period, now.facts.division);
            let pieces = self.next.ground(period, division, to.map(|to| (self.on, to)));
            if unchanged(&pieces, division, now.street) {
                continue;
            }
            for (n, piece) in pieces.into_iter().enumerate() {
                let row = if n == 0 { now.row } else { work.ids.uuid() };
                let mut facts = now.facts.clone();
                facts.division = piece.division;
                let period =
                    PartyOrganisationPeriod { row, period: piece.period, facts, street: piece.street };
                if n == 0 {
                    party_organisation::update_period(work.tx, district, &period).await?;
                } else {
                    party_organisation::insert_period(work.tx, district, party.id, &period).await?;
                }
            }
            followed.entry(party.id).or_insert_with(|| to.map(|to| (party, to)));
        }
        for (party, to) in followed.values().flatten() {
            let facts = &party.now.facts;
            let before = party_values(facts, self.name(facts.division), None);
            let mut after = party_values(facts, self.name(*to), None);
            after["effective_on"] = json!(self.on);
            let name = facts.name.as_str().to_owned();
            let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: party.id.uuid(), name };
            self.say(Operation::PartyOrganisationEdit, object, (Some(before), Some(after)));
        }
        Ok(followed.len())
    }

    /// Ends the appointments to a division that ends. One that began later than that was never more than a day's.
    pub async fn end_appointments(&mut self, work: &mut Work<'_>, division: DivisionId) -> Result<()> {
        let district = work.district();
        for (id, person, period) in
            storage::access::appointments_at(work.tx, district, division, self.on).await?
        {
            let on = period.from().succ_opt().map_or(self.on, |next| next.max(self.on));
            if on >= period.stored_to() {
                continue;
            }
            storage::access::end_appointment(work.tx, district, id, on).await?;
            let object = ObjectRef { kind: ObjectType::Appointment, id: id.uuid(), name: person };
            let values = (Some(json!({ "valid_to": period.to() })), Some(json!({ "valid_to": on })));
            self.say(Operation::AppointmentEnd, object, values);
        }
        Ok(())
    }
}

fn unchanged(pieces: &[Ground], division: DivisionId, street: Option<DivisionId>) -> bool {
    pieces.iter().all(|piece| piece.division == division && piece.street == street)
}
