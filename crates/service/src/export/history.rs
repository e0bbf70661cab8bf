//! The whole past of a district in the columns of the import: one row for each period, so that reading the files again, in
//! the order of [`ORDER`], builds the same district.
//!
//! A row that continues what an earlier row began says what that was called (`former_code`, `former_name`, or the same
//! `reference`). Periods follow each other without a gap, so `valid_to` stands only where something ended for good.
//! Everything is sorted by what it says, never by ids: the export of what was read is the same file.

use std::collections::HashMap;

use chrono::NaiveDate;
use documents::Table;
use domain::access::Operation;
use domain::grid::Level;
use domain::id::{DivisionId, PartyOrganisationId, PersonId};
use domain::period::{FAR, Period};
use storage::grid::DivisionPeriod;
use storage::organisation::party_organisation::{self, PartyOrganisation};
use storage::organisation::{post, unit};

use crate::access::OPERATOR;
use crate::import::Kind;
use crate::{Result, View};

/// What is referred to comes first.
pub const ORDER: [Kind; 11] = [
    Kind::Divisions,
    Kind::Outlines,
    Kind::Industries,
    Kind::Holidays,
    Kind::Population,
    Kind::Economy,
    Kind::Units,
    Kind::PartyOrganisations,
    Kind::PartyAggregates,
    Kind::People,
    Kind::Appointments,
];

/// The first day that any record can have.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Every period of everything of a kind.
///
/// # Errors
/// `Forbidden` for who may not export the whole district.
pub async fn history(view: &mut View<'_>, kind: Kind) -> Result<Table> {
    let district = view.district();
    view.authorise(Operation::ExportRun, &domain::access::Place::district(district))?;
    let grid = Grid::load(view).await?;
    let (mut extra, rows) = match kind {
        Kind::Divisions => (None, divisions(view, &grid).await?),
        Kind::Outlines => (None, outlines(view, &grid).await?),
        Kind::Population | Kind::Economy => (None, observations(view, &grid, kind).await?),
        Kind::Units => (Some("former_name"), units(view, &grid).await?),
        Kind::PartyOrganisations => (None, parties(view, &grid).await?),
        Kind::PartyAggregates => (None, aggregates(view, &grid).await?),
        Kind::People => (None, people(view).await?),
        Kind::Appointments => (None, appointments(view, &grid).await?),
        Kind::Holidays => (None, holidays(view).await?),
        Kind::Industries => (None, industries(view).await?),
    };
    // A column that no row speaks of is not offered: a table with a column of years would be read as surveys.
    let spoken = |name: &&str| rows.is_empty() || rows.iter().any(|row| row.contains_key(name));
    let header: Vec<_> = kind.header().chain(extra.take()).filter(spoken).collect();
    let cells = |row: &Said| header.iter().map(|name| row.get(name).cloned().unwrap_or_default()).collect();
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    Ok(Table::new(header, cells.into_iter().collect()))
}

/// What a row says, by column.
type Said = HashMap<&'static str, String>;

fn said<const N: usize>(cells: [(&'static str, String); N]) -> Said {
    HashMap::from(cells)
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The end, where no later period follows.
fn end(period: Period, last: bool) -> String {
    text(period.to().filter(|_| last))
}

/// Divisions with all their periods, to be named by code.
struct Grid {
    periods: HashMap<DivisionId, Vec<DivisionPeriod>>,
}

impl Grid {
    async fn load(view: &mut View<'_>) -> Result<Self> {
        let district = view.district();
        let mut periods: HashMap<_, Vec<_>> = HashMap::new();
        for (id, period) in storage::grid::all_periods(&mut view.conn, district).await? {
            periods.entry(id).or_default().push(period);
        }
        for own in periods.values_mut() {
            own.sort_by_key(|period| period.period.from());
        }
        Ok(Self { periods })
    }

    fn on(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionPeriod> {
        let own = self.periods.get(&id)?;
        own.iter().rev().find(|period| period.period.from() <= day).or_else(|| own.first())
    }

    /// The code on a day, or the name of what never had one.
    fn code(&self, id: DivisionId, day: NaiveDate) -> String {
        self.on(id, day).map_or_else(String::new, |period| {
            period
                .facts
                .code
                .as_ref()
                .map_or_else(|| period.facts.name.as_str().to_owned(), ToString::to_string)
        })
    }
}

async fn divisions(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let (tree, district) = (view.tree().await?, view.district());
    let uppers = storage::reference::uppers(&mut view.conn).await?;
    let code_of = |id| uppers.iter().find(|upper| upper.id == id).map(|upper| upper.code.clone());
    let mut rows: Vec<_> = uppers
        .iter()
        .map(|upper| {
            said([
                ("code", upper.code.clone()),
                ("name", upper.name.clone()),
                ("level", upper.kind.level().number().to_string()),
                ("parent_code", text(upper.parent.and_then(code_of))),
                ("kind", upper.kind.word().to_owned()),
            ])
        })
        .collect();
    let above =
        uppers.iter().filter(|upper| upper.kind.level() == Level::City).map(|upper| &upper.code).next();
    let mut all: Vec<_> = grid.periods.iter().collect();
    all.sort_by_key(|(_, own)| {
        own.first()
            .map(|first| (first.facts.kind.level(), text(first.facts.code.as_ref()), first.period.from()))
    });
    for (id, own) in all {
        let (longitude, latitude) = tree.get(*id).and_then(|node| node.position).unzip();
        for (at, period) in own.iter().enumerate() {
            let (facts, from) = (&period.facts, period.period.from());
            let parent = match facts.parent {
                Some(parent) => grid.code(parent, from),
                None if *id == district => text(above),
                None => String::new(),
            };
            let before = at.checked_sub(1).and_then(|at| own.get(at)).and_then(|p| p.facts.code.as_ref());
            rows.push(said([
                ("code", text(facts.code.as_ref())),
                ("name", facts.name.as_str().to_owned()),
                ("level", facts.kind.level().number().to_string()),
                ("parent_code", parent),
                ("kind", facts.kind.word().to_owned()),
                ("class_code", text(facts.class_code.as_ref().map(|class| class.as_str()))),
                ("valid_from", from.to_string()),
                ("valid_to", end(period.period, at + 1 == own.len())),
                ("former_code", text(before)),
                ("longitude", text(longitude)),
                ("latitude", text(latitude)),
            ]));
        }
    }
    Ok(rows)
}

async fn outlines(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let mut ids: Vec<_> = grid.periods.keys().map(|id| (grid.code(*id, FAR), *id)).collect();
    ids.sort();
    let mut rows = Vec::new();
    for (code, id) in ids {
        let rings = storage::grid::outline(&mut view.conn, district, id).await?;
        for (ring, corners) in rings.iter().enumerate() {
            for (sequence, (longitude, latitude)) in corners.iter().enumerate() {
                rows.push(said([
                    ("code", code.clone()),
                    ("ring", ring.to_string()),
                    ("sequence", sequence.to_string()),
                    ("longitude", longitude.to_string()),
                    ("latitude", latitude.to_string()),
                ]));
            }
        }
    }
    Ok(rows)
}

async fn observations(view: &mut View<'_>, grid: &Grid, kind: Kind) -> Result<Vec<Said>> {
    let district = view.district();
    let mut seen = storage::grid::observations(&mut view.conn, district, FAR).await?;
    seen.retain(|o| o.series.is_economy() == (kind == Kind::Economy));
    seen.sort_by_cached_key(|o| (grid.code(o.division, FAR), o.series, o.observed_on));
    let rows = seen.into_iter().map(|o| {
        said([
            ("division_code", grid.code(o.division, o.observed_on)),
            ("series", o.series.word().to_owned()),
            ("observed_on", o.observed_on.to_string()),
            ("value", o.value.to_string()),
            ("unit", o.series.unit().to_owned()),
            ("source", text(o.source)),
        ])
    });
    Ok(rows.collect())
}

/// Rows of one object after the other, objects by their first period.
fn grouped<T, K: std::hash::Hash + Eq + Copy, S: Ord>(
    rows: Vec<T>,
    id: impl Fn(&T) -> K,
    from: impl Fn(&T) -> NaiveDate,
    sort: impl Fn(&T) -> S,
) -> Vec<Vec<T>> {
    let mut by_id: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        by_id.entry(id(&row)).or_default().push(row);
    }
    let mut groups: Vec<_> = by_id.into_values().collect();
    for group in &mut groups {
        group.sort_by_key(&from);
    }
    groups.sort_by_cached_key(|group| group.first().map(&sort));
    groups
}

async fn units(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let all = unit::all_from(&mut view.conn, view.caller.actor.place.district, FIRST).await?;
    let from = |unit: &unit::Unit| unit.now.period.from();
    let sort = |unit: &unit::Unit| {
        let facts = &unit.now.facts;
        (
            facts.name.sort_key(),
            facts.name.as_str().to_owned(),
            grid.code(facts.division, from(unit)),
            from(unit),
        )
    };
    let mut rows = Vec::new();
    for own in grouped(all, |unit| unit.id, from, sort) {
        for (at, unit) in own.iter().enumerate() {
            let (facts, period) = (&unit.now.facts, unit.now.period);
            let before = at.checked_sub(1).and_then(|at| own.get(at));
            rows.push(said([
                ("name", facts.name.as_str().to_owned()),
                ("type", facts.kind.word().to_owned()),
                ("credit_code", text(facts.credit_code.as_ref())),
                ("division_code", grid.code(facts.division, period.from())),
                ("industry_code", text(facts.industry_code.as_ref())),
                ("address", text(facts.address.as_ref())),
                ("valid_from", period.from().to_string()),
                ("valid_to", end(period, at + 1 == own.len())),
                ("former_name", text(before.map(|unit| unit.now.facts.name.as_str()))),
            ]));
        }
    }
    Ok(rows)
}

async fn parties(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let all = party_organisation::all_from(&mut view.conn, district, FIRST).await?;
    let given = party_organisation::references(&mut view.conn, district).await?;
    let given: HashMap<PartyOrganisationId, String> =
        given.into_iter().map(|(text, id)| (id, text)).collect();
    let reference = |id: PartyOrganisationId| given.get(&id).cloned().unwrap_or_else(|| id.to_string());
    let hosts = unit_names(view).await?;
    let from = |party: &PartyOrganisation| party.now.period.from();
    let sort = |party: &PartyOrganisation| {
        let facts = &party.now.facts;
        (
            facts.name.sort_key(),
            facts.name.as_str().to_owned(),
            grid.code(facts.division, from(party)),
            from(party),
        )
    };
    let mut rows = Vec::new();
    for own in grouped(all, |party| party.id, from, sort) {
        let Some(id) = own.first().map(|party| party.id) else { continue };
        let mut counts = party_organisation::counts(&mut view.conn, district, id, FAR).await?;
        counts.sort_by_key(|dated| dated.counted_on);
        for (at, party) in own.iter().enumerate() {
            let (facts, period) = (&party.now.facts, party.now.period);
            let last = at + 1 == own.len();
            let row = || {
                said([
                    ("name", facts.name.as_str().to_owned()),
                    ("rank", facts.rank.word().to_owned()),
                    ("superior", text(facts.superior.map(reference))),
                    ("unit", text(facts.unit.and_then(|id| hosts.get(&id)))),
                    ("division_code", grid.code(facts.division, period.from())),
                    ("reference", reference(id)),
                    ("valid_from", period.from().to_string()),
                ])
            };
            // One row for each count of the period; those of days beyond the record stand with its first or last period.
            let here = |on: NaiveDate| (at == 0 || on >= period.from()) && (last || on < period.stored_to());
            let mut of_period: Vec<_> = counts
                .iter()
                .filter(|dated| here(dated.counted_on))
                .map(|dated| {
                    let mut row = row();
                    row.insert("counted_on", dated.counted_on.to_string());
                    row.insert("branches", dated.count.branches.to_string());
                    row.insert("members", dated.count.members.to_string());
                    row
                })
                .collect();
            if of_period.is_empty() {
                of_period.push(row());
            }
            if let Some(ending) = of_period.last_mut() {
                ending.insert("valid_to", end(period, last));
            }
            rows.extend(of_period);
        }
    }
    Ok(rows)
}

async fn unit_names(view: &mut View<'_>) -> Result<HashMap<domain::id::UnitId, String>> {
    let district = view.district();
    // By unit and time: the newest name comes last, and stays.
    let all = unit::all_from(&mut view.conn, district, FIRST).await?;
    let mut newest: HashMap<_, (NaiveDate, String)> = HashMap::new();
    for unit in all {
        let (from, name) = (unit.now.period.from(), unit.now.facts.name.as_str().to_owned());
        let known = newest.entry(unit.id).or_insert_with(|| (from, name.clone()));
        if known.0 <= from {
            *known = (from, name);
        }
    }
    Ok(newest.into_iter().map(|(id, (_, name))| (id, name)).collect())
}

async fn aggregates(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let mut all = party_organisation::aggregates(&mut view.conn, district).await?;
    all.sort_by_cached_key(|of| (grid.code(of.division, FAR), of.counted_on));
    let rows = all.into_iter().map(|of| {
        said([
            ("division_code", grid.code(of.division, of.counted_on)),
            ("counted_on", of.counted_on.to_string()),
            ("committees", of.committees.to_string()),
            ("branches", of.count.branches.to_string()),
            ("members", of.count.members.to_string()),
            ("note", text(of.note)),
        ])
    });
    Ok(rows.collect())
}

/// The number by which tables tell a person from others of the same name; their id where they never had one.
async fn person_references(view: &mut View<'_>) -> Result<impl Fn(PersonId) -> String + use<>> {
    let district = view.district();
    let known = storage::access::references(&mut view.conn, district).await?;
    let known: HashMap<PersonId, String> = known.into_iter().collect();
    Ok(move |id: PersonId| known.get(&id).cloned().unwrap_or_else(|| id.to_string()))
}

async fn people(view: &mut View<'_>) -> Result<Vec<Said>> {
    let district = view.district();
    let reference = person_references(view).await?;
    let mut names: HashMap<uuid::Uuid, String> =
        unit_names(view).await?.into_iter().map(|(id, name)| (id.uuid(), name)).collect();
    for party in party_organisation::all_from(&mut view.conn, district, FIRST).await? {
        names.insert(party.id.uuid(), party.now.facts.name.as_str().to_owned());
    }
    let mut held: HashMap<_, Vec<_>> = HashMap::new();
    for (post, holder) in post::holdings(&mut view.conn, district).await? {
        held.entry(post).or_default().push(holder);
    }
    let mut rows = Vec::new();
    for ((body, kind, title), id) in post::keys(&mut view.conn, district).await? {
        let row = || {
            said([
                ("organisation", names.get(&body).cloned().unwrap_or_default()),
                ("post_kind", kind.word().to_owned()),
                ("post_title", title.clone()),
            ])
        };
        let holders = held.remove(&id).unwrap_or_default();
        if holders.is_empty() {
            rows.push(row());
        }
        rows.extend(holders.into_iter().map(|holder| {
            let mut row = row();
            row.insert("person", holder.name);
            row.insert("person_ref", reference(holder.person));
            row.insert("valid_from", holder.period.from().to_string());
            row.insert("valid_to", text(holder.period.to()));
            row
        }));
    }
    const KEYS: [&str; 5] = ["organisation", "post_kind", "post_title", "valid_from", "person_ref"];
    rows.sort_by_cached_key(|row| KEYS.map(|key| row.get(key).cloned().unwrap_or_default()));
    Ok(rows)
}

async fn appointments(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let (reference, units) = (person_references(view).await?, unit_names(view).await?);
    let all = storage::access::all_appointments(&mut view.conn, district).await?;
    // The command line appoints itself wherever it acts.
    let people = all.into_iter().filter(|(_, name)| name != OPERATOR);
    let mut rows: Vec<_> = people
        .map(|(of, name)| {
            let place = match (of.unit, of.division) {
                (Some(unit), _) => text(units.get(&unit)),
                (None, Some(division)) => grid.code(division, of.period.from()),
                (None, None) => String::new(),
            };
            said([
                ("person", name),
                ("person_ref", reference(of.person)),
                ("kind", of.kind.word().to_owned()),
                ("place", place),
                ("valid_from", of.period.from().to_string()),
                ("valid_to", text(of.period.to())),
            ])
        })
        .collect();
    const KEYS: [&str; 4] = ["kind", "place", "valid_from", "person_ref"];
    rows.sort_by_cached_key(|row| KEYS.map(|key| row.get(key).cloned().unwrap_or_default()));
    Ok(rows)
}

async fn holidays(view: &mut View<'_>) -> Result<Vec<Said>> {
    let all = storage::reference::holidays(&mut view.conn).await?;
    let row = |of: storage::reference::Holiday| {
        said([("day", of.day.to_string()), ("name", of.name), ("kind", of.kind)])
    };
    Ok(all.into_iter().map(row).collect())
}

async fn industries(view: &mut View<'_>) -> Result<Vec<Said>> {
    let all = storage::reference::industries(&mut view.conn).await?;
    let row = |of: storage::reference::Industry| {
        said([("code", of.code), ("name", of.name), ("parent_code", text(of.parent_code))])
    };
    let (sections, divisions): (Vec<_>, Vec<_>) = all.into_iter().partition(|of| of.parent_code.is_none());
    Ok(sections.into_iter().chain(divisions).map(row).collect())
}
