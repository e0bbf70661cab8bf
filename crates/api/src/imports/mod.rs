//! Imports on the wire. Nothing of a file stays on the server between its preview, its trial and its import: the page
//! sends it each time, so that any process can answer and a closed page leaves nothing behind.

pub mod annotate;
pub mod kinds;
pub mod list;
pub mod preview;
pub mod run;
pub mod template;
pub mod undo;
mod upload;

pub use upload::MOST_BYTES;

use chrono::{DateTime, Utc};
use serde::Serialize;
use service::import::ImportRun;
use utoipa::ToSchema;
use uuid::Uuid;

/// An import that was kept.
#[derive(Serialize, ToSchema)]
pub struct ImportBody {
    pub id: Uuid,
    pub kind: String,
    pub file: String,
    pub at: DateTime<Utc>,
    pub person: String,
    pub rows: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub undone_at: Option<DateTime<Utc>>,
}

impl From<ImportRun> for ImportBody {
    fn from(run: ImportRun) -> Self {
        Self {
            id: run.id,
            kind: run.kind,
            file: run.file,
            at: run.at,
            person: run.person_name.unwrap_or_default(),
            rows: run.row_count,
            added: run.added,
            changed: run.changed,
            unchanged: run.unchanged,
            refused: run.refused,
            undone_at: run.undone_at,
        }
    }
}
