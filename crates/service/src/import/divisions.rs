//! Rows of divisions: provinces and cities above the districts, districts, and what lies in them. A row with a former
//! code continues the division that had that code. Tables of whole years are read in `years.rs`.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{
    ClassCode, DivisionCode, DivisionFacts, DivisionKind, DivisionRef, Level, Timeline, check_placed,
};
use domain::id::{DistrictId, DivisionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::grid::DivisionPeriod;
use storage::reference::Upper;

use super::cells::{Cells, Read, given};
use super::{Outcome, State};
use crate::grid::values;
use crate::work::Lying;
use crate::{Ids, Result};

/// Where a table does not say since when, the register has always known it.
pub(super) const BEGINNING: NaiveDate = match NaiveDate::from_ymd_opt(2016, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Every division that the database knows, with all its periods, by every code and name it ever had.
#[derive(Default)]
pub(crate) struct Index {
    known: HashMap<DivisionId, Known>,
    by_reference: HashMap<String, DivisionId>,
    by_code: HashMap<u64, Vec<DivisionId>>,
    by_name: HashMap<String, Vec<DivisionId>>,
    pub uppers: HashMap<String, Upper>,
    /// The line of this file in which a code stood first.
    lines: HashMap<u64, u64>,
    changed: Vec<DistrictId>,
}

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
            index.by_reference.extend(storage::grid::references(tx, *district).await?);
        }
        Ok(index)
    }

    fn add(&mut self, district: DistrictId, id: DivisionId, period: DivisionPeriod) {
        if let Some(code) = &period.facts.code {
            let ids = self.by_code.entry(code.number()).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let name = period.facts.name.as_str();
        match self.by_name.get_mut(name) {
            Some(ids) if ids.contains(&id) => {}
            Some(ids) => ids.push(id),
            None => drop(self.by_name.insert(name.to_owned(), vec![id])),
        }
        let known =
            self.known.entry(id).or_insert_with(|| Known { district, periods: Vec::with_capacity(1) });
        known.periods.retain(|p| p.row != period.row);
        known.periods.push(period);
        known.periods.sort_by_key(|p| p.period.from());
    }

    /// By code, else by a name that only one division has, else by a table's own number.
    pub fn find(&self, called: &str) -> Option<(DistrictId, DivisionId)> {
        let code = DivisionCode::parse(called, "code").ok();
        let by_code = code.and_then(|code| self.by_code.get(&code.number()));
        let newest = by_code.and_then(|ids| {
            ids.iter().max_by_key(|id| self.known[*id].periods.last().map(|p| p.period.from()))
        });
        let by_name = || self.by_name.get(called).filter(|ids| ids.len() == 1).and_then(|ids| ids.first());
        let id = newest.or_else(by_name).or_else(|| self.by_reference.get(called))?;
        Some((self.known[id].district, *id))
    }

    /// The division that had a code before a day.
    fn former(&self, code: &DivisionCode, before: NaiveDate) -> Option<DivisionId> {
        let had = |id: &&DivisionId| {
            let of_code = |p: &&DivisionPeriod| p.facts.code.as_ref() == Some(code);
            self.known[*id].periods.iter().filter(of_code).any(|p| p.period.from() < before)
        };
        self.by_code.get(&code.number())?.iter().find(had).copied()
    }

    /// The division of a level that holds a code on a day.
    pub fn holding(
        &self,
        code: &DivisionCode,
        level: Level,
        day: NaiveDate,
    ) -> Option<(DivisionId, &DivisionPeriod)> {
        self.by_code.get(&code.number())?.iter().find_map(|id| {
            let holds = |p: &&DivisionPeriod| {
                p.facts.code.as_ref() == Some(code) && p.facts.kind.level() == level && p.period.contains(day)
            };
            Some((*id, self.known[id].periods.iter().find(holds)?))
        })
    }

    /// The period of a division on a day, or its nearest one.
    fn near(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionPeriod> {
        let periods = &self.known.get(&id)?.periods;
        periods.iter().rev().find(|p| p.period.from() <= day).or_else(|| periods.first())
    }

    /// As [`storage::grid::lying`]: the period on a day, or the first one where the day lies before the record begins.
    pub fn lying(&self, district: DistrictId, id: DivisionId, day: NaiveDate) -> Option<Lying> {
        let period = self.known.get(&id)?.periods.iter().find(|p| p.period.stored_to() > day)?;
        let street = period.street.and_then(|street| self.near(street, day));
        let street = street.map(|period| period.facts.name.as_str().to_owned());
        Some(Lying::new(district, id, period, street))
    }

    pub fn name_of(&self, id: DivisionId) -> &str {
        self.known.get(&id).and_then(|known| known.periods.last()).map_or("", |p| p.facts.name.as_str())
    }

    pub fn code_of(&self, id: DivisionId) -> Option<&str> {
        let last = self.known.get(&id)?.periods.last()?;
        last.facts.code.as_ref().map(DivisionCode::as_str)
    }

    /// The street whose full name stands in an address.
    pub fn street_in(&self, address: &str) -> Option<(DistrictId, DivisionId)> {
        const ENDINGS: [&str; 4] = ["街道", "镇", "乡", "农场"];
        for ending in ENDINGS {
            let Some(at) = address.find(ending) else { continue };
            let upto = &address[..at + ending.len()];
            // The longest name that ends here: addresses write province, city and district before it.
            for (begin, _) in upto.char_indices() {
                let found = self.by_name.get(&upto[begin..]).filter(|ids| ids.len() == 1);
                let street = |id: &&DivisionId| {
                    self.known[*id].periods.last().is_some_and(|p| p.facts.kind.level() == Level::Street)
                };
                if let Some(id) = found.and_then(|ids| ids.first()).filter(street) {
                    return Some((self.known[id].district, *id));
                }
            }
        }
        None
    }

    fn timeline(&self, district: DistrictId, members: &[DivisionId]) -> Timeline {
        let states = members
            .iter()
            .flat_map(|id| self.known[id].periods.iter().map(|period| (*id, period.clone().state())));
        Timeline::new(district, states)
    }
}

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let code = code(cells)?;
    let numbered = cells.optional("reference").is_some();
    if let Some(code) = code.as_ref().filter(|_| !numbered)
        && let Some(first) = state.divisions.lines.insert(code.number(), cells.line())
    {
        cells.flag(&Refusal::new(Rule::CodeRepeated, "code").with(first));
        state.divisions.lines.insert(code.number(), first);
    }
    let name = Name::parse(cells.text("name"), "name")?;
    let level = level(cells, code.as_ref())?;
    let kind = kind(cells, level, &name)?;
    if level < Level::District {
        return upper(tx, state, cells, &given(code, "code")?, &name, kind).await;
    }
    let from = cells.day("valid_from")?.unwrap_or(BEGINNING);
    let period = Period::new(from, cells.day("valid_to")?)?;
    let facts = DivisionFacts { name, kind, class_code: class_code(cells)?, code, parent: None };
    if level == Level::District {
        return district(tx, state, cells, facts, period).await;
    }
    let (parent, above) = parent(state, cells, &facts, level, from)?;
    let district = state.divisions.known[&parent].district;
    check_placed(kind, &above)?;
    place(tx, state, cells, district, DivisionFacts { parent: Some(parent), ..facts }, period).await
}

/// What has no code is told apart by the table's own number.
fn code(cells: &Cells<'_>) -> Read<Option<DivisionCode>> {
    match (cells.text("code"), cells.optional("reference")) {
        ("", Some(_)) => Ok(None),
        (text, _) => DivisionCode::parse(text, "code").map(Some),
    }
}

pub(super) fn level(cells: &Cells<'_>, code: Option<&DivisionCode>) -> Read<Level> {
    match cells.whole("level")? {
        None => Ok(given(code, "level")?.level()),
        Some(number) => {
            Level::from_number(number).ok_or_else(|| Refusal::new(Rule::WordUnknown, "level").with(number))
        }
    }
}

pub(super) fn kind(cells: &Cells<'_>, level: Level, name: &Name) -> Read<DivisionKind> {
    let kind = match cells.text("kind") {
        "" => DivisionKind::infer(level, name.as_str()),
        word => DivisionKind::parse(word, "kind")?,
    };
    if kind.level() == level {
        Ok(kind)
    } else {
        Err(Refusal::new(Rule::DivisionKindLevel, "kind").with(kind.term()))
    }
}

pub(super) fn class_code(cells: &Cells<'_>) -> Read<Option<ClassCode>> {
    cells.optional("class_code").map(|code| ClassCode::parse(&code)).transpose()
}

/// The code of the division above: the one given, else the one that the code itself shows.
pub(super) fn parent_code(
    cells: &Cells<'_>,
    code: &DivisionCode,
    level: Level,
) -> Read<Option<DivisionCode>> {
    match cells.text("parent_code") {
        "" => Ok(code.above(level)),
        text => DivisionCode::parse(text, "parent_code").map(Some),
    }
}

/// The division above on the day, else the one that has its code at any time.
fn parent(
    state: &State,
    cells: &Cells<'_>,
    facts: &DivisionFacts,
    level: Level,
    from: NaiveDate,
) -> Read<(DivisionId, DivisionRef)> {
    let shown = facts.code.as_ref().and_then(|code| code.above(level));
    let called = match cells.text("parent_code") {
        "" => shown.as_ref().map_or("", DivisionCode::as_str),
        text => text,
    };
    let unknown = || Refusal::new(Rule::DivisionUnknown, "parent_code").with(called);
    let above = Level::from_number(level.number() - 1).ok_or_else(unknown)?;
    let index = &state.divisions;
    let code = DivisionCode::parse(called, "parent_code").ok();
    let found = code.and_then(|code| index.holding(&code, above, from)).map(|(id, _)| id);
    let id = found.or_else(|| index.find(called).map(|(_, id)| id)).ok_or_else(unknown)?;
    let period = index.near(id, from).ok_or_else(unknown)?;
    let (name, kind) = (period.facts.name.as_str().to_owned(), period.facts.kind);
    Ok((id, DivisionRef { id, name, kind }))
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
    let parent = parent_code(cells, code, kind.level())?;
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
    cells: &Cells<'_>,
    facts: DivisionFacts,
    period: Period,
) -> Result<Outcome> {
    if let Some(known) = continued(state, cells, period)? {
        return place(tx, state, cells, known, facts, period).await;
    }
    let code = given(facts.code.clone(), "code")?;
    if let Some((id, old)) = state.divisions.holding(&code, Level::District, period.from()) {
        let old = old.clone();
        return change(tx, state, cells, id, id, old, facts, None).await;
    }
    let parent = parent_code(cells, &code, Level::District)?;
    let id = new_district(tx, state, facts, period, parent, position(cells)?).await?;
    number(tx, state, cells, id, id).await?;
    Ok(Outcome::Added)
}

/// A district that the database did not know: a tenant of its own.
pub(super) async fn new_district(
    tx: &mut Tx,
    state: &mut State,
    facts: DivisionFacts,
    period: Period,
    parent: Option<DivisionCode>,
    position: Option<(f64, f64)>,
) -> Result<DistrictId> {
    let ids = Ids::at(state.now);
    let id = DivisionId::new(ids.uuid());
    let upper = parent.and_then(|code| state.divisions.uppers.get(code.as_str()).map(|upper| upper.id));
    storage::grid::insert_district(tx, id, upper).await?;
    let row = DivisionPeriod { row: ids.uuid(), period, facts, street: None };
    storage::grid::insert(tx, id, id, position).await?;
    storage::grid::insert_period(tx, id, id, &row).await?;
    state.districts.push(id);
    state.made(id, id.uuid());
    journal(tx, state, id, id, &row, Operation::DivisionCreate, None).await?;
    state.divisions.add(id, id, row);
    Ok(id)
}

async fn place(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
    facts: DivisionFacts,
    period: Period,
) -> Result<Outcome> {
    let continued = continued(state, cells, period)?;
    let holding = |code| state.divisions.holding(code, facts.kind.level(), period.from());
    let held = facts.code.as_ref().and_then(holding).map(|(id, held)| (id, held.clone()));
    let same = match continued {
        Some(id) => state.divisions.near(id, period.from()).cloned().map(|near| (id, near)),
        None => held.clone(),
    };
    if let Some((id, old)) = same.filter(|(_, old)| old.period.from() == period.from()) {
        return change(tx, state, cells, district, id, old, facts, Some(period)).await;
    }
    // With numbers, the rows of the one that gives the code up may still come: the whole is checked at the end.
    if held.is_some() && continued.is_none() && cells.optional("reference").is_none() {
        return Err(Refusal::new(Rule::DivisionCodeTaken, "code")
            .with(facts.code.as_ref().map_or("", DivisionCode::as_str))
            .into());
    }
    let at = position(cells)?;
    let ids = Ids::at(state.now);
    let id = continued.unwrap_or_else(|| DivisionId::new(ids.uuid()));
    let street = facts.street(id);
    let row = DivisionPeriod { row: ids.uuid(), period, facts, street };
    let before = match continued {
        None => {
            storage::grid::insert(tx, district, id, at).await?;
            state.made(district, id.uuid());
            number(tx, state, cells, district, id).await?;
            None
        }
        Some(id) => {
            state.touch(tx, district, ObjectType::Division, id.uuid()).await?;
            if let Some(at) = at {
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

/// The division that a row continues: the one that the table gave the same number, else the one that had its former code.
fn continued(state: &State, cells: &Cells<'_>, period: Period) -> Read<Option<DivisionId>> {
    if let Some(reference) = cells.optional("reference") {
        return Ok(state.divisions.by_reference.get(&reference).copied());
    }
    let Some(text) = cells.optional("former_code") else { return Ok(None) };
    let code = DivisionCode::parse(&text, "former_code")?;
    let unknown = || Refusal::new(Rule::DivisionUnknown, "former_code").with(&code);
    state.divisions.former(&code, period.from()).map(Some).ok_or_else(unknown)
}

/// Remembers the number that the table gave a new division.
async fn number(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    district: DistrictId,
    id: DivisionId,
) -> Result<()> {
    if let Some(reference) = cells.optional("reference") {
        storage::grid::set_reference(tx, district, id, &reference).await?;
        state.divisions.by_reference.insert(reference, id);
    }
    Ok(())
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
    let at = position(cells)?;
    let class_code = facts.class_code.clone().or_else(|| old.facts.class_code.clone());
    let facts = DivisionFacts { class_code, ..facts };
    let ends = period.filter(|p| p.to().is_some()).unwrap_or(old.period);
    if facts == old.facts && ends == old.period && at.is_none() {
        return Ok(Outcome::Unchanged);
    }
    state.touch(tx, district, ObjectType::Division, id.uuid()).await?;
    if let Some(at) = at {
        storage::grid::set_position(tx, district, id, at).await?;
    }
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
    if state.divisions.changed.last() != Some(&district) {
        state.divisions.changed.push(district);
    }
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

/// What was put together row by row must be a tree on every day.
pub(super) fn check_whole(state: &State) -> Read<()> {
    let mut members: HashMap<DistrictId, Vec<DivisionId>> =
        state.divisions.changed.iter().map(|district| (*district, Vec::new())).collect();
    for (id, known) in &state.divisions.known {
        if let Some(members) = members.get_mut(&known.district) {
            members.push(*id);
        }
    }
    members
        .into_iter()
        .try_for_each(|(district, members)| state.divisions.timeline(district, &members).check())
}

fn position(cells: &Cells<'_>) -> Result<Option<(f64, f64)>> {
    Ok(cells.number("longitude")?.zip(cells.number("latitude")?))
}
