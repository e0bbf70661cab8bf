//! Everybody who is appointed in a district: for its security administrator.

use std::collections::HashMap;

use domain::access::{AppointmentKind, Operation, Place};
use domain::id::{AppointmentId, DivisionId, PostId};
use domain::name::search_key;
use storage::access::Held;
use storage::organisation::post::{self, PostFilter};
use storage::{After, Scan};

use super::operator::is_operator;
use crate::query::page_of;
use crate::{Listing, Paged, Result, View};

/// More posts than any district has.
const POSTS: i64 = 100_000;

#[derive(Debug, Clone, Default)]
pub struct AppointmentFilter {
    pub kind: Option<AppointmentKind>,
    /// Any part of the person's name.
    pub person: String,
}

#[derive(Debug, Clone)]
pub struct AppointmentShown {
    pub held: Held,
    /// The post on which it rests: its body and title.
    pub post: Option<(PostId, String)>,
    /// Whom it stands in for.
    pub deputy_for: Option<(AppointmentId, String)>,
}

/// # Errors
/// `NotFound` for everybody but the security administrator.
pub async fn list_appointments(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &AppointmentFilter,
) -> Result<Paged<AppointmentShown>> {
    let district = view.district();
    view.authorise(Operation::AppointmentView, &Place::district(district))?;
    let all = storage::access::appointments_in(&mut view.conn, district, view.as_of).await?;
    let names: HashMap<AppointmentId, String> =
        all.iter().map(|held| (held.appointment.id, held.actor.person_name.clone())).collect();
    let scan = Scan {
        scope: domain::access::Scope::District,
        as_of: view.as_of,
        after: After::default(),
        limit: POSTS,
    };
    let posts = post::list(&mut view.conn, district, &scan, &PostFilter::default()).await?.items;
    let posts: HashMap<PostId, String> =
        posts.into_iter().map(|post| (post.id, format!("{} {}", post.body_name, post.title))).collect();

    let tree = view.tree().await?;
    let person = search_key(&filter.person);
    let lies_within =
        |held: &Held, within: DivisionId| tree.is_within(held.actor.place.division_id(), within);
    let mut rows: Vec<AppointmentShown> = all
        .into_iter()
        // The command line is no person: it appoints itself wherever it acts.
        .filter(|held| !is_operator(held.appointment.person))
        .filter(|held| filter.kind.is_none_or(|kind| held.actor.kind == kind))
        .filter(|held| person.is_empty() || search_key(&held.actor.person_name).contains(&person))
        .filter(|held| listing.within.is_none_or(|within| lies_within(held, within)))
        .map(|held| AppointmentShown {
            post: held.appointment.post.and_then(|id| Some((id, posts.get(&id)?.clone()))),
            deputy_for: held.appointment.deputy_for.and_then(|id| Some((id, names.get(&id)?.clone()))),
            held,
        })
        .collect();
    rows.sort_by_cached_key(|row| (key(row).key, key(row).id));
    Ok(page_of(rows, listing, key))
}

/// By kind in the order of the word list, then as the grid and names have it.
fn key(row: &AppointmentShown) -> After {
    let actor = &row.held.actor;
    let kind = AppointmentKind::ALL.iter().position(|kind| *kind == actor.kind).unwrap_or_default();
    After { key: format!("{kind} {} {}", actor.place_name, actor.person_name), id: actor.appointment.uuid() }
}
