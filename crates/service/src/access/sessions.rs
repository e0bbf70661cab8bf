//! One's own sessions and tokens: seen, ended, made.

use chrono::{DateTime, Utc};
use domain::access::{Actor, Operation, token_expiry};
use domain::id::SessionId;
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use serde_json::json;
use storage::access::{Channel, NewSession};
use storage::session::Listed;

use super::token::new_session;
use super::{Caller, Secret};
use crate::{Error, Lianhe, Result, Work, Write};

/// # Errors
/// When the database cannot be read.
pub async fn own_sessions(lianhe: &Lianhe, caller: &Caller) -> Result<Vec<Listed>> {
    let now = lianhe.clock.now();
    let mut conn = lianhe.db.read().await?;
    let idle_since = now - lianhe.policy.idle;
    Ok(storage::session::sessions_of(&mut conn, caller.actor.person, now, idle_since).await?)
}

/// Ends one session or token of one's own.
pub struct EndSession {
    pub session: SessionId,
}

impl Write for EndSession {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (person, now) = (work.actor.person, work.now);
        if !storage::session::end_one(work.tx, person, self.session, now).await? {
            return Err(Error::NotFound);
        }
        ended(work, self.session.uuid(), json!({ "sessions_ended": 1 })).await
    }
}

/// Signs out everywhere: every browser, this one too. Tokens stay; each can be revoked by itself.
pub struct EndEverySession;

impl Write for EndEverySession {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (person, now) = (work.actor.person, work.now);
        let count = storage::session::end_others(work.tx, person, None, false, now).await?;
        ended(work, person.uuid(), json!({ "sessions_ended": count })).await
    }
}

async fn ended(work: &mut Work<'_>, id: uuid::Uuid, after: serde_json::Value) -> Result<()> {
    let place = work.actor.place;
    work.authorise(Operation::SessionEnd, &place)?;
    let object = ObjectRef { kind: ObjectType::Session, id, name: work.actor.person_name.clone() };
    work.journal(Operation::SessionEnd, object, (None, Some(after)), None).await
}

/// A bearer token that acts as the appointment of this session.
pub struct NewToken {
    pub name: Name,
    pub read_only: bool,
    pub expires_at: DateTime<Utc>,
    actor: Actor,
}

impl NewToken {
    /// # Errors
    /// Refuses an empty name and a life of more than a year. A token makes no tokens.
    pub fn parse(
        caller: &Caller,
        name: &str,
        read_only: bool,
        days: i64,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        if caller.channel == Channel::Bearer {
            return Err(Error::BrowserOnly);
        }
        let (name, expires_at) = (Name::parse(name, "name")?, token_expiry(now, days)?);
        Ok(Self { name, read_only, expires_at, actor: caller.actor.clone() })
    }
}

impl Write for NewToken {
    type Output = (Secret, SessionId);

    async fn run(self, work: &mut Work<'_>) -> Result<Self::Output> {
        let place = work.actor.place;
        work.authorise(Operation::AccountOwn, &place)?;
        let secret = Secret::random();
        let session = NewSession {
            channel: Channel::Bearer,
            read_only: self.read_only,
            name: Some(self.name.as_str().to_owned()),
            ..new_session(work, &secret, &self.actor, self.expires_at)
        };
        let id = session.id;
        storage::access::insert_session(work.tx, &session).await?;
        let name = format!("{}（{}）", self.name.as_str(), work.actor.place_name);
        let object = ObjectRef { kind: ObjectType::Session, id: id.uuid(), name };
        let after =
            json!({ "expires_at": self.expires_at, "channel": "bearer", "read_only": self.read_only });
        work.journal(Operation::AccountOwn, object, (None, Some(after)), None).await?;
        Ok((secret, id))
    }
}
