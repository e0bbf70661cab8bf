//! What holds up guessing: failures counted by sign-in name and by address, in the database, so that several processes
//! count together. A try counts as a failure until it is known to be none: tries at the same time do not slip through.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use domain::access::{AppointmentKind, Guarded, Operation};
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::Tx;
use storage::access::Held;

use crate::sealing::Keyring;
use crate::{Error, Lianhe, Result, Work};

/// The key of a sign-in name: whether there is such an account makes no difference.
pub(super) fn of_name(normalised: &str) -> Vec<u8> {
    Sha256::new_with_prefix("name:").chain_update(normalised).finalize().to_vec()
}

/// The key of an address. An IPv6 network counts as one: its devices have addresses as they like.
fn of_address(address: IpAddr) -> Vec<u8> {
    let hash = Sha256::new_with_prefix("address:");
    match address.to_canonical() {
        IpAddr::V4(address) => hash.chain_update(address.octets()),
        IpAddr::V6(address) => hash.chain_update(&address.octets()[..8]),
    }
    .finalize()
    .to_vec()
}

/// A try under way, already counted.
#[derive(Clone)]
pub(super) struct Attempt {
    keys: Vec<Vec<u8>>,
    /// Until when its name is locked if it fails.
    pub locks: Option<DateTime<Utc>>,
}

impl Attempt {
    /// # Errors
    /// `Locked` where the name or the address has failed too often.
    pub async fn begin(lianhe: &Lianhe, name: &str, address: Option<IpAddr>) -> Result<Self> {
        let now = lianhe.clock.now();
        let mut guarded = vec![(Guarded::Name, of_name(name))];
        guarded.extend(address.map(|address| (Guarded::Address, of_address(address))));
        lianhe.db.write(move |tx| Box::pin(count(tx, guarded, now))).await
    }

    /// It was no failure: nothing is held against the name any more, and this try not against the address.
    pub async fn succeeded(&self, tx: &mut Tx) -> Result<()> {
        for (place, key) in self.keys.iter().enumerate() {
            if place == 0 {
                storage::account::forgive(tx, key).await?;
            } else {
                storage::account::uncount_failure(tx, key).await?;
            }
        }
        Ok(())
    }

    /// It was no failure, and no success either: the code is still to come.
    pub async fn undecided(self, lianhe: &Lianhe) -> Result<()> {
        lianhe
            .db
            .write(move |tx| {
                Box::pin(async move {
                    for key in &self.keys {
                        storage::account::uncount_failure(tx, key).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

async fn count(tx: &mut Tx, guarded: Vec<(Guarded, Vec<u8>)>, now: DateTime<Utc>) -> Result<Attempt> {
    let mut attempt = Attempt { keys: Vec::new(), locks: None };
    for (what, key) in guarded {
        let forgotten = now - what.forgotten_after();
        let (failures, locked) = storage::account::count_failure(tx, &key, now, forgotten).await?;
        if let Some(until) = locked.filter(|until| *until > now) {
            return Err(Error::Locked(until));
        }
        let until = what.delay(failures).map(|delay| now + delay);
        if until.is_some() {
            storage::account::lock(tx, &key, until).await?;
        }
        if what == Guarded::Name {
            attempt.locks = until;
        }
        attempt.keys.push(key);
    }
    Ok(attempt)
}

/// Says in the journal that an account is locked. The product did it, so the command line's person stands there.
pub(super) async fn journal_lock(lianhe: &Lianhe, held: Held, until: DateTime<Utc>) -> Result<()> {
    let (now, keys) = (lianhe.clock.now(), lianhe.keys.clone());
    lianhe.db.write(move |tx| Box::pin(locked(tx, held, until, now, keys))).await
}

async fn locked(
    tx: &mut Tx,
    held: Held,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
    keys: Keyring,
) -> Result<()> {
    let actor = super::operator_actor(
        tx,
        held.appointment.district,
        AppointmentKind::SystemAdministrator,
        now,
        keys.clone(),
    )
    .await?;
    let mut work = Work::new(tx, actor, now, keys);
    let person = held.actor.person;
    let object = ObjectRef { kind: ObjectType::Account, id: person.uuid(), name: held.actor.person_name };
    let after = json!({ "locked_until": until });
    work.journal(Operation::AccountLock, object, (None, Some(after)), None).await
}
