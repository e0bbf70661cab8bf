//! From a token to who is acting.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Actor, Stage};
use domain::grid::Level;
use domain::id::SessionId;
use domain::journal::Behalf;
use domain::rule::{Refusal, Rule};

use storage::access::Channel;
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
    pub channel: Channel,
    pub stage: Stage,
    /// A token that may look and not touch.
    pub read_only: bool,
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

/// When a session was last seen is written no more often than this.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(60);

/// # Errors
/// `Unauthenticated` when the token opens no session whose appointment still holds.
pub async fn authenticate(lianhe: &Lianhe, token: &str) -> Result<Caller> {
    authenticate_by(lianhe, Secret::hash_of(token)).await
}

/// The same by what is stored of the token.
pub(super) async fn authenticate_by(lianhe: &Lianhe, hash: Vec<u8>) -> Result<Caller> {
    let now = lianhe.clock.now();
    let mut conn = lianhe.db.read().await?;
    let idle_since = now - lianhe.policy.idle;
    let open = storage::access::open_session(&mut conn, &hash, now, idle_since, lianhe.today()).await?;
    let open = open.ok_or(Error::Unauthenticated)?;
    if now - open.last_seen_at >= SEEN_EVERY {
        note_seen(lianhe.clone(), open.session, now);
    }
    Ok(Caller {
        actor: open.held.actor,
        level: open.held.level,
        session: open.session,
        expires_at: open.expires_at,
        channel: open.channel,
        stage: open.stage,
        read_only: open.read_only,
        revision: open.revision,
        behalf: None,
    })
}

/// Nobody waits for this: behind a long import it would hold up every reader.
fn note_seen(lianhe: Lianhe, session: SessionId, now: DateTime<Utc>) {
    tokio::spawn(async move {
        let written: storage::Result<()> =
            lianhe.db.write(move |tx| Box::pin(storage::session::seen(tx, session, now))).await;
        if let Err(why) = written {
            tracing::warn!(error = %why, "when a session was last seen could not be written");
        }
    });
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
