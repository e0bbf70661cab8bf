//! One-time links and the sessions that they open.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Actor, Operation, Place};
use domain::id::SessionId;
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use storage::access::{Channel, Held, NewLink, NewSession};

use super::Secret;
use crate::journal::Personal;
use crate::{Error, Lianhe, Result, Work, Write, office_day};

/// How long a browser session lasts.
const SESSION: TimeDelta = TimeDelta::hours(12);

/// Makes a one-time sign-in link for an appointment.
pub struct IssueLink {
    pub held: Held,
    pub lifetime: TimeDelta,
}

impl Write for IssueLink {
    type Output = Secret;

    async fn run(self, work: &mut Work<'_>) -> Result<Secret> {
        work.authorise(Operation::TokenIssue, &Place::district(work.district()))?;
        let secret = Secret::random();
        let link = NewLink {
            id: work.ids.uuid(),
            token_hash: secret.hash(),
            person: self.held.actor.person,
            district: self.held.appointment.district,
            appointment: self.held.appointment.id,
            expires_at: work.now + self.lifetime,
        };
        storage::access::insert_link(work.tx, &link).await?;
        let name = format!("{}（{}）", self.held.actor.kind.term(), self.held.actor.place_name);
        let object = ObjectRef { kind: ObjectType::Session, id: link.id, name };
        let after = json!({ "expires_at": link.expires_at, "channel": "link", "person": Personal::name(self.held.actor.person, self.held.actor.person_name) });
        work.journal(Operation::TokenIssue, object, (None, Some(after)), None).await?;
        Ok(secret)
    }
}

/// A session just opened: the secret goes into the cookie and is nowhere else.
pub struct SignedIn {
    pub secret: Secret,
    pub expires_at: DateTime<Utc>,
}

/// Uses up a one-time link and opens a session, in one transaction.
///
/// # Errors
/// `LinkInvalid` for a link that is unknown, used, old, or whose appointment has ended.
pub async fn sign_in(lianhe: &Lianhe, token: &str) -> Result<SignedIn> {
    let hash = Secret::hash_of(token);
    let (now, keys) = (lianhe.clock.now(), lianhe.keys.clone());
    lianhe
        .db
        .write(move |tx| {
            Box::pin(async move {
                let link = storage::access::take_link(tx, &hash, now).await?;
                let (person, appointment) = link.ok_or(Error::LinkInvalid)?;
                let held = storage::access::appointments_of(tx, person, office_day(now)).await?;
                let held = held.into_iter().find(|held| held.appointment.id == appointment);
                let actor: Actor = held.ok_or(Error::LinkInvalid)?.actor;
                let mut work = Work::new(tx, actor, now, keys);
                open(&mut work).await
            })
        })
        .await
}

async fn open(work: &mut Work<'_>) -> Result<SignedIn> {
    let secret = Secret::random();
    let session = NewSession {
        id: SessionId::new(work.ids.uuid()),
        token_hash: secret.hash(),
        person: work.actor.person,
        district: work.district(),
        appointment: work.actor.appointment,
        channel: Channel::Browser,
        created_at: work.now,
        expires_at: work.now + SESSION,
    };
    storage::access::insert_session(work.tx, &session).await?;
    let object =
        ObjectRef { kind: ObjectType::Session, id: session.id.uuid(), name: work.actor.person_name.clone() };
    let after = json!({ "expires_at": session.expires_at, "channel": "browser" });
    work.journal(Operation::SessionStart, object, (None, Some(after)), None).await?;
    Ok(SignedIn { secret, expires_at: session.expires_at })
}
