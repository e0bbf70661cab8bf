//! Where owners lie, what they are called, and what was agreed on there.

use chrono::NaiveDate;
use domain::access::Place;
use domain::consortium::CharterItem;
use domain::exchange::{Clocks, Owner};
use domain::grid::Level;
use domain::id::{DistrictId, DivisionId, UnitId};
use domain::organisation::UnitType;
use domain::rule::{Refusal, Rule};
use storage::Conn;
use storage::consortium::{body, charter, membership};

use super::Agreed;
use crate::organisation::unit_place;
use crate::work::Lying;
use crate::{Error, Result, Work};

/// An owner as a write finds it.
pub(crate) struct Home {
    pub name: String,
    pub place: Place,
    pub division: DivisionId,
    /// The type of a unit.
    pub unit: Option<UnitType>,
}

/// # Errors
/// Refuses a unit or division that there is not.
pub(crate) async fn home(work: &mut Work<'_>, owner: Owner, day: NaiveDate) -> Result<Home> {
    let district = work.district();
    match owner {
        Owner::Division(id) => {
            let at = ground(work, id, day, "owner").await?;
            let name = at.division.name.clone();
            Ok(Home { name, place: at.place, division: id, unit: None })
        }
        Owner::Unit(id) => {
            let periods = storage::organisation::unit::periods(work.tx, district, id).await?;
            let on = periods.iter().position(|unit| unit.now.period.contains(day));
            // One that has ended is where it last was.
            let unit = on.or(periods.len().checked_sub(1)).and_then(|at| periods.get(at));
            let unit =
                unit.ok_or_else(|| Error::from(Refusal::new(Rule::UnitUnknown, "unit_id").with(id)))?;
            let facts = &unit.now.facts;
            Ok(Home {
                name: facts.name.as_str().to_owned(),
                place: unit_place(district, id, &unit.now),
                division: facts.division,
                unit: Some(facts.kind),
            })
        }
    }
}

pub(crate) async fn ground(
    work: &mut Work<'_>,
    id: DivisionId,
    day: NaiveDate,
    field: &'static str,
) -> Result<Lying> {
    let found = work.lying(id, day).await?;
    found.ok_or_else(|| Refusal::new(Rule::DivisionUnknown, field).with(id).into())
}

/// Whether the unit is a member of a consortium on the day.
pub(crate) async fn is_member(work: &mut Work<'_>, unit: UnitId, day: NaiveDate) -> Result<bool> {
    let held = membership::of_unit(work.tx, work.actor.place.district, unit).await?;
    Ok(held.iter().any(|m| m.tenure.is_some_and(|tenure| tenure.contains(day))))
}

/// What the body of the community has agreed on, else that of its street, else the district's standard.
pub(crate) async fn agreed(
    conn: &mut Conn,
    district: DistrictId,
    (division, street): (DivisionId, Option<DivisionId>),
    day: NaiveDate,
) -> Result<Agreed> {
    let charters = charter::charters(conn, district).await?;
    let bodies = body::all(conn, district).await?;
    let of = |id: DivisionId| bodies.iter().find(|b| b.division == id && b.life().contains(day));
    let body = of(division).or_else(|| street.and_then(of));
    let charter = body.map_or_else(
        || domain::consortium::Charter { standard: charters.standard.clone(), local: Vec::new() },
        |body| charters.of(body.id),
    );
    let value = |item: CharterItem| charter.value(item, day).or(item.customary()).unwrap_or_default();
    Ok(Agreed {
        clocks: Clocks::of(&charter, day),
        confirm_days: u64::try_from(value(CharterItem::EntryConfirmDays)).unwrap_or_default(),
        low: u8::try_from(value(CharterItem::LowEvaluation)).unwrap_or_default(),
    })
}

/// The street of a division on its path; its own where it is one.
pub(crate) fn street_of(place: &Place) -> Option<DivisionId> {
    place.street
}

pub(crate) fn level_of(place: &Place) -> Level {
    match (place.street, place.community) {
        (_, Some(_)) => Level::Community,
        (Some(_), None) => Level::Street,
        (None, None) => Level::District,
    }
}
