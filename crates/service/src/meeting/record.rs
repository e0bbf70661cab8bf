//! What was held is written down.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveTime};
use domain::access::Operation;
use domain::id::{ConsortiumId, MeetingId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::{MeetingKind, Presence};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::consortium::membership;
use storage::meeting::{self, Attendance, Course, Meeting, MeetingFacts};

use crate::consortium::{Consortium, check_living, check_past, note, written};
use crate::{Result, Work, Write};

pub(super) const LINE_MOST: usize = 200;
const TEXT_MOST: usize = 20_000;
/// A budget session can have hundreds of items.
const AGENDA_MOST: usize = 60_000;

/// What a person types.
#[derive(Debug, Clone)]
pub struct NewMeeting {
    pub kind: MeetingKind,
    pub held_on: NaiveDate,
    /// A day of the earlier period that it makes up for.
    pub counts_for: Option<NaiveDate>,
    pub place: String,
    pub agenda: String,
    pub decisions: Option<String>,
    pub minutes: Option<String>,
    pub attendance: Vec<Attendance>,
    pub older: Option<Older>,
}

/// A meeting taken over from an older record: it brings its times and days, and may lack its place and agenda. What nobody wrote
/// down then stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Older {
    pub starts_at: Option<NaiveTime>,
    pub ends_at: Option<NaiveTime>,
    pub topics_until: Option<NaiveDate>,
    pub notified_on: Option<NaiveDate>,
}

impl NewMeeting {
    pub(super) fn facts(&self) -> Result<MeetingFacts> {
        if let Some(day) = self.counts_for
            && day >= self.held_on
        {
            return Err(Refusal::new(Rule::MeetingCountsFor, "counts_for").with(self.held_on).into());
        }
        let needed = |text: &str, field, most| {
            let text = note(Some(text), field, most)?.or_else(|| self.older.map(|_| String::new()));
            text.ok_or_else(|| crate::Error::from(Refusal::new(Rule::NameEmpty, field)))
        };
        Ok(MeetingFacts {
            kind: self.kind,
            held_on: self.held_on,
            counts_for: self.counts_for,
            place: needed(&self.place, "place", LINE_MOST)?,
            agenda: needed(&self.agenda, "agenda", AGENDA_MOST)?,
            decisions: note(self.decisions.as_deref(), "decisions", TEXT_MOST)?,
            minutes: note(self.minutes.as_deref(), "minutes", TEXT_MOST)?,
        })
    }

    /// A course with the times of an older record.
    pub(super) fn course(&self, course: Course) -> Course {
        match self.older {
            Some(Older { starts_at, ends_at, topics_until, notified_on }) => {
                Course { starts_at, ends_at, topics_until, notified_on, ..course }
            }
            None => course,
        }
    }
}

pub struct RecordMeeting {
    pub consortium: ConsortiumId,
    pub meeting: NewMeeting,
}

impl Write for RecordMeeting {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::MeetingRecord, &place)?;
        let (facts, lines) = checked(work, &found, &self.meeting).await?;
        let id = MeetingId::new(work.ids.uuid());
        let made = Meeting {
            id,
            version: 1,
            consortium: self.consortium,
            facts,
            course: self.meeting.course(Course::held()),
            locked_on: None,
        };
        meeting::insert(work.tx, district, &made).await?;
        let keyed: Vec<_> = lines.iter().map(|line| (work.ids.uuid(), line.clone())).collect();
        meeting::put_attendance(work.tx, district, id, &keyed).await?;
        let after = values(&made.facts, &lines);
        work.journal(Operation::MeetingRecord, object(&found, &made), (None, Some(after)), None).await?;
        Ok(id)
    }
}

/// What is written down, checked against the day: each unit that was a member then, and no other.
pub(super) async fn checked(
    work: &mut Work<'_>,
    found: &Consortium,
    meeting: &NewMeeting,
) -> Result<(MeetingFacts, Vec<Attendance>)> {
    let facts = meeting.facts()?;
    check_past(work, facts.held_on, "held_on")?;
    check_living(found, facts.held_on, "held_on")?;
    let lines = sheet(work, found, facts.held_on, &meeting.attendance).await?;
    Ok((facts, lines))
}

/// A line for each unit that is a member on the day, and for no other.
pub(super) async fn sheet(
    work: &mut Work<'_>,
    found: &Consortium,
    day: NaiveDate,
    given: &[Attendance],
) -> Result<Vec<Attendance>> {
    let district = work.district();
    let members = membership::members(work.tx, district, found.id, day).await?;
    let units = membership::units(work.tx, district, found.id, day).await?;
    let name = |id| units.iter().find(|unit| unit.id == id).map_or("", |unit| unit.name.as_str());
    let mut lines = Vec::with_capacity(given.len());
    let mut said = HashSet::new();
    for line in given {
        if !members.contains(&line.unit) || !said.insert(line.unit) {
            return Err(Refusal::new(Rule::NotMember, "attendance").with(name(line.unit)).into());
        }
        let text = note(line.note.as_deref(), "attendance", LINE_MOST)?;
        line.presence.check(text.as_deref(), name(line.unit))?;
        lines.push(Attendance { note: text, ..line.clone() });
    }
    if let Some(missing) = members.iter().find(|unit| !said.contains(unit)) {
        return Err(Refusal::new(Rule::MeetingNoMembers, "attendance").with(name(*missing)).into());
    }
    // In the order of the members' names, whatever order the caller gave.
    lines.sort_by_key(|line| members.iter().position(|unit| *unit == line.unit));
    Ok(lines)
}

pub(crate) fn object(found: &Consortium, meeting: &Meeting) -> ObjectRef {
    let facts = &meeting.facts;
    let name = format!("{} {} {}", found.name_on(facts.held_on), facts.kind.term(), facts.held_on);
    ObjectRef { kind: ObjectType::Meeting, id: meeting.id.uuid(), name }
}

/// What the journal keeps of a meeting: its texts, and who was there in numbers.
pub(super) fn values(facts: &MeetingFacts, lines: &[Attendance]) -> Value {
    let count = |presence: Presence| lines.iter().filter(|line| line.presence == presence).count();
    json!({ "kind": facts.kind.word(), "held_on": facts.held_on, "counts_for": facts.counts_for,
        "place": facts.place, "agenda": facts.agenda, "decisions": facts.decisions, "minutes": facts.minutes,
        "attended": count(Presence::Attended), "proxy": count(Presence::Proxy),
        "leave": count(Presence::Leave), "absent": count(Presence::Absent) })
}
