//! Rows of units. What a row says is decided against an index in memory, so that a new unit costs no question to the
//! database; a known unit that changes goes through the command that a page would send.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DistrictId, DivisionId, UnitId};
use domain::journal::ObjectType;
use domain::name::{Name, search_key};
use domain::organisation::{CreditCode, UnitFacts, UnitType};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::organisation::unit::{self, Conflicts};

use super::cells::{Cells, Read};
use super::{Outcome, State};
use crate::organisation::{CloseUnit, EditUnit, UnitChanges, check_free, store_new_unit};
use crate::{Error, Result, Write};

/// Written into the journal where a table ends something without saying why.
pub(super) const REASON: &str = "导入表格所列终止日期";

/// The first day that any table can mean.
pub(super) const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

#[derive(Clone)]
struct Known {
    period: Period,
    facts: UnitFacts,
    version: i64,
    /// The row of this file that said so.
    line: Option<u64>,
}

/// The units of a district, each in its newest period, by what tables call them.
#[derive(Default)]
pub(crate) struct Index {
    units: HashMap<UnitId, Known>,
    /// What units said before.
    past: HashMap<UnitId, Vec<(Period, UnitFacts)>>,
    by_reference: HashMap<String, UnitId>,
    by_code: HashMap<String, UnitId>,
    by_name: HashMap<String, Vec<UnitId>>,
    industries: HashSet<String>,
}

impl Index {
    async fn load(tx: &mut Tx, district: DistrictId) -> Result<Self> {
        let mut index = Self::default();
        for found in unit::all_from(tx, district, FIRST).await? {
            let (period, facts) = (found.now.period, found.now.facts);
            index.add(found.id, Known { period, facts, version: found.version, line: None });
        }
        index.by_reference = unit::references(tx, district).await?;
        index.industries = storage::reference::industries(tx).await?.into_iter().map(|i| i.code).collect();
        Ok(index)
    }

    fn add(&mut self, id: UnitId, known: Known) {
        if self.units.get(&id).is_some_and(|newest| newest.period.from() > known.period.from()) {
            self.past.entry(id).or_default().push((known.period, known.facts));
            return;
        }
        if let Some(code) = &known.facts.credit_code {
            self.by_code.insert(code.as_str().to_owned(), id);
        }
        let ids = self.by_name.entry(known.facts.name.search_key()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
        if let Some(before) = self.units.insert(id, known) {
            self.past.entry(id).or_default().push((before.period, before.facts));
        }
    }

    /// Whether a unit said this from a day on, before what it says now.
    fn said(&self, id: UnitId, from: NaiveDate, facts: &UnitFacts) -> bool {
        let past = self.past.get(&id).map_or(&[][..], Vec::as_slice);
        past.iter().any(|(period, said)| period.from() == from && said == facts)
    }

    /// The unit of a name that only one has, of a credit code, or of a table's own number.
    pub fn find(&self, called: &str) -> Option<UnitId> {
        let by_name = self.by_name.get(&search_key(called)).filter(|ids| ids.len() == 1);
        let by_number = || self.by_code.get(called).or_else(|| self.by_reference.get(called));
        by_name.and_then(|ids| ids.first()).or_else(by_number).copied()
    }

    pub fn kind(&self, id: UnitId) -> Option<UnitType> {
        self.units.get(&id).map(|known| known.facts.kind)
    }

    pub fn division(&self, id: UnitId) -> Option<DivisionId> {
        self.units.get(&id).map(|known| known.facts.division)
    }

    /// The unit that a row is about: the one with its code, else the one of its name in its division where no codes
    /// tell them apart.
    fn same(&self, facts: &UnitFacts) -> Option<UnitId> {
        let by_code = facts.credit_code.as_ref().and_then(|code| self.by_code.get(code.as_str()).copied());
        by_code.or_else(|| {
            let here = |id: &&UnitId| {
                self.units.get(*id).is_some_and(|old| {
                    old.facts.division == facts.division
                        && (old.facts.credit_code.is_none() || facts.credit_code.is_none())
                })
            };
            self.by_name.get(&facts.name.search_key())?.iter().find(here).copied()
        })
    }

    /// What stands in the way of a new unit, as [`unit::ground`] would say it.
    fn conflicts(&self, facts: &UnitFacts, day: NaiveDate) -> Conflicts {
        let open = |id: &UnitId| self.units.get(id).filter(|known| known.period.stored_to() > day);
        let name = |known: &Known| known.facts.name.as_str().to_owned();
        let code = facts.credit_code.as_ref();
        let beside = self.by_name.get(&facts.name.search_key());
        Conflicts {
            code_holder: code.and_then(|code| open(self.by_code.get(code.as_str())?)).map(name),
            same_name: beside.and_then(|ids| {
                ids.iter().filter_map(open).find(|known| known.facts.division == facts.division).map(name)
            }),
            industry: facts.industry_code.clone().filter(|code| self.industries.contains(code)),
        }
    }
}

pub(super) async fn index<'s>(
    tx: &mut Tx,
    state: &'s mut State,
    district: DistrictId,
) -> Result<&'s mut Index> {
    if let std::collections::hash_map::Entry::Vacant(entry) = state.units.entry(district) {
        entry.insert(Index::load(tx, district).await?);
    }
    state.units.get_mut(&district).ok_or(Error::NotFound)
}

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let name = Name::parse(cells.text("name"), "name")?;
    let credit_code = credit_code(cells)?;
    let (district, division) = place(state, cells)?;
    let (from, to) = (cells.day("valid_from")?, cells.day("valid_to")?);
    let facts = UnitFacts {
        kind: kind(cells, &name, credit_code.as_ref())?,
        name,
        division,
        credit_code,
        industry_code: cells.optional("industry_code"),
        address: cells.optional("address"),
    };
    if let Some(contradiction) = facts.contradiction() {
        cells.flag(&contradiction);
    }
    if let Some(code) = &facts.credit_code
        && state.divisions.code_of(district).is_some_and(|own| code.is_registered_elsewhere(own))
    {
        cells.flag(&Refusal::new(Rule::CreditCodeElsewhere, "credit_code").with(code.registered_in()));
    }
    let known = index(tx, state, district).await?;
    let reference = cells.optional("reference");
    // A number that nothing has yet means a unit that is not here yet, whatever its name.
    let same = match &reference {
        Some(reference) => known.by_reference.get(reference).copied(),
        None => known.same(&facts),
    };
    let old = same.and_then(|id| known.units.get(&id).cloned().map(|old| (id, old)));
    match old {
        None => add(tx, state, cells, district, facts, (from, to), reference).await,
        Some((id, old)) => {
            // A later period of the same unit, as a table of whole histories lists them.
            let continues = reference.is_some() || from.is_some_and(|from| from > old.period.from());
            if let Some(line) = old.line.filter(|_| !continues) {
                let repeats = Refusal::new(Rule::RowDuplicate, "name").with(line);
                if old.facts != facts {
                    return Err(repeats.into());
                }
                cells.flag(&repeats);
            }
            change(tx, state, cells, district, (id, old), facts, from, to).await
        }
    }
}

async fn add(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
    facts: UnitFacts,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    reference: Option<String>,
) -> Result<Outcome> {
    let period = Period::new(from.unwrap_or_else(|| state.today()), to)?;
    let unknown = || Refusal::new(Rule::DivisionUnknown, "division_code").with(facts.division);
    let at = state.divisions.lying(district, facts.division, period.from()).ok_or_else(unknown)?;
    let conflicts = index(tx, state, district).await?.conflicts(&facts, period.from());
    let mut work = state.work(tx, district).await?;
    work.authorise(Operation::UnitCreate, &at.place)?;
    facts.check(at.level())?;
    check_free(&facts, conflicts)?;
    let id = store_new_unit(&mut work, &at, facts.clone(), period, reference.clone()).await?.id;
    state.made(district, id.uuid());
    let line = Some(cells.line());
    let index = index(tx, state, district).await?;
    index.add(id, Known { period, facts, version: 1, line });
    if let Some(reference) = reference {
        index.by_reference.insert(reference, id);
    }
    Ok(Outcome::Added)
}

#[expect(clippy::too_many_arguments, reason = "one row of a table, taken apart once")]
async fn change(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
    (id, old): (UnitId, Known),
    facts: UnitFacts,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Outcome> {
    let ends = to.filter(|on| old.period.to() != Some(*on));
    let line = Some(cells.line());
    if old.facts == facts && ends.is_none() {
        index(tx, state, district).await?.add(id, Known { line, ..old });
        return Ok(Outcome::Unchanged);
    }
    if let Some(from) = from.filter(|from| *from < old.period.from()) {
        if index(tx, state, district).await?.said(id, from, &facts) {
            return Ok(Outcome::Unchanged);
        }
        return Err(Refusal::new(Rule::EffectiveBeforeStart, "valid_from").with(old.period.from()).into());
    }
    state.touch(tx, district, ObjectType::Unit, id.uuid()).await?;
    let day = from.unwrap_or_else(|| state.today()).max(old.period.from());
    let mut work = state.command(tx, district).await?;
    let Known { mut period, mut version, .. } = old;
    if old.facts != facts {
        let said = |new: &Option<String>, old: &Option<String>| {
            new.clone().or_else(|| old.as_ref().map(|_| String::new()))
        };
        let changes = UnitChanges {
            name: Some(facts.name.as_str().to_owned()),
            kind: Some(facts.kind),
            division: Some(facts.division),
            credit_code: facts.credit_code.as_ref().map(|code| code.as_str().to_owned()),
            industry_code: said(&facts.industry_code, &old.facts.industry_code),
            address: said(&facts.address, &old.facts.address),
        };
        EditUnit { id, version, effective_on: Some(day), changes }.run(&mut work).await?;
        version += 1;
        period = Period::new(day, period.to())?;
    }
    if let Some(on) = ends {
        CloseUnit { id, version, on, reason: REASON.to_owned() }.run(&mut work).await?;
        version += 1;
        period = Period::new(period.from(), Some(on))?;
    }
    index(tx, state, district).await?.add(id, Known { period, facts, version, line });
    Ok(Outcome::Changed)
}

fn credit_code(cells: &mut Cells<'_>) -> Read<Option<CreditCode>> {
    let text = cells.text("credit_code");
    if text.is_empty() {
        return Ok(None);
    }
    let read = CreditCode::parse(text)?;
    if read.repaired {
        cells.repair(&Refusal::new(Rule::CreditCodeRepaired, "credit_code").with(&read.code));
    }
    Ok(Some(read.code))
}

/// The type that the row names; else the one that its words of registration, code and name show.
fn kind(cells: &mut Cells<'_>, name: &Name, code: Option<&CreditCode>) -> Read<UnitType> {
    let text = cells.text("type");
    let named = UnitType::parse(text, "type");
    let registered = || UnitType::of_registration(text);
    match (named, registered(), code) {
        (Ok(kind), _, _) => Ok(kind),
        (Err(_), Some(kind), _) => {
            cells.repair(&Refusal::new(Rule::UnitTypeInferred, "type").with(kind.term()));
            Ok(kind)
        }
        (Err(_), None, Some(code)) if text.is_empty() => {
            let inferred = code.likely_type(name.as_str());
            let kind = inferred.ok_or_else(|| Refusal::new(Rule::NameEmpty, "type"))?;
            cells.repair(&Refusal::new(Rule::UnitTypeInferred, "type").with(kind.term()));
            Ok(kind)
        }
        (Err(refusal), None, _) => Err(refusal),
    }
}

/// The division that the row names, else the street, else the one whose full name stands in the address, else the
/// district.
fn place(state: &State, cells: &mut Cells<'_>) -> Result<(DistrictId, DivisionId)> {
    for column in ["division_code", "street"] {
        if !cells.text(column).is_empty() {
            return state.division(cells.text(column), column);
        }
    }
    if let Some(found) = state.divisions.street_in(cells.text("address")) {
        return Ok(found);
    }
    let (district, division) = match cells.text("district") {
        "" => {
            let district = state.only_district("division_code")?;
            (district, district)
        }
        name => state.division(name, "district")?,
    };
    let name = state.divisions.name_of(division);
    cells.flag(&Refusal::new(Rule::UnitPlacedInDistrict, "division_code").with(name));
    Ok((district, division))
}
