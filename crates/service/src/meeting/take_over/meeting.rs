//! A meeting out of an older record that was not held: it still lies ahead, or it was cancelled.

use domain::access::Operation;
use domain::id::{ConsortiumId, MeetingId};
use domain::meeting::course::MeetingStage;
use domain::rule::{Refusal, Rule};
use storage::meeting::{self, Course, Meeting};

use super::super::plan::values;
use super::super::record::{NewMeeting, object, sheet};
use crate::consortium::{check_living, written};
use crate::work::check_reason;
use crate::{Result, Work, Write};

pub struct TakeOverMeeting {
    pub consortium: ConsortiumId,
    /// Its sheet, where it was saved before the end of the meeting.
    pub meeting: NewMeeting,
    pub stage: MeetingStage,
    /// Why it was cancelled.
    pub cancelled: Option<String>,
}

impl Write for TakeOverMeeting {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let operation = match self.stage {
            MeetingStage::Cancelled => Operation::MeetingCancel,
            MeetingStage::Notified => Operation::MeetingNotify,
            MeetingStage::Planned | MeetingStage::Held => Operation::MeetingPlan,
        };
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(operation, &place)?;
        self.stage.check(&[MeetingStage::Planned, MeetingStage::Notified, MeetingStage::Cancelled])?;
        let facts = self.meeting.facts()?;
        check_living(&found, facts.held_on, "held_on")?;
        let cancelled = self.stage == MeetingStage::Cancelled;
        let reason = self.cancelled.as_deref().filter(|_| cancelled);
        let reason = if cancelled { Some(check_reason(reason.unwrap_or_default())?) } else { None };
        let course = Course { stage: self.stage, cancelled_reason: reason.clone(), ..Course::held() };
        let course = self.meeting.course(course);
        self.check_days(&course)?;
        let id = MeetingId::new(work.ids.uuid());
        let made = Meeting { id, version: 1, consortium: self.consortium, facts, course, locked_on: None };
        meeting::insert(work.tx, district, &made).await?;
        if !self.meeting.attendance.is_empty() {
            let lines = sheet(work, &found, made.facts.held_on, &self.meeting.attendance).await?;
            let keyed: Vec<_> = lines.into_iter().map(|line| (work.ids.uuid(), line)).collect();
            meeting::put_attendance(work.tx, district, id, &keyed).await?;
        }
        let after = values(&made);
        work.journal(operation, object(&found, &made), (None, Some(after)), reason).await?;
        Ok(id)
    }
}

impl TakeOverMeeting {
    fn check_days(&self, course: &Course) -> Result<()> {
        if course.stage == MeetingStage::Notified && course.notified_on.is_none() {
            return Err(Refusal::new(Rule::CourseLacks, "notified_on").with(course.stage.term()).into());
        }
        if course.stage == MeetingStage::Planned && course.notified_on.is_some() {
            return Err(Refusal::new(Rule::CourseLacks, "notified_on").with(course.stage.term()).into());
        }
        if course.topics_until.is_some_and(|until| until > self.meeting.held_on) && course.stage.is_ahead() {
            return Err(Refusal::new(Rule::TopicsUntil, "topics_until").with(self.meeting.held_on).into());
        }
        Ok(())
    }
}
