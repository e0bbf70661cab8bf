//! What stands on ground that an event touches stays true: units and Party organisations go where their division goes,
//! appointments to a division end with it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{Ground, Timeline};
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::organisation::party_organisation::{self, PartyOrganisation, PartyOrganisationPeriod};
use storage::organisation::unit::{self, Unit, UnitPeriod};

use super::book::Because;
use crate::organisation::{party_values, unit_values};
use crate::{Result, Work};

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

/// How many followed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Followed {
    pub units: usize,
    pub party_organisations: usize,
}

pub(crate) struct Follow<'a> {
    /// The divisions as the event leaves them.
    pub next: &'a Timeline,
    pub on: NaiveDate,
    pub because: &'a Because,
}

impl Follow<'_> {
    /// Takes everything along that stands in `division` on or after the day.
    ///
    /// # Errors
    /// Refuses when two units of one name would come to stand in one division.
    pub async fn from(&self, work: &mut Work<'_>, division: DivisionId, goes: &Goes) -> Result<Followed> {
        let district = work.district();
        let units = unit::standing_in(work.tx, district, division, self.on).await?;
        let parties = party_organisation::standing_in(work.tx, district, division, self.on).await?;
        if let Goes::Into(target) = goes {
            self.check_names(work, &units, *target).await?;
        }
        Ok(Followed {
            units: self.units(work, units, goes).await?,
            party_organisations: self.parties(work, parties, goes).await?,
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

    async fn units(&self, work: &mut Work<'_>, units: Vec<Unit>, goes: &Goes) -> Result<usize> {
        let district = work.district();
        let mut gone: BTreeMap<UnitId, (Unit, DivisionId)> = BTreeMap::new();
        let mut touched = HashSet::new();
        for unit in units {
            let to = match goes {
                Goes::Along => None,
                Goes::Into(target) => Some(*target),
                Goes::Each(each) => each.units.get(&unit.id).copied(),
            };
            let now = &unit.now;
            let goes = to.map(|to| (self.on, to));
            let pieces = self.next.ground(now.period, now.facts.division, goes);
            if unchanged(&pieces, now.facts.division, now.street) {
                continue;
            }
            for (n, piece) in pieces.into_iter().enumerate() {
                let mut facts = now.facts.clone();
                facts.division = piece.division;
                let row = if n == 0 { now.row } else { work.ids.uuid() };
                let period = UnitPeriod { row, period: piece.period, facts, street: piece.street };
                if n == 0 {
                    unit::update_period(work.tx, district, &period).await?;
                } else {
                    unit::insert_period(work.tx, district, unit.id, &period).await?;
                }
            }
            touched.insert(unit.id);
            if let Some(to) = to {
                gone.entry(unit.id).or_insert((unit, to));
            }
        }
        for id in &touched {
            unit::touch(work.tx, district, *id).await?;
        }
        for (id, (unit, to)) in gone {
            let facts = &unit.now.facts;
            let before = unit_values(facts, self.next.name(facts.division, self.on));
            let mut after = unit_values(facts, self.next.name(to, self.on));
            after["effective_on"] = json!(self.on);
            let name = facts.name.as_str().to_owned();
            let object = ObjectRef { kind: ObjectType::Unit, id: id.uuid(), name };
            let (values, reason) = ((Some(before), Some(after)), self.because.reason.clone());
            work.journal(Operation::UnitEdit, object, values, reason).await?;
        }
        Ok(touched.len())
    }

    async fn parties(
        &self,
        work: &mut Work<'_>,
        parties: Vec<PartyOrganisation>,
        goes: &Goes,
    ) -> Result<usize> {
        let district = work.district();
        let mut gone: BTreeMap<PartyOrganisationId, (PartyOrganisation, DivisionId)> = BTreeMap::new();
        let mut touched = HashSet::new();
        for party in parties {
            let to = match goes {
                Goes::Along => None,
                Goes::Into(target) => Some(*target),
                Goes::Each(each) => each.parties.get(&party.id).copied(),
            };
            let now = &party.now;
            let goes = to.map(|to| (self.on, to));
            let pieces = self.next.ground(now.period, now.facts.division, goes);
            if unchanged(&pieces, now.facts.division, now.street) {
                continue;
            }
            for (n, piece) in pieces.into_iter().enumerate() {
                let mut facts = now.facts.clone();
                facts.division = piece.division;
                let row = if n == 0 { now.row } else { work.ids.uuid() };
                let period =
                    PartyOrganisationPeriod { row, period: piece.period, facts, street: piece.street };
                if n == 0 {
                    party_organisation::update_period(work.tx, district, &period).await?;
                } else {
                    party_organisation::insert_period(work.tx, district, party.id, &period).await?;
                }
            }
            touched.insert(party.id);
            if let Some(to) = to {
                gone.entry(party.id).or_insert((party, to));
            }
        }
        for id in &touched {
            party_organisation::touch(work.tx, district, *id).await?;
        }
        for (id, (party, to)) in gone {
            let facts = &party.now.facts;
            let before = party_values(facts, self.next.name(facts.division, self.on), None);
            let mut after = party_values(facts, self.next.name(to, self.on), None);
            after["effective_on"] = json!(self.on);
            let name = facts.name.as_str().to_owned();
            let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: id.uuid(), name };
            let (values, reason) = ((Some(before), Some(after)), self.because.reason.clone());
            work.journal(Operation::PartyOrganisationEdit, object, values, reason).await?;
        }
        Ok(touched.len())
    }

    /// Ends the appointments to a division that ends. One that began later than that was never more than a day's.
    pub async fn end_appointments(&self, work: &mut Work<'_>, division: DivisionId) -> Result<()> {
        let district = work.district();
        let found = storage::access::appointments_at(work.tx, district, division, self.on).await?;
        for (id, person, period) in found {
            let on = period.from().succ_opt().map_or(self.on, |next| next.max(self.on));
            if on >= period.stored_to() {
                continue;
            }
            storage::access::end_appointment(work.tx, district, id, on).await?;
            let object = ObjectRef { kind: ObjectType::Appointment, id: id.uuid(), name: person };
            let values = (Some(json!({ "valid_to": period.to() })), Some(json!({ "valid_to": on })));
            work.journal(Operation::AppointmentEnd, object, values, self.because.reason.clone()).await?;
        }
        Ok(())
    }
}

fn unchanged(pieces: &[Ground], division: DivisionId, street: Option<DivisionId>) -> bool {
    pieces.iter().all(|piece| piece.division == division && piece.street == street)
}
