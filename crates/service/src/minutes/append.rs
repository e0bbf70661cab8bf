//! What turns up after the lock is put beside the minutes, which stay as they are.

use domain::access::Operation;
use domain::id::{MeetingId, RemarkId};
use domain::meeting::minutes::{RemarkKind, RemarkState};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::minutes::{self, Remark};

use super::REMARK_MOST;
use crate::meeting::object;
use crate::resolution::{meeting_written, needed};
use crate::{Result, Work, Write};

pub struct AppendToMinutes {
    pub meeting: MeetingId,
    pub body: String,
}

impl Write for AppendToMinutes {
    type Output = RemarkId;

    async fn run(self, work: &mut Work<'_>) -> Result<RemarkId> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        work.authorise(Operation::MinutesAppend, &place)?;
        if meeting.locked_on.is_none() {
            return Err(Refusal::new(Rule::MinutesNotLocked, "id").into());
        }
        let remark = Remark {
            id: RemarkId::new(work.ids.uuid()),
            version: 1,
            meeting: meeting.id,
            unit: None,
            unit_name: None,
            kind: RemarkKind::Addendum,
            body: needed(&self.body, ("body", REMARK_MOST), Rule::ReasonEmpty)?,
            made_on: work.today(),
            person: work.actor.person,
            person_name: String::new(),
            state: RemarkState::Added,
            reply: None,
        };
        minutes::insert(work.tx, district, &remark).await?;
        let after = json!({ "addendum": remark.body });
        work.journal(Operation::MinutesAppend, object(&body, &meeting), (None, Some(after)), None).await?;
        Ok(remark.id)
    }
}
