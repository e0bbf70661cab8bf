//! Rows of appointments: who may sign in, as what, where.

use domain::access::AppointmentKind;
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::Tx;

use super::columns::Cells;
use super::{Kind, Outcome, State, organisations, people};
use crate::access::Appoint;
use crate::{Result, Write};

const KIND: Kind = Kind::Appointments;

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let name = Name::parse(cells.text(KIND, "person"), "person")?;
    let kind = AppointmentKind::parse(cells.text(KIND, "kind"), "kind")?;
    let from = people::since(cells.day(KIND, "valid_from")?, state.today());
    let period = Period::new(from, cells.day(KIND, "valid_to")?)?;
    let place = cells.text(KIND, "place");
    let (district, division, unit) = match kind {
        AppointmentKind::Liaison => {
            let mut found = None;
            for district in state.districts.clone() {
                let known = organisations::index(tx, state, district).await?;
                if let Some(id) = known.unit(place)
                    && let Some(facts) = known.unit_facts(id)
                {
                    found = Some((district, facts.division, Some((id, place.to_owned()))));
                }
            }
            found.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "place").with(place))?
        }
        _ => {
            let (district, division) = state.division(place, "place")?;
            (district, division, None)
        }
    };
    let person = people::person(tx, state, &people::reference(cells, KIND), &name).await?;
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
    let mut work = state.work(tx, district).await?;
    let appoint = Appoint { person, person_name: name.as_str().to_owned(), kind, division, unit, period };
    appoint.run(&mut work).await?;
    Ok(Outcome::Added)
}
