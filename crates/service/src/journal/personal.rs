//! Personal values in entries. The one way to mark them is [`Personal`]: `json!({ "holder": Personal::name(person, name) })`.
//! The entry, and so its seal, holds a commitment `{"sealed": SM3(salt ‖ value)}`; salt and value are kept encrypted
//! beside it. When that row is erased the value is gone, and the chain still verifies.

use domain::id::{DistrictId, PersonId};
use domain::journal::{ObjectRef, ObjectType};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sm3::{Digest, Sm3};
use storage::Conn;
use storage::journal::{PersonalValue, Shown};
use uuid::Uuid;

use crate::clock::random;
use crate::sealing::{Keyring, Spot};
use crate::{Result, Work};

const MARK: &str = "$personal";
const SEALED: &str = "sealed";
const SALT: usize = 16;

/// A value about a person, on its way into an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Personal {
    #[serde(rename = "$personal")]
    marked: Marked,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Marked {
    subject: Uuid,
    value: String,
}

impl Personal {
    /// What somebody is called: whoever may read the entry may read it. How somebody is reached does not belong into
    /// the journal at all.
    pub fn name(of: PersonId, value: impl Into<String>) -> Self {
        Self { marked: Marked { subject: of.uuid(), value: value.into() } }
    }
}

/// Values of an entry that are to be kept beside it.
#[derive(Default)]
pub(crate) struct Apart(Vec<PersonalValue>);

impl Apart {
    /// Puts commitments where personal values are marked.
    pub fn seal(&mut self, work: &Work<'_>, value: &mut Value) -> Result<()> {
        match value {
            Value::Object(map) => {
                if let Some(marked) = map.remove(MARK) {
                    let subject =
                        marked["subject"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
                    let text = marked["value"].as_str().unwrap_or_default();
                    *value = self.commit(work, subject, text)?;
                    return Ok(());
                }
                map.values_mut().try_for_each(|member| self.seal(work, member))
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.seal(work, item)),
            _ => Ok(()),
        }
    }

    /// What an object is called, where that is a person's name.
    pub fn seal_name(&mut self, work: &Work<'_>, object: &mut ObjectRef) -> Result<()> {
        let own = object.name == work.actor.person_name;
        let subject = match object.kind {
            ObjectType::Person | ObjectType::Appointment => object.id,
            ObjectType::Session if own => work.actor.person.uuid(),
            _ => return Ok(()),
        };
        if !object.name.is_empty() {
            object.name = self.commit(work, subject, &object.name)?.to_string();
        }
        Ok(())
    }

    fn commit(&mut self, work: &Work<'_>, subject: Uuid, text: &str) -> Result<Value> {
        let (id, salt) = (work.ids.uuid(), random::<SALT>());
        let commitment = committed(&salt, text.as_bytes());
        let plain = [&salt[..], text.as_bytes()].concat();
        let sealed = work.keys.seal(spot(id), &plain)?;
        self.0.push(PersonalValue { id, subject, commitment: commitment.clone(), sealed });
        Ok(json!({ SEALED: commitment }))
    }

    /// Keeps them with the entry that was appended last.
    pub async fn keep(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        for value in self.0 {
            storage::journal::keep_personal(work.tx, district, value).await?;
        }
        Ok(())
    }
}

const fn spot(id: Uuid) -> Spot {
    Spot::new("journal_personal", "sealed", id)
}

fn committed(salt: &[u8], value: &[u8]) -> String {
    hex::encode(Sm3::new().chain_update(salt).chain_update(value).finalize())
}

/// Shows what is still kept of the personal values of an entry; `{"erased": true}` or `{"masked": true}` where not.
pub(crate) async fn open(
    conn: &mut Conn,
    keys: &Keyring,
    district: DistrictId,
    shown: &mut Shown,
) -> Result<()> {
    let entry = &mut shown.recorded.entry;
    let holds = |text: &str| text.contains("{\"sealed\":");
    let texts = [entry.before.as_deref(), entry.after.as_deref(), Some(entry.object.name.as_str())];
    if !texts.into_iter().flatten().any(holds) {
        return Ok(());
    }
    let kept = storage::journal::personal(conn, district, shown.recorded.sequence).await?;
    for text in [&mut entry.before, &mut entry.after].into_iter().flatten() {
        if let Ok(mut value) = serde_json::from_str(text) {
            reveal(keys, &kept, &mut value);
            *text = value.to_string();
        }
    }
    if let Ok(mut value) = serde_json::from_str(&entry.object.name) {
        reveal(keys, &kept, &mut value);
        entry.object.name = value.as_str().unwrap_or_default().to_owned();
    }
    Ok(())
}

fn reveal(keys: &Keyring, kept: &[PersonalValue], value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(commitment) = commitment_of(map) {
                let found = kept.iter().find(|value| value.commitment == commitment);
                *value = found.map_or_else(|| json!({ "erased": true }), |found| opened(keys, found));
                return;
            }
            map.values_mut().for_each(|member| reveal(keys, kept, member));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| reveal(keys, kept, item)),
        _ => {}
    }
}

fn commitment_of(map: &Map<String, Value>) -> Option<&str> {
    map.get(SEALED).filter(|_| map.len() == 1).and_then(Value::as_str)
}

fn opened(keys: &Keyring, kept: &PersonalValue) -> Value {
    let masked = || json!({ "masked": true });
    let Ok(plain) = keys.open(spot(kept.id), &kept.sealed) else { return masked() };
    match plain.split_at_checked(SALT) {
        Some((salt, value)) if committed(salt, value) == kept.commitment => {
            String::from_utf8_lossy(value).into_owned().into()
        }
        _ => masked(),
    }
}
