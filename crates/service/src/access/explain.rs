//! Who can do what to something, and why: asked of the very function that decides.

use domain::access::{Decision, Operation, Place, Relation};
use domain::id::{AppointmentId, DivisionId, UnitId};
use storage::access::Held;

use crate::{Error, Result, View};

/// What a permission is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Object {
    Division(DivisionId),
    Unit(UnitId),
}

/// How an object lies to an appointment, and what follows for each operation.
pub struct Explained {
    pub held: Held,
    pub object_name: String,
    pub relation: Relation,
    pub decisions: Vec<(Operation, Decision)>,
}

/// # Errors
/// `NotFound` for everybody but the security administrator, and for an appointment or object that is not there.
pub async fn explain(view: &mut View<'_>, of: AppointmentId, object: Object) -> Result<Explained> {
    let (district, day) = (view.district(), view.as_of);
    view.authorise(Operation::PermissionView, &Place::district(district))?;
    let all = storage::access::appointments_in(&mut view.conn, district, day).await?;
    let held = all.into_iter().find(|held| held.appointment.id == of).ok_or(Error::NotFound)?;
    let tree = view.tree().await?;
    let (place, object_name) = match object {
        Object::Division(id) => {
            let node = tree.get(id).ok_or(Error::NotFound)?;
            (tree.place(id).ok_or(Error::NotFound)?, node.facts.name.as_str().to_owned())
        }
        Object::Unit(id) => {
            let unit = storage::organisation::unit::on_day(&mut view.conn, district, id, day).await?;
            let unit = unit.ok_or(Error::NotFound)?;
            let place = tree.place(unit.now.facts.division).ok_or(Error::NotFound)?;
            (place.with_unit(id), unit.now.facts.name.as_str().to_owned())
        }
    };
    let asked = Operation::ALL.iter().filter(|operation| !operation.is_session());
    let decisions = asked.map(|operation| (*operation, held.actor.decide(*operation, &place))).collect();
    Ok(Explained { relation: held.actor.place.relation_to(&place), held, object_name, decisions })
}
