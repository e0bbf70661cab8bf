//! The end of a consortium: its memberships, seats and obligations end with it, because they are read within its life.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::ConsortiumId;
use domain::period::end_on;
use serde_json::json;
use storage::consortium::body::{self, Named};

use super::{NOTE_MOST, note, object, written};
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

pub struct DissolveConsortium {
    pub id: ConsortiumId,
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub document: Option<String>,
    pub reason: String,
}

impl Write for DissolveConsortium {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (found, place) = written(work, self.id).await?;
        work.authorise(Operation::ConsortiumDissolve, &place)?;
        let reason = check_reason(&self.reason)?;
        let document = note(self.document.as_deref(), "document", NOTE_MOST)?;
        let last = found.names.last().cloned().ok_or(Error::NotFound)?;
        let ended = Named { period: end_on(last.period, self.on)?, ..last };
        check_bumped(body::bump(work.tx, district, self.id, self.version).await?)?;
        body::update_name(work.tx, district, self.id, &ended).await?;
        body::set_dissolved(work.tx, district, self.id, document.as_deref(), &reason).await?;
        let after = json!({ "valid_to": self.on, "document": document });
        let values = (Some(json!({ "valid_to": null })), Some(after));
        work.journal(Operation::ConsortiumDissolve, object(&found, self.on), values, Some(reason)).await
    }
}
