//! What a calendar program gets for an address.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use documents::{Calendar, Event, EventStatus, Span, write_calendar};
use domain::access::{AppointmentKind, Operation};
use domain::grid::Level;
use domain::id::{ConsortiumId, DistrictId};
use sha2::{Digest, Sha256};
use storage::calendar::{self, Feed};
use storage::consortium::body::{self, Consortium};
use storage::consortium::membership;
use storage::{Conn, access};

use super::Address;
use crate::{Error, Lianhe, Result};

/// A meeting whose end nobody said.
const USUAL: TimeDelta = TimeDelta::hours(2);

pub struct CalendarText {
    pub text: String,
    /// Changes whenever the text does.
    pub tag: String,
}

/// The meetings behind an address; `site` is where people reach the pages.
///
/// # Errors
/// `NotFound` for an address that never was, or was revoked.
pub async fn feed(lianhe: &Lianhe, address: &str, site: &str) -> Result<CalendarText> {
    let (district, hash) = Address::read(address).ok_or(Error::NotFound)?;
    let mut conn = lianhe.db.read().await?;
    let feed = calendar::by_hash(&mut conn, district, &hash).await?.ok_or(Error::NotFound)?;
    let today = lianhe.today();
    let bodies = match feed.consortium {
        Some(id) => body::get(&mut conn, district, id).await?.into_iter().collect(),
        None => bodies_of(&mut conn, district, &feed, today).await?,
    };
    let mut events = Vec::new();
    for found in &bodies {
        for event in calendar::events(&mut conn, district, found.id).await? {
            events.push(entry(found, event, site));
        }
    }
    let name = match (&feed.consortium, bodies.first()) {
        (Some(_), Some(found)) => found.name_on(today).to_owned(),
        _ => "联合体会议".to_owned(),
    };
    let text = write_calendar(&Calendar { name, events });
    let tag = hex::encode(&Sha256::digest(text.as_bytes())[..16]);
    Ok(CalendarText { text, tag })
}

/// The bodies for which a person's appointments act today; the district's office goes with the streets' bodies.
async fn bodies_of(
    conn: &mut Conn,
    district: DistrictId,
    feed: &Feed,
    today: chrono::NaiveDate,
) -> Result<Vec<Consortium>> {
    let mut found: BTreeMap<ConsortiumId, Consortium> = BTreeMap::new();
    for held in access::appointments_of(conn, feed.person, today).await? {
        let (actor, place) = (&held.actor, held.actor.place);
        if place.district != district || !actor.may(Operation::ConsortiumView, &place) {
            continue;
        }
        let bodies = if let Some(unit) = place.unit {
            let mut bodies = Vec::new();
            for membership in membership::of_unit(conn, district, unit).await? {
                if membership.tenure.is_some_and(|tenure| tenure.contains(today)) {
                    bodies.extend(body::get(conn, district, membership.consortium).await?);
                }
            }
            bodies
        } else if actor.kind == AppointmentKind::DistrictAdministrator {
            let tree = storage::grid::tree(conn, district, today).await?;
            let of_street = |body: &Consortium| tree.reference(body.division).kind.level() == Level::Street;
            body::all(conn, district).await?.into_iter().filter(of_street).collect()
        } else {
            body::of_division(conn, district, place.division_id()).await?
        };
        found.extend(bodies.into_iter().map(|body| (body.id, body)));
    }
    Ok(found.into_values().collect())
}

fn entry(body: &Consortium, event: calendar::Event, site: &str) -> Event {
    let id = event.meeting.uuid();
    let span = match (event.starts_at, event.ends_at) {
        (Some(from), to) => Span::Time(from, to.filter(|to| *to > from).unwrap_or(from + USUAL)),
        (None, _) => Span::Day(event.on),
    };
    let status = match event.stage.as_str() {
        "planned" => EventStatus::Tentative,
        "cancelled" => EventStatus::Cancelled,
        _ => EventStatus::Confirmed,
    };
    let seconds = id.get_timestamp().map_or(0, |at| i64::try_from(at.to_unix().0).unwrap_or_default());
    Event {
        uid: format!("{id}@lianhe"),
        sequence: event.revision,
        status,
        span,
        summary: format!("{}{}", body.name_on(event.on), event.kind.term()),
        location: event.place,
        url: format!("{site}/meetings/{id}"),
        recorded_at: DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default(),
    }
}
