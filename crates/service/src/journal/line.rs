//! An entry as one line of JSON: what leaves the house for a log collector or an archive, with everything that its seal
//! was computed from, so that it can be verified there.

use chrono::{DateTime, Utc};
use domain::access::{AppointmentKind, Operation};
use domain::id::{AppointmentId, DistrictId, PersonId};
use domain::journal::{Author, Behalf, BehalfHow, Entry, ObjectRef, ObjectType, Recorded};
use domain::name::Name;
use domain::rule::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The keys are part of the contract (docs/OPERATIONS.md): new ones are only ever added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub district: Uuid,
    pub sequence: i64,
    pub at: String,
    pub person: Uuid,
    pub appointment: Uuid,
    pub appointment_kind: String,
    pub place: String,
    pub batch: Option<Uuid>,
    pub operation: String,
    pub object_type: String,
    pub object_id: Uuid,
    pub object_name: String,
    /// An object; text that is not what we would write of an object stands as that text.
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<String>,
    /// For whom it was entered, and how that was told (代录).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// The seal of the entry before this one; empty before the first, absent while nothing is sealed.
    pub previous: Option<String>,
    /// SM3(previous ‖ canonical bytes); absent while it is not sealed.
    pub seal: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OnBehalfOf {
    pub how: String,
    pub name: String,
}

impl Line {
    pub fn new(recorded: &Recorded, previous: &[u8], seal: Option<&[u8]>) -> Self {
        let Recorded { district, sequence, at, author, batch, entry } = recorded;
        Self {
            district: district.uuid(),
            sequence: *sequence,
            at: at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            person: author.person.uuid(),
            appointment: author.appointment.uuid(),
            appointment_kind: author.appointment_kind.word().to_owned(),
            place: author.place.clone(),
            batch: *batch,
            operation: entry.operation.word().to_owned(),
            object_type: entry.object.kind.word().to_owned(),
            object_id: entry.object.id,
            object_name: entry.object.name.clone(),
            before: entry.before.as_deref().map(member),
            after: entry.after.as_deref().map(member),
            reason: entry.reason.clone(),
            on_behalf_of: author.behalf.as_ref().map(|behalf| OnBehalfOf {
                how: behalf.how.word().to_owned(),
                name: behalf.name.as_str().to_owned(),
            }),
            previous: seal.is_some().then(|| hex::encode(previous)),
            seal: seal.map(hex::encode),
        }
    }

    /// The entry that the line tells of.
    ///
    /// # Errors
    /// Names the member whose word is unknown.
    pub fn recorded(&self) -> Result<Recorded, Refusal> {
        let time = |_| Refusal::new(domain::rule::Rule::DateInvalid, "at").with(&self.at);
        Ok(Recorded {
            district: DistrictId::new(self.district),
            sequence: self.sequence,
            at: DateTime::parse_from_rfc3339(&self.at).map_err(time)?.with_timezone(&Utc),
            author: Author {
                person: PersonId::new(self.person),
                appointment: AppointmentId::new(self.appointment),
                appointment_kind: AppointmentKind::parse(&self.appointment_kind, "appointment_kind")?,
                place: self.place.clone(),
                behalf: self.on_behalf_of.as_ref().map(OnBehalfOf::behalf).transpose()?,
            },
            batch: self.batch,
            entry: Entry {
                operation: Operation::parse(&self.operation, "operation")?,
                object: ObjectRef {
                    kind: ObjectType::parse(&self.object_type, "object_type")?,
                    id: self.object_id,
                    name: self.object_name.clone(),
                },
                before: self.before.as_ref().map(text),
                after: self.after.as_ref().map(text),
                reason: self.reason.clone(),
            },
        })
    }

    /// One line, without its end.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl OnBehalfOf {
    fn behalf(&self) -> Result<Behalf, Refusal> {
        let name = Name::parse(&self.name, "on_behalf_of")?;
        Ok(Behalf { how: BehalfHow::parse(&self.how, "on_behalf_of")?, name })
    }
}

/// As an object where writing it again gives the same text, else as the text itself: the seal holds the text.
fn member(text: &str) -> Value {
    let read = serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
    let again = read.as_ref().map(Value::to_string);
    match read {
        Some(value) if again.as_deref() == Some(text) => value,
        _ => Value::String(text.to_owned()),
    }
}

fn text(member: &Value) -> String {
    match member {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
