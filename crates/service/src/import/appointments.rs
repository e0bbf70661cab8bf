//! Rows of appointments: who may sign in, as what, where.

use domain::access::AppointmentKind;
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;

use super::cells::Cells;
use super::{Outcome, State, people, units};
use crate::Result;
use crate::access::{Grant, Someone, Where};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let name = Name::parse(cells.text("person"), "person")?;
    let kind = AppointmentKind::parse(cells.text("kind"), "kind")?;
    let from = people::since(cells.day("valid_from")?, state.today());
    let (valid_to, basis) = (cells.day("valid_to")?, cells.optional("basis"));
    Period::new(from, valid_to)?;
    let place = cells.text("place");
    let (district, division, unit) = match kind {
        AppointmentKind::Liaison => {
            let mut found = None;
            for district in state.districts.clone() {
                let known = units::index(tx, state, district).await?;
                if let Some(id) = known.find(place)
                    && let Some(division) = known.division(id)
                {
                    found = Some((district, division, Some((id, place.to_owned()))));
                }
            }
            found.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "place").with(place))?
        }
        _ => {
            let (district, division) = state.division(place, "place")?;
            (district, division, None)
        }
    };
    let person = people::person(tx, state, &people::reference(cells), &name).await?;
    let held = storage::access::appointments_of(tx, person, from.max(state.today())).await?;
    let same = |old: &storage::access::Held| {
        let at = &old.appointment;
        at.kind == kind
            && at.unit == unit.as_ref().map(|(id, _)| *id)
            && at.division.is_none_or(|id| id == division)
    };
    if held.iter().any(same) {
        return Ok(Outcome::Unchanged);
    }
    let post = match cells.optional("post") {
        Some(title) => Some(people::held_post(tx, state, district, person, &title).await?),
        None => None,
    };
    let grant = Grant {
        person: Someone::Known(person),
        place: unit.map_or(Where::Division(kind, division), |(id, _)| Where::Unit(id)),
        valid_from: Some(from),
        valid_to,
        post,
        basis,
        reason: String::new(),
    };
    let mut work = state.command(tx, district).await?;
    grant.at_once(&mut work).await?;
    Ok(Outcome::Added)
}
