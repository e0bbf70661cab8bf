//! The journal on the wire.

pub mod export;
pub mod history;
pub mod list;
pub mod trail;
pub mod version;

use chrono::{DateTime, Utc};
use serde::Serialize;
use service::journal::{JournalPage, Shown};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::Problem;
use crate::wire::{AppointmentKindWord, BehalfHowWord, Named, OperationWord, Reference, word};

#[derive(Serialize, ToSchema)]
pub struct ActingAs {
    pub id: Uuid,
    pub kind: AppointmentKindWord,
    /// The name that its place had then.
    pub place: String,
}

#[derive(Serialize, ToSchema)]
pub struct JournalEntry {
    pub sequence: i64,
    pub at: DateTime<Utc>,
    pub person: Named,
    pub appointment: ActingAs,
    pub operation: OperationWord,
    pub object: Reference,
    /// Only what changed; null when something was created.
    #[schema(value_type = Option<serde_json::Map<String, serde_json::Value>>)]
    pub before: Option<serde_json::Value>,
    #[schema(value_type = Option<serde_json::Map<String, serde_json::Value>>)]
    pub after: Option<serde_json::Value>,
    pub reason: Option<String>,
    /// For whom an official entered it (代录).
    pub on_behalf_of: Option<BehalfBody>,
    /// Whether the chain holds it.
    pub sealed: bool,
}

#[derive(Serialize, ToSchema)]
pub struct BehalfBody {
    pub how: BehalfHowWord,
    pub name: String,
}

/// The text was written as JSON; damaged text is shown as it stands.
fn values(text: Option<String>) -> Option<serde_json::Value> {
    text.map(|text| serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text)))
}

impl From<Shown> for JournalEntry {
    fn from(shown: Shown) -> Self {
        let Shown { recorded, person_name, sealed } = shown;
        let (author, entry) = (recorded.author, recorded.entry);
        Self {
            sequence: recorded.sequence,
            at: recorded.at,
            person: Named::new(author.person.uuid(), person_name),
            appointment: ActingAs {
                id: author.appointment.uuid(),
                kind: word(author.appointment_kind),
                place: author.place,
            },
            operation: word(entry.operation),
            object: Reference {
                r#type: word(entry.object.kind),
                id: entry.object.id,
                name: entry.object.name,
            },
            before: values(entry.before),
            after: values(entry.after),
            reason: entry.reason,
            on_behalf_of: author
                .behalf
                .map(|behalf| BehalfBody { how: word(behalf.how), name: behalf.name.as_str().to_owned() }),
            sealed,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct JournalBody {
    pub items: Vec<JournalEntry>,
    pub total: i64,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Entries up to this number have gone into an archive.
    pub archived_to: Option<i64>,
}

impl From<JournalPage> for JournalBody {
    fn from(page: JournalPage) -> Self {
        Self {
            items: page.entries.into_iter().map(JournalEntry::from).collect(),
            total: page.total,
            next: page.next.map(|sequence| sequence.to_string()),
            archived_to: page.archived_to,
        }
    }
}

/// The journal's cursor is the number of the last entry.
fn before(after: Option<&str>) -> Result<Option<i64>, Problem> {
    let invalid = |text: &str| {
        Problem::Request(axum::http::StatusCode::BAD_REQUEST, format!("'{text}' is not a cursor (after)"))
    };
    after.map(|text| text.parse().map_err(|_| invalid(text))).transpose()
}
