//! The whole past of a district in the columns of the import: one row for each period, so that reading the files again, in
//! the order of [`ORDER`], builds the same district.
//!
//! The rows of one record share a `reference`: the number that a table gave it, else its id. Others name it by its code or
//! name where only it ever had that, else by this number. Periods follow each other without a gap, so `valid_to` stands only where something ended for good.
//! Everything is sorted by what it says, never by ids: the export of what was read is the same file.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use documents::Table;
use domain::access::Operation;
use domain::grid::{DivisionCode, Level};
use domain::id::{DivisionId, PersonId};
use domain::name::Name;
use domain::period::{FAR, Period};
use storage::grid::DivisionPeriod;
use storage::organisation::party_organisation::{self, PartyOrganisation};
use storage::organisation::{post, said as said_of, unit};

use uuid::Uuid;

use super::history_consortia::Names;
use crate::access::OPERATOR;
use crate::import::Kind;
use crate::{Result, View};

/// What is referred to comes first.
pub const ORDER: [Kind; 21] = [
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
    Kind::Consortia,
    Kind::Charters,
    Kind::Members,
    Kind::Seats,
    Kind::Meetings,
    Kind::Resolutions,
    Kind::Tasks,
    Kind::Bulletins,
    Kind::Opinions,
    Kind::ListRefreshes,
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
    let rows = match kind {
        Kind::Divisions => divisions(view, &grid).await?,
        Kind::Outlines => outlines(view, &grid).await?,
        Kind::Population | Kind::Economy => observations(view, &grid, kind).await?,
        Kind::Units => units(view, &grid).await?,
        Kind::PartyOrganisations => parties(view, &grid).await?,
        Kind::PartyAggregates => aggregates(view, &grid).await?,
        Kind::People => people(view).await?,
        Kind::Appointments => appointments(view, &grid).await?,
        Kind::Holidays => holidays(view).await?,
        Kind::Industries => industries(view).await?,
        Kind::Consortia
        | Kind::Charters
        | Kind::Members
        | Kind::Seats
        | Kind::Meetings
        | Kind::Resolutions
        | Kind::Tasks
        | Kind::Bulletins
        | Kind::Opinions
        | Kind::ListRefreshes => {
            let bodies = Bodies::load(view).await?;
            let names = Names { division: &|id, day| grid.called(id, day), body: &|id| bodies.called(id) };
            super::history_consortia::rows(view, kind, &names).await?
        }
    };
    // A column that no row speaks of is not offered: a table with a column of years would be read as surveys.
    let spoken = |name: &&str| rows.is_empty() || rows.iter().any(|row| row.contains_key(name));
    let header: Vec<_> = kind.header().filter(spoken).collect();
    let cells = |row: &Said| header.iter().map(|name| row.get(name).cloned().unwrap_or_default()).collect();
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    Ok(Table::new(header, cells.into_iter().collect()))
}

/// What a row says, by column.
pub(super) type Said = HashMap<&'static str, String>;

pub(super) fn said<const N: usize>(cells: [(&'static str, String); N]) -> Said {
    HashMap::from(cells)
}

pub(super) fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The end, where no later period follows.
fn end(period: Period, last: bool) -> String {
    text(period.to().filter(|_| last))
}

/// Divisions with all their periods, and what to call each.
struct Grid {
    periods: HashMap<DivisionId, Vec<DivisionPeriod>>,
    references: HashMap<DivisionId, String>,
    /// The codes that more than one division had.
    shared: HashSet<DivisionCode>,
}

impl Grid {
    async fn load(view: &mut View<'_>) -> Result<Self> {
        let district = view.district();
        let mut periods: HashMap<_, Vec<_>> = HashMap::new();
        for (id, period) in storage::grid::all_periods(&mut view.conn, district).await? {
            periods.entry(id).or_default().push(period);
        }
        let (mut had, mut shared) = (HashMap::new(), HashSet::new());
        for (id, own) in &mut periods {
            own.sort_by_key(|period| period.period.from());
            for code in own.iter().filter_map(|period| period.facts.code.as_ref()) {
                if *had.entry(code.clone()).or_insert(*id) != *id {
                    shared.insert(code.clone());
                }
            }
        }
        let given = storage::grid::references(&mut view.conn, district).await?;
        let references = given.into_iter().map(|(text, id)| (id, text)).collect();
        Ok(Self { periods, references, shared })
    }

    fn on(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionPeriod> {
        let own = self.periods.get(&id)?;
        own.iter().rev().find(|period| period.period.from() <= day).or_else(|| own.first())
    }

    fn reference(&self, id: DivisionId) -> String {
        self.references.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The code on a day, or the number of what has none of its own.
    fn called(&self, id: DivisionId, day: NaiveDate) -> String {
        let code = self.on(id, day).and_then(|period| period.facts.code.as_ref());
        let own = code.filter(|code| !self.shared.contains(code));
        own.map_or_else(|| self.reference(id), ToString::to_string)
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
                Some(parent) => grid.called(parent, from),
                None if *id == district => text(above),
                None => String::new(),
            };
            rows.push(said([
                ("code", text(facts.code.as_ref())),
                ("name", facts.name.as_str().to_owned()),
                ("level", facts.kind.level().number().to_string()),
                ("parent_code", parent),
                ("kind", facts.kind.word().to_owned()),
                ("class_code", text(facts.class_code.as_ref().map(|class| class.as_str()))),
                ("valid_from", from.to_string()),
                ("valid_to", end(period.period, at + 1 == own.len())),
                ("reference", grid.reference(*id)),
                ("longitude", text(longitude)),
                ("latitude", text(latitude)),
            ]));
        }
    }
    Ok(rows)
}

async fn outlines(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let mut ids: Vec<_> = grid.periods.keys().map(|id| (grid.called(*id, FAR), *id)).collect();
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
    seen.sort_by_cached_key(|o| (grid.called(o.division, FAR), o.series, o.observed_on));
    let rows = seen.into_iter().map(|o| {
        said([
            ("division_code", grid.called(o.division, o.observed_on)),
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
    let (bodies, district) = (Bodies::load(view).await?, view.district());
    let all = unit::all_from(&mut view.conn, district, FIRST).await?;
    let from = |unit: &unit::Unit| unit.now.period.from();
    let sort = |unit: &unit::Unit| {
        let facts = &unit.now.facts;
        (
            facts.name.sort_key(),
            facts.name.as_str().to_owned(),
            grid.called(facts.division, from(unit)),
            from(unit),
        )
    };
    let mut rows = Vec::new();
    for own in grouped(all, |unit| unit.id, from, sort) {
        let Some(id) = own.first().map(|unit| unit.id) else { continue };
        let own = said_of(own.into_iter().map(|unit| unit.now));
        for (at, now) in own.iter().enumerate() {
            let (facts, period) = (&now.facts, now.period);
            rows.push(said([
                ("name", facts.name.as_str().to_owned()),
                ("type", facts.kind.word().to_owned()),
                ("credit_code", text(facts.credit_code.as_ref())),
                ("division_code", grid.called(facts.division, period.from())),
                ("industry_code", text(facts.industry_code.as_ref())),
                ("address", text(facts.address.as_ref())),
                ("valid_from", period.from().to_string()),
                ("valid_to", end(period, at + 1 == own.len())),
                ("reference", bodies.reference(id.uuid())),
            ]));
        }
    }
    Ok(rows)
}

async fn parties(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let all = party_organisation::all_from(&mut view.conn, district, FIRST).await?;
    let bodies = Bodies::load(view).await?;
    let from = |party: &PartyOrganisation| party.now.period.from();
    let sort = |party: &PartyOrganisation| {
        let facts = &party.now.facts;
        (
            facts.name.sort_key(),
            facts.name.as_str().to_owned(),
            grid.called(facts.division, from(party)),
            from(party),
        )
    };
    let mut rows = Vec::new();
    for own in grouped(all, |party| party.id, from, sort) {
        let Some(id) = own.first().map(|party| party.id) else { continue };
        let mut counts = party_organisation::counts(&mut view.conn, district, id, FAR).await?;
        counts.sort_by_key(|dated| dated.counted_on);
        let own = said_of(own.into_iter().map(|party| party.now));
        for (at, now) in own.iter().enumerate() {
            let (facts, period) = (&now.facts, now.period);
            let last = at + 1 == own.len();
            let row = || {
                said([
                    ("name", facts.name.as_str().to_owned()),
                    ("rank", facts.rank.word().to_owned()),
                    ("superior", text(facts.superior.map(|id| bodies.reference(id.uuid())))),
                    ("unit", text(facts.unit.map(|id| bodies.called(id.uuid())))),
                    ("division_code", grid.called(facts.division, period.from())),
                    ("reference", bodies.reference(id.uuid())),
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
            // An end stands alone: whatever was below must have gone elsewhere by then.
            if last && period.to().is_some() {
                of_period.push(row());
                of_period.last_mut().and_then(|row| row.insert("valid_to", end(period, last)));
            }
            rows.extend(of_period);
        }
    }
    Ok(rows)
}

/// What to call each unit and Party organisation.
#[derive(Default)]
struct Bodies {
    references: HashMap<Uuid, String>,
    /// The newest name.
    names: HashMap<Uuid, Name>,
    /// Who ever had a name, as the import compares names.
    named: HashMap<String, HashSet<Uuid>>,
}

impl Bodies {
    async fn load(view: &mut View<'_>) -> Result<Self> {
        let (district, mut bodies) = (view.district(), Self::default());
        let mut units = unit::all_from(&mut view.conn, district, FIRST).await?;
        units.sort_by_key(|unit| unit.now.period.from());
        for unit in units {
            bodies.add(unit.id.uuid(), unit.now.facts.name);
        }
        let mut parties = party_organisation::all_from(&mut view.conn, district, FIRST).await?;
        parties.sort_by_key(|party| party.now.period.from());
        for party in parties {
            bodies.add(party.id.uuid(), party.now.facts.name);
        }
        let units = unit::references(&mut view.conn, district).await?;
        let parties = party_organisation::references(&mut view.conn, district).await?;
        bodies.references.extend(units.into_iter().map(|(text, id)| (id.uuid(), text)));
        bodies.references.extend(parties.into_iter().map(|(text, id)| (id.uuid(), text)));
        Ok(bodies)
    }

    fn add(&mut self, id: Uuid, name: Name) {
        self.named.entry(name.search_key()).or_default().insert(id);
        self.names.insert(id, name);
    }

    fn reference(&self, id: Uuid) -> String {
        self.references.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The newest name where nothing else ever had it, else the number.
    fn called(&self, id: Uuid) -> String {
        let own = |name: &&Name| self.named.get(&name.search_key()).is_some_and(|ids| ids.len() == 1);
        let name = self.names.get(&id).filter(own);
        name.map_or_else(|| self.reference(id), |name| name.as_str().to_owned())
    }
}

async fn aggregates(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
    let district = view.district();
    let mut all = party_organisation::aggregates(&mut view.conn, district).await?;
    all.sort_by_cached_key(|of| (grid.called(of.division, FAR), of.counted_on));
    let rows = all.into_iter().map(|of| {
        said([
            ("division_code", grid.called(of.division, of.counted_on)),
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
    let bodies = Bodies::load(view).await?;
    let mut held: HashMap<_, Vec<_>> = HashMap::new();
    for (post, holder) in post::holdings(&mut view.conn, district).await? {
        held.entry(post).or_default().push(holder);
    }
    let mut rows = Vec::new();
    for ((body, kind, title), id) in post::keys(&mut view.conn, district).await? {
        let row = || {
            said([
                ("organisation", bodies.called(body)),
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
    let (reference, bodies) = (person_references(view).await?, Bodies::load(view).await?);
    let all = storage::access::all_appointments(&mut view.conn, district).await?;
    let posts: HashMap<_, _> = storage::organisation::post::keys(&mut view.conn, district)
        .await?
        .into_iter()
        .map(|((_, _, title), id)| (id, title))
        .collect();
    let today = view.lianhe.today();
    // The command line appoints itself wherever it acts; a deputy is for a while, and no table says for whom.
    let people = all.into_iter().filter(|(of, name)| name != OPERATOR && of.deputy_for.is_none());
    let mut rows: Vec<_> = people
        .map(|(of, name)| {
            let place = match (of.unit, of.division) {
                (Some(unit), _) => bodies.called(unit.uuid()),
                (None, Some(division)) => grid.called(division, of.period.from()),
                (None, None) => String::new(),
            };
            said([
                ("person", name),
                ("person_ref", reference(of.person)),
                ("kind", of.kind.word().to_owned()),
                ("place", place),
                ("valid_from", of.period.from().to_string()),
                ("valid_to", text(of.period.to())),
                // An appointment that has ended rests on nothing any more.
                ("post", text(of.post.filter(|_| of.period.contains(today)).and_then(|id| posts.get(&id)))),
                ("basis", of.basis.unwrap_or_default()),
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
