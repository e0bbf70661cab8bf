//! Acting as another of one's own appointments, and signing out.

use domain::access::Operation;
use domain::id::{AppointmentId, SessionId};
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use storage::access::Held;

use crate::{Error, Result, View, Work, Write};

/// The appointments among which the caller can choose.
///
/// # Errors
/// When the database cannot be read.
pub async fn appointments(view: &mut View<'_>) -> Result<Vec<Held>> {
    let today = view.lianhe.today();
    Ok(storage::access::appointments_of(&mut view.conn, view.caller.actor.person, today).await?)
}

pub struct SwitchAppointment {
    pub session: SessionId,
    pub appointment: AppointmentId,
}

impl Write for SwitchAppointment {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (person, today) = (work.actor.person, work.today());
        let held = storage::access::appointments_of(work.tx, person, today).await?;
        let held =
            held.into_iter().find(|held| held.appointment.id == self.appointment).ok_or(Error::NotFound)?;
        storage::access::act_as(work.tx, self.session, held.appointment.district, held.appointment.id)
            .await?;
        let said = |kind: domain::access::AppointmentKind, place: &str| json!({ "appointment": kind.word(), "place": place });
        let before = said(work.actor.kind, &work.actor.place_name);
        let after = said(held.actor.kind, &held.actor.place_name);
        let object = ObjectRef {
            kind: ObjectType::Session,
            id: self.session.uuid(),
            name: work.actor.person_name.clone(),
        };
        work.journal(Operation::SessionSwitch, object, (Some(before), Some(after)), None).await
    }
}

pub struct SignOut {
    pub session: SessionId,
}

impl Write for SignOut {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        storage::access::end_session(work.tx, self.session, work.now).await?;
        let object = ObjectRef {
            kind: ObjectType::Session,
            id: self.session.uuid(),
            name: work.actor.person_name.clone(),
        };
        work.journal(Operation::SessionEnd, object, (None, None), None).await
    }
}
