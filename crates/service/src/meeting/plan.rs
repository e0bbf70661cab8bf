//! A meeting is planned, moved to another day, time or place, or cancelled.

use chrono::{Days, NaiveDate};
use domain::access::Operation;
use domain::consortium::CharterItem;
use domain::id::{ConsortiumId, MeetingId};
use domain::meeting::MeetingKind;
use domain::meeting::course::{MeetingStage, time_of_day};
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::consortium::charter::charters;
use storage::meeting::{self, Course, Meeting, MeetingFacts, topic};

use super::notify::call;
use super::record::{LINE_MOST, object};
use crate::consortium::{Consortium, check_living, note, written};
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

/// When and where; times as forms write them.
#[derive(Debug, Clone)]
pub struct When {
    pub held_on: NaiveDate,
    pub starts_at: String,
    pub ends_at: Option<String>,
    pub place: String,
    /// As the charter says when absent.
    pub topics_until: Option<NaiveDate>,
}

pub struct PlanMeeting {
    pub consortium: ConsortiumId,
    pub kind: MeetingKind,
    /// A day of the earlier period that it makes up for.
    pub counts_for: Option<NaiveDate>,
    pub when: When,
}

impl Write for PlanMeeting {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::MeetingPlan, &place)?;
        let facts = MeetingFacts {
            kind: self.kind,
            held_on: self.when.held_on,
            counts_for: self.counts_for,
            place: String::new(),
            agenda: String::new(),
            decisions: None,
            minutes: None,
        };
        let course = Course { stage: MeetingStage::Planned, ..Course::held() };
        let id = MeetingId::new(work.ids.uuid());
        let empty = Meeting { id, version: 1, consortium: self.consortium, facts, course, locked_on: None };
        let made = timed(work, &found, &empty, &self.when).await?;
        meeting::insert(work.tx, district, &made).await?;
        let values = (None, Some(values(&made)));
        work.journal(Operation::MeetingPlan, object(&found, &made), values, None).await?;
        Ok(id)
    }
}

/// The meeting at another time, checked.
async fn timed(work: &mut Work<'_>, found: &Consortium, old: &Meeting, when: &When) -> Result<Meeting> {
    let (district, today) = (work.district(), work.today());
    check_living(found, when.held_on, "held_on")?;
    if old.facts.counts_for.is_some_and(|day| day >= when.held_on) {
        return Err(Refusal::new(Rule::MeetingCountsFor, "counts_for").with(when.held_on).into());
    }
    let place = note(Some(&when.place), "place", LINE_MOST)?;
    let place = place.ok_or_else(|| Error::from(Refusal::new(Rule::NameEmpty, "place")))?;
    let ends = when.ends_at.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let mut made = old.clone();
    made.facts.held_on = when.held_on;
    made.facts.place = place;
    made.course.starts_at = Some(time_of_day(&when.starts_at, "starts_at")?);
    made.course.ends_at = ends.map(|text| time_of_day(text, "ends_at")).transpose()?;
    made.course.topics_until = match when.topics_until {
        Some(day) => Some(day),
        None => {
            let charter = charters(work.tx, district).await?.of(found.id);
            let days = charter.value(CharterItem::TopicCallDays, when.held_on);
            let days = days.and_then(|n| u64::try_from(n).ok());
            days.and_then(|n| when.held_on.checked_sub_days(Days::new(n))).map(|day| day.max(today))
        }
    };
    made.schedule().check(today)?;
    Ok(made)
}

pub struct RescheduleMeeting {
    pub id: MeetingId,
    pub version: i64,
    pub when: When,
    pub reason: Option<String>,
}

impl Write for RescheduleMeeting {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (old, found) = ahead(work, self.id, Operation::MeetingPlan).await?;
        let mut moved = timed(work, &found, &old, &self.when).await?;
        if moved == old {
            return Err(Refusal::new(Rule::NothingChanged, "held_on").into());
        }
        let reason = note(self.reason.as_deref(), "reason", LINE_MOST)?;
        if old.course.stage == MeetingStage::Notified && reason.is_none() {
            return Err(Refusal::new(Rule::ReasonEmpty, "reason").into());
        }
        moved.version = self.version;
        moved.course.revision += 1;
        check_bumped(meeting::update(work.tx, district, &moved).await?)?;
        if moved.course.stage == MeetingStage::Notified {
            // What a unit answered was for another time: it is asked again.
            call(work, &moved).await?;
        }
        let values = (Some(values(&old)), Some(values(&moved)));
        work.journal(Operation::MeetingPlan, object(&found, &moved), values, reason).await
    }
}

pub struct CancelMeeting {
    pub id: MeetingId,
    pub version: i64,
    pub reason: String,
}

impl Write for CancelMeeting {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (old, found) = ahead(work, self.id, Operation::MeetingCancel).await?;
        let reason = check_reason(&self.reason)?;
        let mut cancelled = Meeting { version: self.version, ..old.clone() };
        cancelled.course.stage = MeetingStage::Cancelled;
        cancelled.course.cancelled_reason = Some(reason.clone());
        cancelled.course.revision += 1;
        check_bumped(meeting::update(work.tx, district, &cancelled).await?)?;
        // Its topics wait for another meeting.
        for known in topic::of_consortium(work.tx, district, old.consortium).await? {
            if known.meeting == Some(old.id)
                && matches!(known.state, TopicState::Taken | TopicState::Proposed)
            {
                let freed = topic::Topic { meeting: None, state: TopicState::Proposed, ..known };
                check_bumped(topic::update(work.tx, district, &freed).await?)?;
            }
        }
        let values = (Some(values(&old)), Some(values(&cancelled)));
        work.journal(Operation::MeetingCancel, object(&found, &cancelled), values, Some(reason)).await
    }
}

/// A meeting that has yet to take place, for somebody who may do something to it.
pub(super) async fn ahead(
    work: &mut Work<'_>,
    id: MeetingId,
    operation: Operation,
) -> Result<(Meeting, Consortium)> {
    let district = work.district();
    let old = meeting::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let (found, place) = written(work, old.consortium).await?;
    work.authorise(operation, &place)?;
    old.course.stage.check(&[MeetingStage::Planned, MeetingStage::Notified])?;
    Ok((old, found))
}

/// What the journal keeps of a meeting's course.
pub(super) fn values(meeting: &Meeting) -> Value {
    let (facts, course) = (&meeting.facts, &meeting.course);
    let time = |time: Option<chrono::NaiveTime>| time.map(|time| time.format("%H:%M").to_string());
    json!({ "stage": course.stage.word(), "kind": facts.kind.word(), "held_on": facts.held_on,
        "counts_for": facts.counts_for, "place": facts.place, "starts_at": time(course.starts_at),
        "ends_at": time(course.ends_at), "topics_until": course.topics_until, "notified_on": course.notified_on })
}
