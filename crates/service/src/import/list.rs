//! The imports that were kept, newest first.

use domain::access::{Decision, Operation, Place};
use storage::import::Run;
use uuid::Uuid;

use crate::{Error, Result, View};

/// # Errors
/// `Forbidden` for an appointment that imports nothing. One that is not the district's sees its own.
pub async fn list_imports(view: &mut View<'_>, limit: i64) -> Result<Vec<Run>> {
    let (district, actor) = (view.district(), &view.caller.actor);
    view.authorise(Operation::ImportRun, &actor.place)?;
    let all = actor.decide(Operation::ImportRun, &Place::district(district)) == Decision::Allowed;
    let own = (!all).then_some(actor.appointment);
    Ok(storage::import::list(&mut view.conn, district, own, limit).await?)
}

/// # Errors
/// `NotFound` for an import that the caller does not see in its list.
pub async fn show_import(view: &mut View<'_>, id: Uuid) -> Result<Run> {
    let (district, actor) = (view.district(), &view.caller.actor);
    view.authorise(Operation::ImportRun, &actor.place)?;
    let all = actor.decide(Operation::ImportRun, &Place::district(district)) == Decision::Allowed;
    let own = actor.appointment.uuid();
    let found = storage::import::find(&mut view.conn, district, id).await?;
    found.filter(|run| all || run.appointment_id == own).ok_or(Error::NotFound)
}
