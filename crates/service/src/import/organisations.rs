//! Rows of units, Party organisations with their counts, and offices' aggregates. Each becomes the command that a
//! page would send.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::id::{DistrictId, DivisionId, PartyOrganisationId, UnitId};
use domain::name::{Name, search_key};
use domain::organisation::{Count, CreditCode, PartyOrganisationFacts, Rank, UnitFacts, UnitType};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::organisation::{party_organisation, unit};

use super::columns::{Cells, given};
use super::{Kind, Outcome, State};
use crate::organisation::{
    ClosePartyOrganisation, CloseUnit, CreatePartyOrganisation, CreateUnit, EditPartyOrganisation, EditUnit,
    NewUnit, PartyOrganisationChanges, RecordAggregate, RecordCount, UnitChanges,
};
use crate::{Error, Result, Write};

/// Written into the journal where a table ends something without saying why.
const REASON: &str = "导入表格所列终止日期";

/// The units and Party organisations of a district, by what tables call them.
#[derive(Default)]
pub(crate) struct Index {
    units: HashMap<UnitId, (Period, UnitFacts, i64)>,
    units_by_code: HashMap<String, UnitId>,
    units_by_name: HashMap<String, Vec<UnitId>>,
    parties: HashMap<PartyOrganisationId, (Period, PartyOrganisationFacts, i64)>,
    parties_by_name: HashMap<String, PartyOrganisationId>,
}

impl Index {
    async fn load(tx: &mut Tx, district: DistrictId) -> Result<Self> {
        let mut index = Self::default();
        for found in unit::all_from(tx, district, NaiveDate::MIN.max(FIRST)).await? {
            index.add_unit(found.id, found.now.period, found.now.facts, found.version);
        }
        for found in party_organisation::all_from(tx, district, FIRST).await? {
            index.add_party(found.id, found.now.period, found.now.facts, found.version);
        }
        Ok(index)
    }

    fn add_unit(&mut self, id: UnitId, period: Period, facts: UnitFacts, version: i64) {
        if let Some(code) = &facts.credit_code {
            self.units_by_code.insert(code.as_str().to_owned(), id);
        }
        let ids = self.units_by_name.entry(facts.name.search_key()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
        self.units.insert(id, (period, facts, version));
    }

    fn add_party(
        &mut self,
        id: PartyOrganisationId,
        period: Period,
        facts: PartyOrganisationFacts,
        version: i64,
    ) {
        self.parties_by_name.insert(facts.name.search_key(), id);
        self.parties.insert(id, (period, facts, version));
    }

    /// The unit of a name, if only one has it.
    pub fn unit(&self, name: &str) -> Option<UnitId> {
        self.units_by_name
            .get(&search_key(name))
            .filter(|ids| ids.len() == 1)
            .and_then(|ids| ids.first().copied())
    }

    pub fn unit_facts(&self, id: UnitId) -> Option<&UnitFacts> {
        self.units.get(&id).map(|(_, facts, _)| facts)
    }

    pub fn party(&self, name: &str) -> Option<PartyOrganisationId> {
        self.parties_by_name.get(&search_key(name)).copied()
    }

    fn same_unit(&self, facts: &UnitFacts) -> Option<UnitId> {
        let by_code =
            facts.credit_code.as_ref().and_then(|code| self.units_by_code.get(code.as_str()).copied());
        by_code.or_else(|| {
            let ids = self.units_by_name.get(&facts.name.search_key())?;
            let here = |id: &&UnitId| {
                self.units.get(*id).is_some_and(|(_, old, _)| {
                    old.division == facts.division
                        && (old.credit_code.is_none() || facts.credit_code.is_none())
                })
            };
            ids.iter().find(here).copied()
        })
    }
}

const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

pub(super) async fn index<'s>(
    tx: &mut Tx,
    state: &'s mut State,
    district: DistrictId,
) -> Result<&'s mut Index> {
    if let std::collections::hash_map::Entry::Vacant(entry) = state.organisations.entry(district) {
        entry.insert(Index::load(tx, district).await?);
    }
    state.organisations.get_mut(&district).ok_or(Error::NotFound)
}

pub(super) async fn unit_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    const KIND: Kind = Kind::Units;
    let (district, division) = state.division(cells.text(KIND, "division_code"), "division_code")?;
    let from = cells.day(KIND, "valid_from")?;
    let to = cells.day(KIND, "valid_to")?;
    let kind = UnitType::parse(cells.text(KIND, "type"), "type")?;
    let credit_code = match cells.text(KIND, "credit_code") {
        "" => None,
        text => {
            let read = CreditCode::parse(text)?;
            if read.repaired {
                cells.repair(&Refusal::new(Rule::CreditCodeRepaired, "credit_code").with(&read.code));
            }
            Some(read.code)
        }
    };
    let facts = UnitFacts {
        name: Name::parse(cells.text(KIND, "name"), "name")?,
        kind,
        division,
        credit_code,
        industry_code: cells.optional(KIND, "industry_code"),
        address: cells.optional(KIND, "address"),
    };
    if let Some(contradiction) = facts.contradiction() {
        cells.flag(&contradiction);
    }
    let today = state.today();
    let known = index(tx, state, district).await?;
    let old = known.same_unit(&facts).and_then(|id| known.units.get(&id).cloned().map(|old| (id, old)));
    let mut work = state.work(tx, district).await?;
    let (id, outcome, period, mut version) = match old {
        None => {
            let day = from.unwrap_or(today);
            let unit = NewUnit {
                name: facts.name.as_str().to_owned(),
                kind,
                division,
                credit_code: facts.credit_code.as_ref().map(|code| code.as_str().to_owned()),
                industry_code: facts.industry_code.clone(),
                address: facts.address.clone(),
            };
            let id = CreateUnit { unit, valid_from: Some(day) }.run(&mut work).await?.unit.id;
            (id, Outcome::Added, Period::open(day), 1)
        }
        Some((id, (period, before, version))) if before == facts => (id, Outcome::Unchanged, period, version),
        Some((id, (period, before, version))) => {
            let said = |new: Option<String>, old: &Option<String>| {
                new.or_else(|| old.as_ref().map(|_| String::new()))
            };
            let changes = UnitChanges {
                name: Some(facts.name.as_str().to_owned()),
                kind: Some(kind),
                division: Some(division),
                credit_code: facts.credit_code.as_ref().map(|code| code.as_str().to_owned()),
                industry_code: said(facts.industry_code.clone(), &before.industry_code),
                address: said(facts.address.clone(), &before.address),
            };
            let day = from.unwrap_or(today).max(period.from());
            EditUnit { id, version, effective_on: Some(day), changes }.run(&mut work).await?;
            (id, Outcome::Changed, Period::new(day, period.to())?, version + 1)
        }
    };
    let ends = match to {
        Some(on) if period.to() != Some(on) => {
            CloseUnit { id, version, on, reason: REASON.to_owned() }.run(&mut work).await?;
            version += 1;
            Some(on)
        }
        _ => None,
    };
    let period = Period::new(period.from(), ends.or(period.to()))?;
    index(tx, state, district).await?.add_unit(id, period, facts, version);
    Ok(match (outcome, ends) {
        (Outcome::Unchanged, Some(_)) => Outcome::Changed,
        (outcome, _) => outcome,
    })
}

pub(super) async fn party_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    const KIND: Kind = Kind::PartyOrganisations;
    let (district, division) = state.division(cells.text(KIND, "division_code"), "division_code")?;
    let (from, to) = (cells.day(KIND, "valid_from")?, cells.day(KIND, "valid_to")?);
    let today = state.today();
    let known = index(tx, state, district).await?;
    let facts = party_facts(known, cells, division)?;
    let old =
        known.party(facts.name.as_str()).and_then(|id| known.parties.get(&id).cloned().map(|old| (id, old)));
    let count = counted(cells)?;
    let mut work = state.work(tx, district).await?;
    let (id, mut outcome, period, mut version) = match old {
        None => {
            let day = from.unwrap_or(today);
            let create = CreatePartyOrganisation { facts: facts.clone(), valid_from: Some(day) };
            (create.run(&mut work).await?, Outcome::Added, Period::open(day), 1)
        }
        Some((id, (period, before, version))) if before == facts => (id, Outcome::Unchanged, period, version),
        Some((id, (period, _, version))) => {
            let changes = PartyOrganisationChanges {
                name: Some(facts.name.as_str().to_owned()),
                rank: Some(facts.rank),
                division: Some(division),
                superior: facts.superior.map(Some),
                unit: facts.unit.map(Some),
            };
            let day = from.unwrap_or(today).max(period.from());
            EditPartyOrganisation { id, version, effective_on: Some(day), changes }.run(&mut work).await?;
            (id, Outcome::Changed, Period::new(day, period.to())?, version + 1)
        }
    };
    let touch = |outcome: &mut Outcome| {
        if *outcome == Outcome::Unchanged {
            *outcome = Outcome::Changed;
        }
    };
    if let Some((counted_on, count)) = count {
        let counts = party_organisation::counts(work.tx, district, id, counted_on).await?;
        if !counts.iter().any(|c| c.counted_on == counted_on && c.count == count) {
            let record = RecordCount { id, counted_on, branches: count.branches, members: count.members };
            record.run(&mut work).await?;
            touch(&mut outcome);
        }
    }
    let mut ends = period.to();
    if let Some(on) = to
        && ends != to
    {
        ClosePartyOrganisation { id, version, on, reason: REASON.to_owned() }.run(&mut work).await?;
        version += 1;
        ends = to;
        touch(&mut outcome);
    }
    let period = Period::new(period.from(), ends)?;
    index(tx, state, district).await?.add_party(id, period, facts, version);
    Ok(outcome)
}

fn party_facts(known: &Index, cells: &Cells<'_>, division: DivisionId) -> Result<PartyOrganisationFacts> {
    const KIND: Kind = Kind::PartyOrganisations;
    let superior = match cells.text(KIND, "superior") {
        "" => None,
        name => {
            Some(known.party(name).ok_or_else(|| Refusal::new(Rule::PartyUnknown, "superior").with(name))?)
        }
    };
    let unit = match cells.text(KIND, "unit") {
        "" => None,
        name => Some(known.unit(name).ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit").with(name))?),
    };
    Ok(PartyOrganisationFacts {
        name: Name::parse(cells.text(KIND, "name"), "name")?,
        rank: Rank::parse(cells.text(KIND, "rank"), "rank")?,
        superior,
        unit,
        division,
    })
}

/// A count is given whole, with its day, or not at all.
fn counted(cells: &Cells<'_>) -> Result<Option<(NaiveDate, Count)>> {
    const KIND: Kind = Kind::PartyOrganisations;
    let day = cells.day(KIND, "counted_on")?;
    let (branches, members) = (cells.whole(KIND, "branches")?, cells.whole(KIND, "members")?);
    if day.is_none() && branches.is_none() && members.is_none() {
        return Ok(None);
    }
    let count = Count::parse(given(branches, "branches")?, given(members, "members")?)?;
    Ok(Some((given(day, "counted_on")?, count)))
}

pub(super) async fn aggregate_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    const KIND: Kind = Kind::PartyAggregates;
    let (district, division) = state.division(cells.text(KIND, "division_code"), "division_code")?;
    let counted_on = given(cells.day(KIND, "counted_on")?, "counted_on")?;
    let committees = given(cells.whole(KIND, "committees")?, "committees")?;
    let branches = given(cells.whole(KIND, "branches")?, "branches")?;
    let members = given(cells.whole(KIND, "members")?, "members")?;
    let count = Count::parse(branches, members)?;
    let note = cells.optional(KIND, "note");
    let old = party_organisation::aggregates(tx, district).await?;
    let old = old.into_iter().find(|a| a.division == division && a.counted_on == counted_on);
    if old.as_ref().is_some_and(|a| (a.committees, a.count, &a.note) == (committees, count, &note)) {
        return Ok(Outcome::Unchanged);
    }
    let mut work = state.work(tx, district).await?;
    RecordAggregate { division, counted_on, committees, count, note }.run(&mut work).await?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}
