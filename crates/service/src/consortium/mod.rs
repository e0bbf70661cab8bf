//! S3: consortia, their charters, members and work committees.
//!
//! A consortium lies in its division. For somebody who acts for a unit that is a member of it, it lies in the unit: what
//! a unit may see and do in its consortia is its own.

mod apply;
mod charter;
mod dissolve;
mod follow;
mod found;
mod list;
mod member_step;
mod overview;
mod rename;
mod seat_step;
mod set_seat;
mod show;

pub use apply::Apply;
pub use charter::{CharterLine, SetClause, standard};
pub use dissolve::DissolveConsortium;
pub(crate) use follow::{Changed, post_changed};
pub use found::FoundConsortium;
pub use list::{ConsortiumFilter, ConsortiumShown, list_consortia};
pub use member_step::TakeMemberStep;
pub(crate) use member_step::unit_name;
pub(crate) use overview::{Overview, distinct, overview};
pub use rename::RenameConsortium;
pub use seat_step::TakeSeatStep;
pub use set_seat::{Nominee, SetSeat};
pub use show::{ConsortiumDetail, MemberShown, SeatShown, show_consortium};

pub use storage::consortium::body::Consortium;
pub use storage::consortium::membership::{Membership, Voice};
pub use storage::consortium::seat::{Bound, Seat};

use chrono::NaiveDate;
use domain::access::{Actor, Place};
use domain::id::{ConsortiumId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use storage::consortium::{body, membership};

use crate::{Error, Result, View, Work};

/// As much as a note, a document number or an agenda's line may hold.
const NOTE_MOST: usize = 500;

/// A text that may be left out; an empty one says nothing.
///
/// # Errors
/// Refuses one that is too long.
pub(crate) fn note(text: Option<&str>, field: &'static str, most: usize) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > most {
        return Err(Refusal::new(Rule::TextTooLong, field).with(most).into());
    }
    Ok(Some(text.to_owned()))
}

/// # Errors
/// Refuses a day that has not come yet.
pub(crate) fn check_past(work: &Work<'_>, on: NaiveDate, field: &'static str) -> Result<()> {
    if on > work.today() {
        return Err(Refusal::new(Rule::InFuture, field).with(on).into());
    }
    Ok(())
}

/// The place from which an actor looks at a consortium: its own unit's where that is a member, else the division's.
pub(crate) fn place_for(actor: &Actor, division: Place, is_member: impl Fn(UnitId) -> bool) -> Place {
    match actor.place.unit {
        Some(unit) if is_member(unit) => actor.place,
        _ => division,
    }
}

pub(crate) fn is_member(held: &[Membership], id: ConsortiumId, day: NaiveDate) -> bool {
    held.iter().any(|m| m.consortium == id && m.tenure.is_some_and(|tenure| tenure.contains(day)))
}

/// A consortium and its place for the caller.
pub(crate) async fn seen(view: &mut View<'_>, id: ConsortiumId) -> Result<(Consortium, Place)> {
    let (district, day) = (view.district(), view.as_of);
    let found = body::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let division = division_place(view, &found).await?;
    let unit = view.caller.actor.place.unit;
    let mut member = false;
    if let Some(unit) = unit {
        member = is_member(&membership::of_unit(&mut view.conn, district, unit).await?, id, day);
    }
    Ok((found, place_for(&view.caller.actor, division, |_| member)))
}

/// Where a consortium lies, on the view's day or when it last was.
async fn division_place(view: &mut View<'_>, found: &Consortium) -> Result<Place> {
    let life = found.life();
    let last = life.to().and_then(|end| end.pred_opt()).unwrap_or(view.as_of);
    let day = view.as_of.clamp(life.from().min(last), last);
    for day in [day, view.as_of, life.from()] {
        if let Some(place) = view.tree_on(day).await?.place(found.division) {
            return Ok(place);
        }
    }
    Err(Error::NotFound)
}

/// A consortium that is to be written to, with its place for the actor.
pub(crate) async fn written(work: &mut Work<'_>, id: ConsortiumId) -> Result<(Consortium, Place)> {
    let (district, today) = (work.district(), work.today());
    let found = body::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let last = found.life().to().and_then(|end| end.pred_opt()).unwrap_or(today);
    let at = work.lying(found.division, today.min(last)).await?.ok_or(Error::NotFound)?;
    let held = match work.actor.place.unit {
        Some(unit) => membership::of_unit(work.tx, district, unit).await?,
        None => Vec::new(),
    };
    let member = is_member(&held, id, today);
    let place = place_for(&work.actor, at.place, |_| member);
    Ok((found, place))
}

/// # Errors
/// Refuses a day on which the consortium does not exist.
pub(crate) fn check_living(found: &Consortium, on: NaiveDate, field: &'static str) -> Result<()> {
    if found.life().contains(on) {
        return Ok(());
    }
    Err(Refusal::new(Rule::ConsortiumInactive, field).with(on).into())
}

pub(crate) fn object(found: &Consortium, day: NaiveDate) -> ObjectRef {
    ObjectRef { kind: ObjectType::Consortium, id: found.id.uuid(), name: found.name_on(day).to_owned() }
}
