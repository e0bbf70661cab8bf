//! Another key: everything that is sealed is sealed anew, in batches, while the product goes on serving.

use domain::access::Operation;
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use storage::sealed::{COLUMNS, Column, KnownKey};
use uuid::Uuid;

use super::{Cipher, Key, KeyId, SealError, Spot, key_of};
use crate::access::operator_in;
use crate::{Error, Lianhe, Result, Work, Write};

/// Values sealed anew in one transaction.
const STEP: i64 = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    pub key: String,
    pub values: u64,
}

/// What the database holds, for whoever looks after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub values: u64,
    /// Sealed with another key than the newest.
    pub older: u64,
    /// They do not open: the first of them, and why.
    pub broken: Option<String>,
}

fn known(key: &Key) -> KnownKey {
    KnownKey {
        id: key.id.to_string(),
        cipher: key.cipher.word().to_owned(),
        made_at: key.made_at,
        retired_at: None,
    }
}

/// Tells the database which keys this process has, by id; a database that has another one's values says so.
///
/// # Errors
/// `KeyMissing` when the database knows a key in use that is not in the ring; the caller decides what that means.
pub async fn register(lianhe: &Lianhe) -> Result<()> {
    let mut conn = lianhe.db.read().await?;
    let registered = storage::sealed::keys(&mut conn).await?;
    drop(conn);
    let keys = lianhe.keys.keys();
    let missing = registered
        .iter()
        .filter(|known| known.retired_at.is_none())
        .find(|known| keys.iter().all(|key| key.id.to_string() != known.id));
    if let Some(missing) = missing {
        let id = hex::decode(&missing.id).ok().and_then(|bytes| bytes.try_into().ok());
        return Err(SealError::KeyMissing(KeyId(id.unwrap_or_default())).into());
    }
    let new: Vec<_> = keys
        .iter()
        .map(|key| known(key))
        .filter(|key| registered.iter().all(|other| other.id != key.id))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    lianhe
        .db
        .write(move |tx| {
            Box::pin(async move {
                for key in &new {
                    storage::sealed::remember(tx, key).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Adds a key to the key file, seals everything with it, and retires the keys before it. They stay in the file, because
/// backups need them.
///
/// # Errors
/// When the key file cannot be written, or a value does not open.
pub async fn rotate(lianhe: &Lianhe, cipher: Cipher) -> Result<Rotated> {
    register(lianhe).await?;
    let key = Key::random(cipher, lianhe.clock.now());
    let made = known(&key);
    lianhe.keys.add(key)?;
    register(lianhe).await?;
    let mut values = 0;
    for column in COLUMNS {
        values += reseal(lianhe, *column).await?;
    }
    let mut conn = lianhe.db.read().await?;
    let districts = storage::grid::districts(&mut conn).await?;
    drop(conn);
    let (newest, now) = (made.id.clone(), lianhe.clock.now());
    lianhe
        .db
        .write(move |tx| {
            Box::pin(async move { Ok::<_, Error>(storage::sealed::retire_all_but(tx, &newest, now).await?) })
        })
        .await?;
    // The journal of every district says that its values were sealed anew.
    for district in districts {
        let operator = operator_in(lianhe, district).await?;
        lianhe.write(&operator, Journal { key: made.clone(), values }).await?;
    }
    Ok(Rotated { key: made.id, values })
}

async fn reseal(lianhe: &Lianhe, column: Column) -> Result<u64> {
    let newest = lianhe.keys.newest().ok_or(SealError::NoKey)?.id;
    let (mut after, mut done) = (Uuid::nil(), 0);
    loop {
        let mut conn = lianhe.db.read().await?;
        let page = storage::sealed::values(&mut conn, column, after, STEP).await?;
        drop(conn);
        let Some((last, _)) = page.last() else { return Ok(done) };
        after = *last;
        let mut changes = Vec::new();
        for (row, old) in page {
            if key_of(&old) != Some(newest) {
                let spot = Spot::new(column.table, column.column, row);
                let plain = lianhe.keys.open(spot, &old)?;
                changes.push((row, lianhe.keys.seal(spot, &plain)?, old));
            }
        }
        done += lianhe
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let mut kept = 0;
                    for (row, new, old) in changes {
                        kept += u64::from(storage::sealed::replace(tx, column, row, new, old).await?);
                    }
                    Ok::<_, Error>(kept)
                })
            })
            .await?;
    }
}

struct Journal {
    key: KnownKey,
    values: u64,
}

impl Write for Journal {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let place = domain::access::Place::district(work.district());
        work.authorise(Operation::KeyRotate, &place)?;
        let object = ObjectRef { kind: ObjectType::Key, id: work.ids.uuid(), name: self.key.id.clone() };
        let after = json!({ "cipher": self.key.cipher, "values": self.values });
        work.journal(Operation::KeyRotate, object, (None, Some(after)), None).await
    }
}

/// Opens every sealed value once.
///
/// # Errors
/// When the database cannot be read.
pub async fn check(lianhe: &Lianhe) -> Result<Sealed> {
    let newest = lianhe.keys.newest().map(|key| key.id);
    let mut found = Sealed { values: 0, older: 0, broken: None };
    let mut conn = lianhe.db.read().await?;
    for column in COLUMNS {
        let mut after = Uuid::nil();
        loop {
            let page = storage::sealed::values(&mut conn, *column, after, STEP).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (row, value) in page {
                found.values += 1;
                found.older += u64::from(key_of(&value) != newest);
                let opened = lianhe.keys.open(Spot::new(column.table, column.column, row), &value);
                if let (Err(why), None) = (opened, &found.broken) {
                    found.broken = Some(format!("{} {row}: {why}", column.table));
                }
            }
        }
    }
    Ok(found)
}
