//! Units, Party organisations, posts and appointments.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::id::PersonId;
use domain::name::Name;
use domain::period::FAR;
use storage::organisation::party_organisation::{self, PartyOrganisation};
use storage::organisation::{post, said as said_of, unit};
use uuid::Uuid;

use super::grid::Grid;
use super::{FIRST, Said, end, said, text};
use crate::access::OPERATOR;
use crate::{Result, View};

/// What to call each unit and Party organisation.
#[derive(Default)]
pub(super) struct Bodies {
    references: HashMap<Uuid, String>,
    /// The newest name.
    names: HashMap<Uuid, Name>,
    /// Who ever had a name, as the import compares names.
    named: HashMap<String, HashSet<Uuid>>,
}

impl Bodies {
    pub(super) async fn load(view: &mut View<'_>) -> Result<Self> {
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
    pub(super) fn called(&self, id: Uuid) -> String {
        let own = |name: &&Name| self.named.get(&name.search_key()).is_some_and(|ids| ids.len() == 1);
        let name = self.names.get(&id).filter(own);
        name.map_or_else(|| self.reference(id), |name| name.as_str().to_owned())
    }
}

pub(super) async fn units(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
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

pub(super) async fn parties(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
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

pub(super) async fn aggregates(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
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

/// The number by which tables tell a person from others of the same name; their id where they never had one.
async fn person_references(view: &mut View<'_>) -> Result<impl Fn(PersonId) -> String + use<>> {
    let district = view.district();
    let known = storage::access::references(&mut view.conn, district).await?;
    let known: HashMap<PersonId, String> = known.into_iter().collect();
    Ok(move |id: PersonId| known.get(&id).cloned().unwrap_or_else(|| id.to_string()))
}

pub(super) async fn people(view: &mut View<'_>) -> Result<Vec<Said>> {
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

pub(super) async fn appointments(view: &mut View<'_>, grid: &Grid) -> Result<Vec<Said>> {
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
