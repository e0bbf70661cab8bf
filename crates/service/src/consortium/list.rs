//! Consortia with what stands open in each, read together for a whole district: a list, or a desk.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::{Operation, Place, Relation};
use domain::consortium::SeatStatus;
use domain::grid::{DivisionRef, Level, Tree};
use domain::id::{ConsortiumId, UnitId};
use domain::name::search_key;
use domain::obligation::{Facts, Held, Obligation, State, Waiver, WorkingDays, obligations};
use domain::organisation::PostKind;
use storage::After;
use storage::consortium::body::{self, Consortium};
use storage::consortium::charter::{Charters, charters};
use storage::consortium::membership::{self, Voice};
use storage::consortium::seat::{self, Seat};

use super::{place_for, show};
use crate::query::page_of;
use crate::{Listing, Paged, Result, View};

/// Everything that the state of a district's consortia on a day follows from.
pub(crate) struct Overview {
    pub day: NaiveDate,
    pub bodies: Vec<Consortium>,
    pub days: WorkingDays,
    charters: Charters,
    members: HashMap<ConsortiumId, Vec<UnitId>>,
    liaisons: HashMap<UnitId, Voice>,
    seats: HashMap<ConsortiumId, Vec<Seat>>,
    held: HashMap<ConsortiumId, Vec<Held>>,
    waivers: HashMap<ConsortiumId, Vec<Waiver>>,
}

fn grouped<T>(pairs: Vec<(ConsortiumId, T)>) -> HashMap<ConsortiumId, Vec<T>> {
    let mut groups: HashMap<ConsortiumId, Vec<T>> = HashMap::new();
    for (id, item) in pairs {
        groups.entry(id).or_default().push(item);
    }
    groups
}

pub(crate) async fn overview(view: &mut View<'_>) -> Result<Overview> {
    let (district, day) = (view.district(), view.as_of);
    let conn = &mut view.conn;
    let bodies = body::all(conn, district).await?;
    let voices = membership::voices(conn, district, None, day).await?;
    let liaisons = voices.into_iter().filter(|v| v.kind == PostKind::Liaison).map(|v| (v.unit, v)).collect();
    let seats =
        seat::all(conn, district, day).await?.into_iter().map(|seat| (seat.consortium, seat)).collect();
    Ok(Overview {
        day,
        bodies,
        days: crate::obligation::working_days(conn).await?,
        charters: charters(conn, district).await?,
        members: grouped(membership::on_day(conn, district, day).await?),
        liaisons,
        seats: grouped(seats),
        held: {
            let mut held = storage::meeting::held(conn, district).await?;
            held.extend(storage::bulletin::held(conn, district, None).await?);
            grouped(held)
        },
        waivers: grouped(storage::obligation::waivers(conn, district).await?),
    })
}

impl Overview {
    pub fn living(&self) -> impl Iterator<Item = &Consortium> {
        self.bodies.iter().filter(|body| body.life().contains(self.day))
    }

    pub fn members(&self, body: &Consortium) -> &[UnitId] {
        let living = body.life().contains(self.day);
        self.members.get(&body.id).filter(|_| living).map_or(&[], Vec::as_slice)
    }

    /// Member units without a liaison on the day, with the vacant post where there is one.
    pub fn without_liaison(&self, body: &Consortium) -> impl Iterator<Item = (UnitId, Option<&Voice>)> {
        self.members(body).iter().filter_map(|unit| {
            let liaison = self.liaisons.get(unit);
            liaison.is_none_or(|voice| voice.holder.is_none()).then_some((*unit, liaison))
        })
    }

    /// Seats that somebody has to fill.
    pub fn gaps(&self, body: &Consortium) -> impl Iterator<Item = (&Seat, SeatStatus)> {
        let living = body.life().contains(self.day);
        let charter = self.charters.of(body.id);
        let seats = self.seats.get(&body.id).filter(|_| living).map_or(&[][..], Vec::as_slice);
        seats.iter().filter_map(move |seat| {
            let status = show::status(seat, &charter, self.day)?;
            status.is_gap().then_some((seat, status))
        })
    }

    pub fn facts(&self, body: &Consortium) -> Facts {
        Facts {
            life: body.life(),
            charter: self.charters.of(body.id),
            held: self.held.get(&body.id).cloned().unwrap_or_default(),
            waivers: self.waivers.get(&body.id).cloned().unwrap_or_default(),
        }
    }

    pub fn owed(&self, body: &Consortium) -> Vec<Obligation> {
        obligations(&self.facts(body), &self.days, self.day)
    }
}

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
    let overview = overview(view).await?;
    let wanted = search_key(&filter.name);
    let mut rows = Vec::new();
    for body in overview.living() {
        let Some(place) = tree.place(body.division) else { continue };
        let place = place_for(&view.caller.actor, place, |unit| overview.members(body).contains(&unit));
        let inside = within.is_none_or(|id| tree.is_within(body.division, id));
        let named = search_key(body.name_on(overview.day)).contains(&wanted);
        if !inside || !named || !view.caller.actor.may(Operation::ConsortiumView, &place) {
            continue;
        }
        let shown = ConsortiumShown::new(body, &overview, &tree);
        let level = filter.level.is_none_or(|level| level == shown.level);
        let open = !filter.open || shown.overdue + shown.gaps + shown.without_liaison > 0;
        if level && open {
            rows.push((sort_key(&shown, &tree), shown));
        }
    }
    rows.sort_by(|(a, x), (b, y)| (a, x.consortium.id).cmp(&(b, y.consortium.id)));
    let paged =
        page_of(rows, listing, |(key, shown)| After { key: key.clone(), id: shown.consortium.id.uuid() });
    Ok(paged.map(|(_, shown)| shown))
}

/// A street's own body stands before those of its communities.
fn sort_key(shown: &ConsortiumShown, tree: &Tree) -> String {
    let names = |place: Place| {
        let street = place.street.map(|id| tree.reference(id).name).unwrap_or_default();
        let community = place.community.map(|id| tree.reference(id).name).unwrap_or_default();
        (street, community)
    };
    let (street, community) = tree.place(shown.consortium.division).map(names).unwrap_or_default();
    let key = |name: &str| domain::name::Name::parse(name, "name").map(|n| n.sort_key()).unwrap_or_default();
    format!("{}\u{1}{}\u{1}{}", key(&street), key(&community), key(&shown.name))
}

/// Units that several bodies miss a liaison of are one gap.
pub(crate) fn distinct<'a>(
    gaps: impl Iterator<Item = (UnitId, Option<&'a Voice>)>,
) -> Vec<(UnitId, Option<&'a Voice>)> {
    let mut seen = HashSet::new();
    gaps.filter(|(unit, _)| seen.insert(*unit)).collect()
}
