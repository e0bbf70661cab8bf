//! Secrets of sessions and links: random, shown once, kept as a hash.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Actor, Operation, Stage};
use domain::id::SessionId;
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::access::{Channel, Held, NewSession};

use crate::clock::random;
use crate::{Result, Work, Write};

/// 256 random bits as the caller holds them.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn random() -> Self {
        Self(hex::encode(random::<32>()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored. The secret has full entropy, so a plain hash is enough.
    pub fn hash_of(text: &str) -> Vec<u8> {
        Sha256::digest(text.as_bytes()).to_vec()
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        Self::hash_of(&self.0)
    }
}

/// Issues a bearer token that acts as an appointment until it expires.
pub struct IssueToken {
    pub held: Held,
    pub lifetime: TimeDelta,
    pub read_only: bool,
}

impl Write for IssueToken {
    type Output = (Secret, DateTime<Utc>);

    async fn run(self, work: &mut Work<'_>) -> Result<Self::Output> {
        work.authorise(Operation::TokenIssue, &domain::access::Place::district(work.district()))?;
        let secret = Secret::random();
        let session = NewSession {
            channel: Channel::Bearer,
            read_only: self.read_only,
            ..new_session(work, &secret, &self.held.actor, work.now + self.lifetime)
        };
        storage::access::insert_session(work.tx, &session).await?;
        let object = ObjectRef {
            kind: ObjectType::Session,
            id: session.id.uuid(),
            name: format!("{}（{}）", self.held.actor.kind.term(), self.held.actor.place_name),
        };
        let after =
            json!({ "expires_at": session.expires_at, "channel": "bearer", "read_only": self.read_only });
        work.journal(Operation::TokenIssue, object, (None, Some(after)), None).await?;
        Ok((secret, session.expires_at))
    }
}

/// A session of an actor, open for everything that its appointment may.
pub(super) fn new_session(
    work: &Work<'_>,
    secret: &Secret,
    actor: &Actor,
    expires_at: DateTime<Utc>,
) -> NewSession {
    NewSession {
        id: SessionId::new(work.ids.uuid()),
        token_hash: secret.hash(),
        person: actor.person,
        district: actor.place.district,
        appointment: actor.appointment,
        channel: Channel::Browser,
        stage: Stage::Open,
        read_only: false,
        name: None,
        device: None,
        created_at: work.now,
        expires_at,
    }
}
