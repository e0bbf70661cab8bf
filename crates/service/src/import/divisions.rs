//! Rows of divisions: provinces and cities above the districts, districts, and what lies in them. A row with a former
//! code continues the division that had that code.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{ClassCode, DivisionCode, DivisionFacts, DivisionKind, Level, check_placed};
use domain::id::{DistrictId, DivisionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::grid::DivisionPeriod;
use storage::reference::Upper;

use super::columns::{Cells, given};
use super::{Kind, Outcome, State};
use crate::grid::values;
use crate::{Error, Ids, Result};

const KIND: Kind = Kind::Divisions;
/// Where a table does not say since when, the register has always known it.
const BEGINNING: NaiveDate = match NaiveDate::from_ymd_opt(2016, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Every division that the database knows, with all its periods, by every code and name it ever had.
#[derive(Default)]
pub(crate) struct Index {
    known: HashMap<DivisionId, Known>,
    by_code: HashMap<String, Vec<DivisionId>>,
    by_name: HashMap<String, Vec<DivisionId>>,
    uppers: HashMap<String, Upper>,
}

#[derive(Clone)]
struct Known {
    district: DistrictId,
    /// Oldest first.
    periods: Vec<DivisionPeriod>,
}

impl Index {
    pub async fn load(tx: &mut Tx, districts: &[DistrictId]) -> Result<Self> {
        let mut index = Self::default();
        for upper in storage::reference::uppers(tx).await? {
            index.uppers.insert(upper.code.clone(), upper);
        }
        for district in districts {
            for (id, period) in storage::grid::all_periods(tx, *district).await? {
                index.add(*district, id, period);
            }
        }
        Ok(index)
    }

    fn add(&mut self, district: DistrictId, id: DivisionId, period: DivisionPeriod) {
        let add = |map: &mut HashMap<String, Vec<DivisionId>>, key: &str| {
            let ids = map.entry(key.to_owned()).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        };
        if let Some(code) = &period.facts.code {
            add(&mut self.by_code, code.as_str());
        }
        add(&mut self.by_name, period.facts.name.as_str());
        let known = self.known.entry(id).or_insert_with(|| Known { district, periods: Vec::new() });
        known.periods.retain(|p| p.row != period.row);
        known.periods.push(period);
        known.periods.sort_by_key(|p| p.period.from());
    }

    /// By code, else by a name that only one division has.
    pub fn find(&self, code_or_name: &str) -> Option<(DistrictId, DivisionId)> {
        let padded = DivisionCode::parse(code_or_name, "code").ok();
        let by_code = padded.and_then(|code| self.by_code.get(code.as_str()));
        let newest = by_code.and_then(|ids| {
            ids.iter().max_by_key(|id| self.known[*id].periods.last().map(|p| p.period.from()))
        });
        let by_name =
            || self.by_name.get(code_or_name).filter(|ids| ids.len() == 1).and_then(|ids| ids.first());
        let id = newest.or_else(by_name)?;
        Some((self.known[id].district, *id))
    }

    /// The division that had a code before a day.
    fn former(&self, code: &str, before: NaiveDate) -> Option<DivisionId> {
        let ids = self.by_code.get(code)?;
        let had = |id: &&DivisionId| {
            let of_code = |p: &&DivisionPeriod| p.facts.code.as_ref().is_some_and(|c| c.as_str() == code);
            self.known[*id].periods.iter().filter(of_code).any(|p| p.period.from() < before)
        };
        ids.iter().find(had).copied()
    }

    /// The division that holds a code on a day.
    fn holding(&self, code: &DivisionCode, day: NaiveDate) -> Option<(DivisionId, DivisionPeriod)> {
        let ids = self.by_code.get(code.as_str())?;
        ids.iter().find_map(|id| {
            let period = self.known[id]
                .periods
                .iter()
                .find(|p| p.facts.code.as_ref() == Some(code) && p.period.contains(day))?;
            Some((*id, period.clone()))
        })
    }

    /// The period of a division on a day, or its nearest one.
    fn near(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionPeriod> {
        let periods = &self.known.get(&id)?.periods;
        periods.iter().rev().find(|p| p.period.from() <= day).or_else(|| periods.first())
    }
}

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let code = DivisionCode::parse(cells.text(KIND, "code"), "code")?;
    let name = Name::parse(cells.text(KIND, "name"), "name")?;
    let number = given(cells.whole(KIND, "level")?, "level")?;
    let level =
        Level::from_number(number).ok_or_else(|| Refusal::new(Rule::WordUnknown, "level").with(number))?;
    let kind = match cells.text(KIND, "kind") {
        "" => DivisionKind::infer(level, name.as_str()),
        word => DivisionKind::parse(word, "kind")?,
    };
    if kind.level() != level {
        return Err(Refusal::new(Rule::DivisionKindLevel, "kind").with(kind.term()).into());
    }
    if level < Level::District {
        return upper(tx, state, cells, &code, &name, kind).await;
    }
    let from = cells.day(KIND, "valid_from")?.unwrap_or(BEGINNING);
    let period = Period::new(from, cells.day(KIND, "valid_to")?)?;
    let class_code = cells.optional(KIND, "class_code").map(|code| ClassCode::parse(&code)).transpose()?;
    let facts = DivisionFacts { name, kind, code: Some(code), class_code, parent: None };
    if level == Level::District {
        return district(tx, state, cells, facts, period).await;
    }
    let parent_code = DivisionCode::parse(cells.text(KIND, "parent_code"), "parent_code")?;
    let unknown = || Refusal::new(Rule::DivisionUnknown, "parent_code").with(&parent_code);
    let found = state.divisions.holding(&parent_code, from).map(|(id, _)| id);
    let parent =
        found.or_else(|| state.divisions.find(parent_code.as_str()).map(|(_, id)| id)).ok_or_else(unknown)?;
    let above = state.divisions.near(parent, from).ok_or_else(unknown)?.clone();
    let district = state.divisions.known[&parent].district;
    check_placed(
        kind,
        &domain::grid::DivisionRef {
            id: parent,
            name: above.facts.name.as_str().to_owned(),
            kind: above.facts.kind,
        },
    )?;
    let facts = DivisionFacts { parent: Some(parent), ..facts };
    place(tx, state, cells, district, facts, period, &above).await
}

async fn upper(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    code: &DivisionCode,
    name: &Name,
    kind: DivisionKind,
) -> Result<Outcome> {
    let old = state.divisions.uppers.get(code.as_str()).cloned();
    let parent = cells
        .optional(KIND, "parent_code")
        .map(|code| DivisionCode::parse(&code, "parent_code"))
        .transpose()?;
    let upper = Upper {
        id: old.as_ref().map_or_else(|| DivisionId::new(Ids::at(state.now).uuid()), |old| old.id),
        parent: parent.and_then(|code| state.divisions.uppers.get(code.as_str()).map(|upper| upper.id)),
        code: code.as_str().to_owned(),
        name: name.as_str().to_owned(),
        kind,
    };
    if old.as_ref() == Some(&upper) {
        return Ok(Outcome::Unchanged);
    }
    storage::reference::put_upper(tx, &upper).await?;
    state.divisions.uppers.insert(upper.code.clone(), upper);
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}

async fn district(
    tx: &mut Tx,
    state: &mut State,
    cells: &mut Cells<'_>,
    facts: DivisionFacts,
    period: Period,
) -> Result<Outcome> {
    let code = facts.code.clone().ok_or(Error::NotFound)?;
    if let Some((id, old)) = state.divisions.holding(&code, period.from()) {
        return change(tx, state, cells, id, id, old, facts, None).await;
    }
    let id = DivisionId::new(Ids::at(state.now).uuid());
    let parent = cells
        .optional(KIND, "parent_code")
        .map(|code| DivisionCode::parse(&code, "parent_code"))
        .transpose()?;
    let upper = parent.and_then(|code| state.divisions.uppers.get(code.as_str()).map(|upper| upper.id));
    storage::grid::insert_district(tx, id, upper).await?;
    let row = DivisionPeriod { row: Ids::at(state.now).uuid(), period, facts, street: None };
    storage::grid::insert(tx, id, id, position(cells)?).await?;
    storage::grid::insert_period(tx, id, id, &row).await?;
    state.districts.push(id);
    journal(tx, state, id, id, &row, Operation::DivisionCreate, None).await?;
    state.divisions.add(id, id, row);
    Ok(Outcome::Added)
}

async fn place(
    tx: &mut Tx,
    state: &mut State,
    cells: &mut Cells<'_>,
    district: DistrictId,
    facts: DivisionFacts,
    period: Period,
    above: &DivisionPeriod,
) -> Result<Outcome> {
    let code = facts.code.clone().ok_or(Error::NotFound)?;
    if let Some((id, old)) = state.divisions.holding(&code, period.from())
        && old.period.from() == period.from()
    {
        return change(tx, state, cells, district, id, old, facts, Some(period)).await;
    }
    let former = cells
        .optional(KIND, "former_code")
        .map(|code| DivisionCode::parse(&code, "former_code"))
        .transpose()?;
    let continued = match &former {
        Some(former) => {
            let unknown = || Refusal::new(Rule::DivisionUnknown, "former_code").with(former);
            Some(state.divisions.former(former.as_str(), period.from()).ok_or_else(unknown)?)
        }
        None => None,
    };
    if continued.is_none() && state.divisions.holding(&code, period.from()).is_some() {
        return Err(Refusal::new(Rule::DivisionCodeTaken, "code").with(&code).into());
    }
    let id = continued.unwrap_or_else(|| DivisionId::new(Ids::at(state.now).uuid()));
    // The street a community lies in is its parent; a street is its own.
    let street = if facts.kind.level() == Level::Street { id } else { facts.parent.unwrap_or(id) };
    debug_assert!(above.facts.kind.level() < facts.kind.level());
    let row = DivisionPeriod { row: Ids::at(state.now).uuid(), period, facts, street: Some(street) };
    let before = match continued {
        None => {
            storage::grid::insert(tx, district, id, position(cells)?).await?;
            None
        }
        Some(id) => {
            if let Some(at) = position(cells)? {
                storage::grid::set_position(tx, district, id, at).await?;
            }
            end_former(tx, state, district, id, period.from()).await?
        }
    };
    storage::grid::insert_period(tx, district, id, &row).await?;
    let operation = if continued.is_some() { Operation::DivisionEdit } else { Operation::DivisionCreate };
    journal(tx, state, district, id, &row, operation, before).await?;
    state.divisions.add(district, id, row);
    Ok(Outcome::Added)
}

/// Ends the period that still holds when the next one begins, and returns what it said.
async fn end_former(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    id: DivisionId,
    day: NaiveDate,
) -> Result<Option<DivisionFacts>> {
    let Some(old) = state.divisions.near(id, day).cloned() else { return Ok(None) };
    if old.period.contains(day) {
        let ended = DivisionPeriod { period: Period::new(old.period.from(), Some(day))?, ..old.clone() };
        storage::grid::update_period(tx, district, &ended).await?;
        state.divisions.add(district, id, ended);
    }
    Ok(Some(old.facts))
}

/// The same division, the same beginning: a correction of what was said, or nothing.
#[expect(clippy::too_many_arguments, reason = "one row of a table, taken apart once")]
async fn change(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
    id: DivisionId,
    old: DivisionPeriod,
    facts: DivisionFacts,
    period: Option<Period>,
) -> Result<Outcome> {
    if let Some(at) = position(cells)? {
        storage::grid::set_position(tx, district, id, at).await?;
    }
    let class_code = facts.class_code.clone().or_else(|| old.facts.class_code.clone());
    let facts = DivisionFacts { class_code, ..facts };
    let ends = period.filter(|p| p.to().is_some()).unwrap_or(old.period);
    if facts == old.facts && ends == old.period {
        return Ok(Outcome::Unchanged);
    }
    let before = old.facts.clone();
    let row = DivisionPeriod { facts, period: ends, ..old };
    storage::grid::update_period(tx, district, &row).await?;
    journal(tx, state, district, id, &row, Operation::DivisionEdit, Some(before)).await?;
    state.divisions.add(district, id, row);
    Ok(Outcome::Changed)
}

async fn journal(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    id: DivisionId,
    row: &DivisionPeriod,
    operation: Operation,
    before: Option<DivisionFacts>,
) -> Result<()> {
    let name = |id: Option<DivisionId>| {
        id.and_then(|id| state.divisions.near(id, row.period.from()))
            .map(|p| p.facts.name.as_str().to_owned())
    };
    let mut after = values(&row.facts, name(row.facts.parent).as_deref());
    let before = before.map(|facts| values(&facts, name(facts.parent).as_deref()));
    after["valid_from"] = serde_json::json!(row.period.from());
    if let Some(end) = row.period.to() {
        after["valid_to"] = serde_json::json!(end);
    }
    let object =
        ObjectRef { kind: ObjectType::Division, id: id.uuid(), name: row.facts.name.as_str().to_owned() };
    let mut work = state.work(tx, district).await?;
    work.journal(operation, object, (before, Some(after)), None).await
}

fn position(cells: &Cells<'_>) -> Result<Option<(f64, f64)>> {
    Ok(cells.number(KIND, "longitude")?.zip(cells.number(KIND, "latitude")?))
}
