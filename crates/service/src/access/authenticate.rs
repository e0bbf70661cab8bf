//! From a token to who is acting.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::grid::Level;
use domain::id::SessionId;
use domain::journal::Behalf;
use domain::rule::{Refusal, Rule};

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
    /// For whom this request enters something (代录).
    pub behalf: Option<Behalf>,
}

impl Caller {
    /// The caller, entering something for somebody else (代录).
    ///
    /// # Errors
    /// Refuses everybody but officials.
    pub fn on_behalf_of(self, behalf: Behalf) -> Result<Self> {
        if !self.actor.kind.may_record_for_others() {
            return Err(Refusal::new(Rule::BehalfOfficials, "on_behalf_of").into());
        }
        Ok(Self { behalf: Some(behalf), ..self })
    }
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
        behalf: None,
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
