//! A meeting out of an older record that was not held: it still lies ahead, or it was cancelled.

use domain::access::Operation;
use domain::id::{ConsortiumId, MeetingId};
use domain::meeting::course::MeetingStage;
use storage::meeting::{self, Course, Meeting};

use super::plan::values;
use super::record::{NewMeeting, object};
use crate::consortium::{check_living, written};
use crate::work::check_reason;
use crate::{Result, Work, Write};

pub struct TakeOverMeeting {
    pub consortium: ConsortiumId,
    pub meeting: NewMeeting,
    /// Why it was cancelled; else it lies ahead.
    pub cancelled: Option<String>,
}

impl Write for TakeOverMeeting {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let operation =
            if self.cancelled.is_some() { Operation::MeetingCancel } else { Operation::MeetingPlan };
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(operation, &place)?;
        let facts = self.meeting.facts()?;
        check_living(&found, facts.held_on, "held_on")?;
        let reason = self.cancelled.as_deref().map(check_reason).transpose()?;
        let stage = if reason.is_some() { MeetingStage::Cancelled } else { MeetingStage::Planned };
        let course = Course { stage, cancelled_reason: reason.clone(), ..Course::held() };
        let course = self.meeting.course(course);
        let id = MeetingId::new(work.ids.uuid());
        let made = Meeting { id, version: 1, consortium: self.consortium, facts, course, locked_on: None };
        meeting::insert(work.tx, district, &made).await?;
        let after = values(&made);
        work.journal(operation, object(&found, &made), (None, Some(after)), reason).await?;
        Ok(id)
    }
}
