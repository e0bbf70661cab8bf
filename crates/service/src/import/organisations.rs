//! Rows of Party organisations with their counts, and of offices' aggregates. Each becomes the command that a page
//! would send.

use std::collections::HashMap;

use chrono::NaiveDate;
use documents::Table;
use domain::id::{DistrictId, DivisionId, PartyOrganisationId};
use domain::journal::ObjectType;
use domain::name::{Name, search_key};
use domain::organisation::{Count, PartyOrganisationFacts, Rank};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::organisation::party_organisation;

use super::cells::{Cells, Read, given};
use super::units::{self, FIRST, REASON};
use super::{Layout, Outcome, State};
use crate::organisation::{
    ClosePartyOrganisation, CreatePartyOrganisation, EditPartyOrganisation, PartyOrganisationChanges,
    RecordAggregate, RecordCount,
};
use crate::{Error, Result, Work, Write};

#[derive(Clone)]
struct Known {
    period: Period,
    facts: PartyOrganisationFacts,
    version: i64,
}

/// The Party organisations of a district, each in its newest period, by what tables call them.
#[derive(Default)]
pub(crate) struct Index {
    known: HashMap<PartyOrganisationId, Known>,
    by_name: HashMap<String, Vec<PartyOrganisationId>>,
    by_reference: HashMap<String, PartyOrganisationId>,
}

impl Index {
    async fn load(tx: &mut Tx, district: DistrictId) -> Result<Self> {
        let mut index = Self::default();
        for found in party_organisation::all_from(tx, district, FIRST).await? {
            let (period, facts) = (found.now.period, found.now.facts);
            index.add(found.id, Known { period, facts, version: found.version });
        }
        index.by_reference = party_organisation::references(tx, district).await?;
        Ok(index)
    }

    fn add(&mut self, id: PartyOrganisationId, known: Known) {
        let ids = self.by_name.entry(known.facts.name.search_key()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
        self.known.insert(id, known);
    }

    /// The Party organisation of a reference, or of a name that only one has.
    pub fn find(&self, reference_or_name: &str) -> Option<PartyOrganisationId> {
        let by_name = || self.by_name.get(&search_key(reference_or_name)).filter(|ids| ids.len() == 1);
        self.by_reference.get(reference_or_name).or_else(|| by_name().and_then(|ids| ids.first())).copied()
    }

    fn is_named(&self, name: &Name) -> bool {
        self.by_name.contains_key(&name.search_key())
    }
}

pub(super) async fn index<'s>(
    tx: &mut Tx,
    state: &'s mut State,
    district: DistrictId,
) -> Result<&'s mut Index> {
    if let std::collections::hash_map::Entry::Vacant(entry) = state.parties.entry(district) {
        entry.insert(Index::load(tx, district).await?);
    }
    state.parties.get_mut(&district).ok_or(Error::NotFound)
}

/// Superiors before those below them, wherever they stand in the file; otherwise the file's order. A table of histories,
/// in which an organisation has several periods, goes through time: a superior may once have been a subordinate.
pub(super) fn order(table: &Table, layout: &Layout) -> Vec<usize> {
    let sheet = Sheet::new(table, layout);
    let mut rows: Vec<usize> = (0..table.rows.len()).collect();
    if sheet.tells_histories() {
        let begun = sheet.first_rows();
        rows.sort_by_cached_key(|row| {
            let own = (sheet.own(*row), sheet.cell(*row, sheet.from));
            let ends = begun.get(&own) != Some(row) && !sheet.cell(*row, sheet.to).is_empty();
            let day = sheet.cell(*row, if ends { sheet.to } else { sheet.from });
            let depth = sheet.depth(*row, |above| sheet.cell(above, sheet.from) == own.1);
            // On its last day an organisation must be empty: those below it go first.
            (day, ends, if ends { table.rows.len() - depth.min(table.rows.len()) } else { depth }, *row)
        });
        return rows;
    }
    // The rows of one organisation stay together: they go where the deepest of them belongs.
    let mut depths: HashMap<&str, usize> = HashMap::new();
    for row in &rows {
        let deepest = depths.entry(sheet.own(*row)).or_default();
        *deepest = sheet.depth(*row, |_| true).max(*deepest);
    }
    rows.sort_by_key(|row| (depths.get(sheet.own(*row)).copied(), *row));
    rows
}

/// A table of Party organisations, before its rows are read.
struct Sheet<'t> {
    table: &'t Table,
    name: Option<usize>,
    reference: Option<usize>,
    superior: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    rows_of: HashMap<&'t str, usize>,
}

impl<'t> Sheet<'t> {
    fn new(table: &'t Table, layout: &Layout) -> Self {
        let place = |name: &str| layout.columns().find(|(c, _)| c.name == name).and_then(|(_, place)| place);
        let mut sheet = Self {
            table,
            name: place("name"),
            reference: place("reference"),
            superior: place("superior"),
            from: place("valid_from"),
            to: place("valid_to"),
            rows_of: HashMap::new(),
        };
        for row in (0..table.rows.len()).rev() {
            for key in [sheet.cell(row, sheet.name), sheet.cell(row, sheet.reference)] {
                if !key.is_empty() {
                    sheet.rows_of.insert(key, row);
                }
            }
        }
        sheet
    }

    fn cell(&self, row: usize, column: Option<usize>) -> &'t str {
        self.table.rows.get(row).and_then(|row| row.cells.get(column?)).unwrap_or_default()
    }

    /// What tells the organisation of a row from all others.
    fn own(&self, row: usize) -> &'t str {
        match self.cell(row, self.reference) {
            "" => self.cell(row, self.name),
            reference => reference,
        }
    }

    /// The row in which each period of each organisation begins.
    fn first_rows(&self) -> HashMap<(&'t str, &'t str), usize> {
        let rows = (0..self.table.rows.len()).rev();
        rows.map(|row| ((self.own(row), self.cell(row, self.from)), row)).collect()
    }

    fn tells_histories(&self) -> bool {
        let mut from: HashMap<&str, &str> = HashMap::new();
        (0..self.table.rows.len()).any(|row| {
            let (reference, day) = (self.cell(row, self.reference), self.cell(row, self.from));
            !reference.is_empty() && !day.is_empty() && *from.entry(reference).or_insert(day) != day
        })
    }

    /// How many superiors stand above a row, as far as they matter to it.
    fn depth(&self, row: usize, matters: impl Fn(usize) -> bool) -> usize {
        let (mut depth, mut at) = (0usize, row);
        while let Some(above) = self.rows_of.get(self.cell(at, self.superior)).filter(|above| **above != at) {
            // A circle ends at the number of rows; its rows are refused one by one later.
            if depth > self.table.rows.len() || !matters(*above) {
                break;
            }
            (depth, at) = (depth + 1, *above);
        }
        depth
    }
}

pub(super) async fn party_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (from, to) = (cells.day("valid_from")?, cells.day("valid_to")?);
    let count = counted(cells)?;
    let reference = reference(cells);
    let (district, facts) = party_facts(tx, state, cells).await?;
    let known = index(tx, state, district).await?;
    let old = match &reference {
        Some(reference) => known.by_reference.get(reference).copied(),
        None => known.find(facts.name.as_str()),
    };
    let old = old.and_then(|id| known.known.get(&id).cloned().map(|old| (id, old)));
    if old.is_none() && reference.is_some() && known.is_named(&facts.name) {
        cells.flag(&Refusal::new(Rule::PartyNameRepeated, "name").with(facts.name.as_str()));
    }
    let says_more =
        |old: &Known| old.facts != facts || count.is_some() || (to.is_some() && old.period.to() != to);
    if let Some((id, _)) = old.as_ref().filter(|(_, old)| says_more(old)) {
        state.touch(tx, district, ObjectType::PartyOrganisation, id.uuid()).await?;
    }
    let today = state.today();
    let mut work = state.command(tx, district).await?;
    let (id, mut known, mut outcome) = match old {
        None => {
            let day = from.unwrap_or(today);
            let create = CreatePartyOrganisation {
                facts: facts.clone(),
                valid_from: Some(day),
                reference: reference.clone(),
            };
            let id = create.run(&mut work).await?;
            (id, Known { period: Period::open(day), facts, version: 1 }, Outcome::Added)
        }
        Some((id, old)) => {
            let (known, outcome) = edit(&mut work, id, old, facts, from.unwrap_or(today)).await?;
            (id, known, outcome)
        }
    };
    if let Some((counted_on, count)) = count {
        let counts = party_organisation::counts(work.tx, district, id, counted_on).await?;
        if !counts.iter().any(|c| c.counted_on == counted_on && c.count == count) {
            let record = RecordCount { id, counted_on, branches: count.branches, members: count.members };
            record.run(&mut work).await?;
            outcome = touched(outcome);
        }
    }
    if let Some(on) = to.filter(|_| known.period.to() != to) {
        let close = ClosePartyOrganisation { id, version: known.version, on, reason: REASON.to_owned() };
        close.run(&mut work).await?;
        known.version += 1;
        known.period = Period::new(known.period.from(), Some(on))?;
        outcome = touched(outcome);
    }
    if outcome == Outcome::Added {
        state.made(district, id.uuid());
    }
    let index = index(tx, state, district).await?;
    if let Some(reference) = reference {
        index.by_reference.insert(reference, id);
    }
    index.add(id, known);
    Ok(outcome)
}

async fn edit(
    work: &mut Work<'_>,
    id: PartyOrganisationId,
    old: Known,
    facts: PartyOrganisationFacts,
    day: NaiveDate,
) -> Result<(Known, Outcome)> {
    if old.facts == facts {
        return Ok((old, Outcome::Unchanged));
    }
    let day = day.max(old.period.from());
    let changes = PartyOrganisationChanges {
        name: Some(facts.name.as_str().to_owned()),
        rank: Some(facts.rank),
        division: Some(facts.division),
        superior: Some(facts.superior),
        unit: Some(facts.unit),
    };
    let edit = EditPartyOrganisation { id, version: old.version, effective_on: Some(day), changes };
    edit.run(work).await?;
    let period = Period::new(day, old.period.to())?;
    Ok((Known { period, facts, version: old.version + 1 }, Outcome::Changed))
}

const fn touched(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Unchanged => Outcome::Changed,
        other => other,
    }
}

/// The number that the table gives; one that does not follow the scheme of the rest is taken, and said.
fn reference(cells: &mut Cells<'_>) -> Option<String> {
    let reference = cells.optional("reference")?;
    let superior = cells.text("superior");
    if !domain::organisation::follows_scheme(&reference, superior) {
        cells.flag(&Refusal::new(Rule::PartyReferenceOdd, "reference").with(&reference));
    }
    Some(reference)
}

async fn party_facts(
    tx: &mut Tx,
    state: &mut State,
    cells: &mut Cells<'_>,
) -> Result<(DistrictId, PartyOrganisationFacts)> {
    let named = match cells.text("division_code") {
        "" => None,
        text => Some(state.division(text, "division_code")?),
    };
    let district = match named {
        Some((district, _)) => district,
        None => state.only_district("division_code")?,
    };
    let unit = match cells.text("unit") {
        "" => None,
        name => {
            let found = units::index(tx, state, district).await?.find(name);
            Some(found.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit").with(name))?)
        }
    };
    let known = index(tx, state, district).await?;
    let superior = match cells.text("superior") {
        "" => None,
        name => {
            Some(known.find(name).ok_or_else(|| Refusal::new(Rule::PartyUnknown, "superior").with(name))?)
        }
    };
    let above = superior.and_then(|id| known.known.get(&id)).map(|known| known.facts.division);
    let division: DivisionId = named.map(|(_, division)| division).or(above).unwrap_or(district);
    let facts = PartyOrganisationFacts {
        name: Name::parse(cells.text("name"), "name")?,
        rank: rank(cells)?,
        superior,
        unit,
        division,
    };
    Ok((district, facts))
}

/// Registers of Party organisations number the ranks.
fn rank(cells: &Cells<'_>) -> Read<Rank> {
    match cells.text("rank") {
        "0" => Ok(Rank::Committee),
        "1" => Ok(Rank::GeneralBranch),
        "2" => Ok(Rank::Branch),
        word => Rank::parse(word, "rank"),
    }
}

/// A count is given whole, with its day, or not at all.
fn counted(cells: &Cells<'_>) -> Result<Option<(NaiveDate, Count)>> {
    let day = cells.day("counted_on")?;
    let (branches, members) = (cells.whole("branches")?, cells.whole("members")?);
    if day.is_none() && branches.is_none() && members.is_none() {
        return Ok(None);
    }
    let count = Count::parse(given(branches, "branches")?, given(members, "members")?)?;
    Ok(Some((given(day, "counted_on")?, count)))
}

pub(super) async fn aggregate_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, division) = state.division(cells.text("division_code"), "division_code")?;
    let counted_on = given(cells.day("counted_on")?, "counted_on")?;
    let committees = given(cells.whole("committees")?, "committees")?;
    let branches = given(cells.whole("branches")?, "branches")?;
    let members = given(cells.whole("members")?, "members")?;
    let count = Count::parse(branches, members)?;
    let note = cells.optional("note");
    let old = party_organisation::aggregates(tx, district).await?;
    let old = old.into_iter().find(|a| a.division == division && a.counted_on == counted_on);
    if old.as_ref().is_some_and(|a| (a.committees, a.count, &a.note) == (committees, count, &note)) {
        return Ok(Outcome::Unchanged);
    }
    if let Some(old) = &old {
        state.touch(tx, district, ObjectType::PartyAggregate, old.id.uuid()).await?;
    }
    let mut work = state.command(tx, district).await?;
    RecordAggregate { division, counted_on, committees, count, note }.run(&mut work).await?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}
