//! The meeting takes place: who is there is written down, and at its end it has been held.

use domain::access::Operation;
use domain::id::MeetingId;
use domain::meeting::Presence;
use domain::meeting::course::MeetingStage;
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::meeting::agenda::{self, AgendaItem};
use storage::meeting::{self, Attendance, Meeting, vote};

use super::plan::ahead;
use super::record::{object, sheet};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

/// While it goes on: the sheet can be put right again and again.
pub struct SaveAttendance {
    pub id: MeetingId,
    pub version: i64,
    pub attendance: Vec<Attendance>,
}

impl Write for SaveAttendance {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        settle(work, self.id, self.version, Some(self.attendance), false).await
    }
}

/// It is over. The sheet stays as it was saved where none is given.
pub struct HoldMeeting {
    pub id: MeetingId,
    pub version: i64,
    pub attendance: Option<Vec<Attendance>>,
}

impl Write for HoldMeeting {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        settle(work, self.id, self.version, self.attendance, true).await
    }
}

async fn settle(
    work: &mut Work<'_>,
    id: MeetingId,
    version: i64,
    given: Option<Vec<Attendance>>,
    ends: bool,
) -> Result<()> {
    let district = work.district();
    let (old, found) = ahead(work, id, Operation::MeetingHold).await?;
    check_day(work, &old)?;
    let before = meeting::sheet(work.tx, district, id).await?;
    let lines = sheet(work, &found, old.facts.held_on, given.as_deref().unwrap_or(&before)).await?;
    let mut after = Meeting { version, ..old.clone() };
    if ends {
        let votes = vote::of_meeting(work.tx, district, id).await?;
        if let Some(open) = votes.iter().find(|vote| vote.closed_on.is_none()) {
            return Err(Refusal::new(Rule::VoteOpen, "votes").with(&open.question).into());
        }
        let items = agenda::of_meeting(work.tx, district, id).await?;
        after.course.stage = MeetingStage::Held;
        after.facts.agenda = listed(&items);
    } else if lines == before {
        return Err(Refusal::new(Rule::NothingChanged, "attendance").into());
    }
    check_bumped(meeting::update(work.tx, district, &after).await?)?;
    let keyed: Vec<_> = lines.iter().map(|line| (work.ids.uuid(), line.clone())).collect();
    meeting::put_attendance(work.tx, district, id, &keyed).await?;
    let values = (Some(values(&old, &before)), Some(values(&after, &lines)));
    work.journal(Operation::MeetingHold, object(&found, &after), values, None).await
}

/// # Errors
/// Refuses what belongs to the meeting itself before its notice or its day.
pub(super) fn check_day(work: &Work<'_>, meeting: &Meeting) -> Result<()> {
    meeting.course.stage.check(&[MeetingStage::Notified])?;
    if work.today() < meeting.facts.held_on {
        return Err(Refusal::new(Rule::MeetingEarly, "held_on").with(meeting.facts.held_on).into());
    }
    Ok(())
}

/// The agenda as the record of the meeting keeps it.
fn listed(items: &[AgendaItem]) -> String {
    let lines = items.iter().enumerate().map(|(at, item)| format!("{}. {}", at + 1, item.title));
    lines.collect::<Vec<_>>().join("\n")
}

fn values(meeting: &Meeting, lines: &[Attendance]) -> Value {
    let count = |presence: Presence| lines.iter().filter(|line| line.presence == presence).count();
    json!({ "stage": meeting.course.stage.word(), "attended": count(Presence::Attended),
        "proxy": count(Presence::Proxy), "leave": count(Presence::Leave), "absent": count(Presence::Absent) })
}
