//! From a token to who is acting.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::grid::Level;
use domain::id::SessionId;

use storage::journal::Revision;

use super::Secret;
use crate::{Error, Lianhe, Result};

/// An authenticated caller: made at the door, needed for everything behind it.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub level: Level,
    pub session: SessionId,
    pub expires_at: DateTime<Utc>,
    /// How far the district's journal had come when the request arrived.
    pub revision: Revision,
}

/// # Errors
/// `Unauthenticated` when the token opens no session whose appointment still holds.
pub async fn authenticate(lianhe: &Lianhe, token: &str) -> Result<Caller> {
    let now = lianhe.clock.now();
    let hash = Secret::hash_of(token);
    let mut conn = lianhe.db.read().await?;
    let open = storage::access::open_session(&mut conn, &hash, now, lianhe.today()).await?;
    let open = open.ok_or(Error::Unauthenticated)?;
    Ok(Caller {
        actor: open.held.actor,
        level: open.held.level,
        session: open.session,
        expires_at: open.expires_at,
        revision: open.revision,
    })
}

/// The caller after a switch: the same session, acting as another appointment.
///
/// # Errors
/// `NotFound` when the appointment does not hold.
pub async fn authenticate_session(
    lianhe: &Lianhe,
    caller: &Caller,
    appointment: domain::id::AppointmentId,
) -> Result<Caller> {
    let mut conn = lianhe.db.read().await?;
    let held = storage::access::appointments_of(&mut conn, caller.actor.person, lianhe.today()).await?;
    let held = held.into_iter().find(|held| held.appointment.id == appointment).ok_or(Error::NotFound)?;
    let revision = storage::journal::revision(&mut conn, held.appointment.district).await?;
    Ok(Caller { actor: held.actor, level: held.level, revision, ..caller.clone() })
}
