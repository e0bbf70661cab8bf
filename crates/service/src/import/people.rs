//! Rows of posts and their holders: one row a holding; a row without a person is a vacant post.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::{ContactKind, Operation};
use domain::id::{DistrictId, PersonId, PostId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{PostKind, check_post};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::Tx;
use storage::consortium::{membership, seat};
use storage::organisation::post::{self, Body, Holder};
use uuid::Uuid;

use super::cells::{Cells, given};
use super::{Outcome, State, organisations, units};
use crate::access::{ContactChanges, keep_contacts, parse_contacts, same_contacts};
use crate::access::{Holding, follow_post};
use crate::consortium::{Changed, post_changed};
use crate::journal::Personal;
use crate::{Ids, Result};

/// Persons by the reference that a table gives them, else by name and body; posts and holdings of the districts seen.
#[derive(Default)]
pub(crate) struct Index {
    loaded: Vec<DistrictId>,
    by_reference: HashMap<String, PersonId>,
    posts: HashMap<(Uuid, PostKind, String), PostId>,
    holdings: HashMap<PostId, Vec<Holder>>,
    /// Posts with which an appointment comes and goes.
    carrying: HashSet<PostId>,
    /// Posts that seats follow, and units whose liaison is one of a consortium's.
    seated: HashSet<PostId>,
    members: HashSet<UnitId>,
}

impl Index {
    async fn load(&mut self, tx: &mut Tx, district: DistrictId) -> Result<()> {
        if self.loaded.contains(&district) {
            return Ok(());
        }
        self.loaded.push(district);
        self.posts.extend(post::keys(tx, district).await?);
        let appointments = storage::access::all_appointments(tx, district).await?;
        self.carrying.extend(appointments.iter().filter_map(|(of, _)| of.post));
        self.seated.extend(seat::posts(tx, district).await?);
        self.members.extend(membership::every_unit(tx, district).await?);
        for (id, holder) in post::holdings(tx, district).await? {
            self.holdings.entry(id).or_default().push(holder);
        }
        Ok(())
    }
}

/// The post of an organisation that bears a title.
pub(super) async fn post_named(
    tx: &mut Tx,
    state: &mut State,
    organisation: &str,
    title: &str,
) -> Result<(DistrictId, PostId)> {
    let (district, body) = find_body(tx, state, organisation).await?;
    let mut people = std::mem::take(&mut state.people);
    let loaded = people.load(tx, district).await;
    state.people = people;
    loaded?;
    let mut posts = state.people.posts.iter();
    let found = posts.find(|((of, _, called), _)| *of == body.uuid() && called == title);
    let unknown = || Refusal::new(Rule::PostUnknown, "post_title").with(title);
    Ok((district, found.map(|(_, id)| *id).ok_or_else(unknown)?))
}

/// Where a table gives no reference, the name itself has to do.
pub(super) fn reference(cells: &Cells<'_>) -> String {
    cells.optional("person_ref").unwrap_or_else(|| cells.text("person").to_owned())
}

/// A stable id for a person of a table, so that the same reference finds the same person in a later file.
pub(super) async fn person(tx: &mut Tx, state: &mut State, reference: &str, name: &Name) -> Result<PersonId> {
    if let Some(id) = state.people.by_reference.get(reference) {
        return Ok(*id);
    }
    let known = storage::access::person_by_reference(tx, reference).await?;
    let id = match known {
        Some(id) => id,
        None => {
            let id = PersonId::new(Ids::at(state.now).uuid());
            storage::access::insert_person(tx, id, name.as_str()).await?;
            storage::access::set_reference(tx, id, reference).await?;
            id
        }
    };
    state.people.by_reference.insert(reference.to_owned(), id);
    Ok(id)
}

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let body_name = cells.text("organisation");
    let kind = PostKind::parse(cells.text("post_kind"), "post_kind")?;
    let title = Name::parse(cells.text("post_title"), "post_title")?;
    let (district, body) = find_body(tx, state, body_name).await?;
    let mut people = std::mem::take(&mut state.people);
    let loaded = people.load(tx, district).await;
    state.people = people;
    loaded?;

    // Everything that can be refused comes before the first write.
    if let Body::Unit(unit) = body {
        check_post(units::index(tx, state, district).await?.kind(unit), kind)?;
    }
    let contacts: ContactChanges = ContactKind::ALL
        .iter()
        .filter_map(|kind| Some((*kind, Some(cells.optional(kind.word())?))))
        .collect();
    parse_contacts(&contacts)?;
    let holder = match cells.optional("person") {
        Some(name) => {
            let from = given(cells.day("valid_from")?, "valid_from")?;
            let period = Period::new(from, cells.day("valid_to")?)?;
            Some((Name::parse(&name, "person")?, period))
        }
        None => None,
    };
    let key = (body.uuid(), kind, title.as_str().to_owned());
    let (id, mut outcome) = match state.people.posts.get(&key).copied() {
        Some(id) => {
            state.touch(tx, district, ObjectType::Post, id.uuid()).await?;
            (id, Outcome::Unchanged)
        }
        None => {
            if kind == PostKind::Liaison
                && state.people.posts.keys().any(|(b, k, _)| *b == key.0 && *k == kind)
            {
                return Err(Refusal::new(Rule::LiaisonSecond, "organisation").with(body_name).into());
            }
            let id = PostId::new(Ids::at(state.now).uuid());
            post::insert(tx, district, id, body, kind, title.as_str()).await?;
            state.made(district, id.uuid());
            state.people.posts.insert(key, id);
            (id, Outcome::Added)
        }
    };
    let carries = state.people.carrying.contains(&id);
    if carries {
        // What the appointment's own rules refuse takes the whole row back.
        state.command(tx, district).await?;
    }
    let known = state.people.holdings.get(&id).cloned().unwrap_or_default();
    let (mut held, mut reached) = (None, false);
    let (mut follows, mut hands) = (None, None);
    let unit = match body {
        Body::Unit(unit) => Some(unit),
        Body::PartyOrganisation(_) => None,
    };
    let speaks = kind == PostKind::Liaison && unit.is_some_and(|unit| state.people.members.contains(&unit));
    let bound = speaks || state.people.seated.contains(&id);
    if let Some((name, period)) = holder {
        let person = person(tx, state, &reference(cells), &name).await?;
        if !contacts.is_empty() {
            let mut work = state.work(tx, district).await?;
            if !same_contacts(&mut work, person, &contacts).await? {
                keep_contacts(&mut work, (person, name.as_str()), &contacts).await?;
                reached = true;
            }
        }
        let holder = Holder { row: Uuid::nil(), person, name: name.as_str().to_owned(), period };
        if hold(tx, state, district, id, holder).await? {
            outcome = if outcome == Outcome::Added { outcome } else { Outcome::Changed };
            let was_held = known.iter().any(|old| old.person == person && old.period.from() == period.from());
            follows = carries.then_some((person, period, was_held));
            // A holding that was known and goes on changes no hands.
            hands =
                Some((person, period, was_held)).filter(|_| bound && (!was_held || period.to().is_some()));
            held = Some((person, name, period));
        }
    }
    if outcome != Outcome::Unchanged {
        let object = ObjectRef {
            kind: ObjectType::Post,
            id: id.uuid(),
            name: format!("{body_name} {}", title.as_str()),
        };
        let after = json!({ "kind": kind.word(), "title": title, "holder": held.as_ref().map(|(person, name, _)| Personal::name(*person, name.as_str())),
            "from": held.as_ref().map(|(.., p)| p.from()), "to": held.as_ref().and_then(|(.., p)| p.to()) });
        let mut work = state.work(tx, district).await?;
        let title = object.name.clone();
        work.journal(Operation::PostAssign, object, (None, Some(after)), None).await?;
        if let Some((person, period, was_held)) =
            follows.filter(|(_, period, was_held)| !was_held || period.to().is_some())
        {
            let name = held.as_ref().map_or("", |(_, name, _)| name.as_str());
            // A holding that was known has got an end; a new one takes over.
            let (on, successor) =
                if was_held { (period.stored_to(), None) } else { (period.from(), Some((person, name))) };
            let left_on = known.iter().map(|old| old.period.stored_to().min(on)).max();
            follow_post(&mut work, Holding { post: id, title: &title, on, left_on, successor }).await?;
        }
        if let Some((person, period, was_held)) = hands {
            let name = held.as_ref().map_or("", |(_, name, _)| name.as_str());
            let new = Personal::name(person, name);
            let on = if was_held { period.stored_to() } else { period.from() };
            let last = known.iter().find(|old| old.period.stored_to() == on && old.person != person);
            let before = last.map(|old| Personal::name(old.person, &old.name));
            let (before, after) = if was_held { (Some(new), None) } else { (before, Some(new)) };
            let changed = Changed { post: id, kind, unit, name: &title, before, after, on };
            post_changed(&mut work, &changed).await?;
        }
    }
    Ok(if reached && outcome == Outcome::Unchanged { Outcome::Changed } else { outcome })
}

/// Adds a holding, or lets an existing one end; `false` when everything was as the row says.
async fn hold(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    id: PostId,
    holder: Holder,
) -> Result<bool> {
    let holdings = state.people.holdings.entry(id).or_default();
    let same = |old: &&mut Holder| old.person == holder.person && old.period.from() == holder.period.from();
    if let Some(old) = holdings.iter_mut().find(same) {
        if old.period == holder.period {
            return Ok(false);
        }
        post::end_holding(tx, district, old.row, holder.period.stored_to()).await?;
        old.period = holder.period;
        return Ok(true);
    }
    let overlaps = |old: &&Holder| {
        old.period.from() < holder.period.stored_to() && holder.period.from() < old.period.stored_to()
    };
    if let Some(old) = holdings.iter().find(overlaps) {
        return Err(Refusal::new(Rule::HolderOverlap, "valid_from")
            .with(old.period.from().max(holder.period.from()))
            .into());
    }
    let holder = Holder { row: Ids::at(state.now).uuid(), ..holder };
    post::insert_holding(tx, district, id, &holder).await?;
    holdings.push(holder);
    Ok(true)
}

/// The post of a title that a person holds now, for an appointment that rests on it.
pub(super) async fn held_post(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    person: PersonId,
    title: &str,
) -> Result<PostId> {
    let mut people = std::mem::take(&mut state.people);
    let loaded = people.load(tx, district).await;
    state.people = people;
    loaded?;
    let (people, today) = (&state.people, state.today());
    let holds = |id: &PostId| {
        let of_person = |held: &&Holder| held.person == person && held.period.contains(today);
        people.holdings.get(id).is_some_and(|held| held.iter().any(|held| of_person(&held)))
    };
    let mut named = people.posts.iter().filter(|((_, _, name), id)| name == title && holds(id));
    match (named.next(), named.next()) {
        (Some((_, id)), None) => Ok(*id),
        _ => Err(Refusal::new(Rule::AppointmentPostVacant, "post").with(title).into()),
    }
}

pub(super) async fn find_body(tx: &mut Tx, state: &mut State, name: &str) -> Result<(DistrictId, Body)> {
    for district in state.districts.clone() {
        let known = organisations::index(tx, state, district).await?;
        if let Some(id) = known.find(name) {
            return Ok((district, Body::PartyOrganisation(id)));
        }
        if let Some(id) = units::index(tx, state, district).await?.find(name) {
            return Ok((district, Body::Unit(id)));
        }
    }
    Err(Refusal::new(Rule::OrganisationUnknown, "organisation").with(name).into())
}

/// The first day that a table means when it says nothing.
pub(super) const fn since(day: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    match day {
        Some(day) => day,
        None => today,
    }
}
