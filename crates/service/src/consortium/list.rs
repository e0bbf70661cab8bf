//! Consortia with what stands open in each, a page at a time.

use std::collections::HashSet;

use domain::access::{Operation, Place, Relation};
use domain::grid::{DivisionRef, Level, Tree};
use domain::id::ConsortiumId;
use domain::name::search_key;
use domain::obligation::State;
use storage::After;
use storage::consortium::body::{self, Consortium, Line};
use storage::consortium::membership;

use super::overview::Overview;
use super::{overview, place_for};
use crate::query::page_of;
use crate::{Listing, Paged, Result, View};

#[derive(Debug, Clone)]
pub struct ConsortiumShown {
    pub consortium: Consortium,
    /// What it is called on the day.
    pub name: String,
    pub division: DivisionRef,
    pub level: Level,
    pub members: usize,
    pub gaps: usize,
    pub without_liaison: usize,
    pub due: usize,
    pub overdue: usize,
}

impl ConsortiumShown {
    pub(super) fn new(body: &Consortium, overview: &Overview, tree: &Tree) -> Self {
        let owed = if body.life().contains(overview.day) { overview.owed(body) } else { Vec::new() };
        let count = |state: State| owed.iter().filter(|o| o.state == state).count();
        let division = tree.reference(body.division);
        Self {
            name: body.name_on(overview.day).to_owned(),
            level: division.kind.level(),
            division,
            members: overview.members(body).len(),
            gaps: overview.gaps(body).count(),
            without_liaison: overview.without_liaison(body).count(),
            due: count(State::Due),
            overdue: count(State::Overdue),
            consortium: body.clone(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct ConsortiumFilter {
    pub level: Option<Level>,
    /// Any part of the name.
    pub name: String,
    /// Only those with something overdue, a vacant seat or a missing liaison.
    pub open: bool,
}

/// A page of the consortia that exist on the day, as far as the caller may see them: by name.
///
/// # Errors
/// `NotFound` for a division of which the caller may see nothing.
pub async fn list_consortia(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &ConsortiumFilter,
) -> Result<Paged<ConsortiumShown>> {
    let tree = view.tree().await?;
    let own = view.caller.actor.place;
    view.authorise(Operation::ConsortiumView, &own)?;
    let within = match listing.within {
        None => None,
        Some(id) => {
            let place = tree.place(id).ok_or(crate::Error::NotFound)?;
            match own.relation_to(&place) {
                Relation::Own | Relation::Below | Relation::Above => Some(id),
                Relation::Beside | Relation::Foreign => return Err(crate::Error::NotFound),
            }
        }
    };
    let mut lines = seen_lines(view, &tree).await?;
    let wanted = search_key(&filter.name);
    lines.retain(|line| {
        within.is_none_or(|id| tree.is_within(line.division, id))
            && search_key(&line.name).contains(&wanted)
            && filter.level.is_none_or(|level| tree.reference(line.division).kind.level() == level)
    });
    if filter.open {
        let ids: Vec<ConsortiumId> = lines.iter().map(|line| line.id).collect();
        let open: HashSet<ConsortiumId> = shown(view, &tree, &ids)
            .await?
            .into_iter()
            .filter(|shown| shown.overdue + shown.gaps + shown.without_liaison > 0)
            .map(|shown| shown.consortium.id)
            .collect();
        lines.retain(|line| open.contains(&line.id));
    }
    let mut rows: Vec<(String, ConsortiumId)> =
        lines.iter().map(|line| (sort_key(line, &tree), line.id)).collect();
    rows.sort();
    let paged = page_of(rows, listing, |(key, id)| After { key: key.clone(), id: id.uuid() });
    let ids: Vec<ConsortiumId> = paged.page.items.iter().map(|(_, id)| *id).collect();
    let mut found = shown(view, &tree, &ids).await?;
    found.sort_by_key(|shown| ids.iter().position(|id| *id == shown.consortium.id));
    let mut found = found.into_iter();
    Ok(Paged {
        total: paged.total,
        page: storage::Page { items: found.by_ref().collect(), next: paged.page.next },
    })
}

/// The consortia that exist on the day and that the caller may see.
async fn seen_lines(view: &mut View<'_>, tree: &Tree) -> Result<Vec<Line>> {
    let (district, day) = (view.district(), view.as_of);
    let mut member = HashSet::new();
    if let Some(unit) = view.caller.actor.place.unit {
        let held = membership::of_unit(&mut view.conn, district, unit).await?;
        let now = held.into_iter().filter(|m| m.tenure.is_some_and(|tenure| tenure.contains(day)));
        member.extend(now.map(|m| m.consortium));
    }
    let lines = body::living(&mut view.conn, district, day).await?;
    let actor = &view.caller.actor;
    let may = |line: &Line| {
        let place = tree.place(line.division);
        let place = place.map(|place| place_for(actor, place, |_| member.contains(&line.id)));
        place.is_some_and(|place| actor.may(Operation::ConsortiumView, &place))
    };
    Ok(lines.into_iter().filter(|line| may(line)).collect())
}

/// Some consortia with what stands open in each.
async fn shown(view: &mut View<'_>, tree: &Tree, ids: &[ConsortiumId]) -> Result<Vec<ConsortiumShown>> {
    let district = view.district();
    let bodies = body::some(&mut view.conn, district, ids).await?;
    let overview = overview(view, bodies).await?;
    Ok(overview.bodies.iter().map(|body| ConsortiumShown::new(body, &overview, tree)).collect())
}

/// A street's own body stands before those of its communities.
fn sort_key(line: &Line, tree: &Tree) -> String {
    let names = |place: Place| {
        let street = place.street.map(|id| tree.reference(id).name).unwrap_or_default();
        let community = place.community.map(|id| tree.reference(id).name).unwrap_or_default();
        (street, community)
    };
    let (street, community) = tree.place(line.division).map(names).unwrap_or_default();
    let key = |name: &str| domain::name::Name::parse(name, "name").map(|n| n.sort_key()).unwrap_or_default();
    format!("{}\u{1}{}\u{1}{}", key(&street), key(&community), key(&line.name))
}
