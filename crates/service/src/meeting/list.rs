//! The meetings of a body, and one of them with who was there.

use domain::access::Operation;
use domain::consortium::{Charter, CharterItem};
use domain::id::{ConsortiumId, MeetingId, UnitId};
use domain::meeting::course::MeetingStage;
use domain::meeting::{Presence, is_quorate};
use storage::consortium::charter::charters;
use storage::consortium::membership;
use storage::meeting::{self, Attendance, Meeting};

use crate::consortium::seen;
use crate::{Error, Result, View};

pub struct MeetingShown {
    pub meeting: Meeting,
    pub present: usize,
    pub called: usize,
    /// Whether enough units were there; nothing where the charter asks for no quorum.
    pub quorate: Option<bool>,
}

pub struct Line {
    pub unit: UnitId,
    pub name: String,
    pub presence: Presence,
    pub note: Option<String>,
}

pub struct MeetingDetail {
    pub shown: MeetingShown,
    pub consortium: String,
    pub lines: Vec<Line>,
    pub permissions: Vec<Operation>,
}

/// Those held up to the view's day, and those that lie ahead or were cancelled, newest first.
///
/// # Errors
/// `NotFound` when the body does not exist, or not for this caller.
pub async fn list_meetings(view: &mut View<'_>, id: ConsortiumId) -> Result<Vec<MeetingShown>> {
    let (district, day) = (view.district(), view.as_of);
    let (_, place) = seen(view, id).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let charter = charters(&mut view.conn, district).await?.of(id);
    let meetings = meeting::of_consortium(&mut view.conn, district, id).await?;
    let attendance = meeting::attendance(&mut view.conn, district, Some(id)).await?;
    let mut lines: std::collections::HashMap<MeetingId, Vec<Attendance>> = std::collections::HashMap::new();
    for (meeting, line) in attendance {
        lines.entry(meeting).or_default().push(line);
    }
    let known =
        |meeting: &Meeting| meeting.course.stage != MeetingStage::Held || meeting.facts.held_on <= day;
    let shown = meetings.into_iter().filter(known).map(|meeting| {
        let lines = lines.remove(&meeting.id).unwrap_or_default();
        MeetingShown::new(meeting, &lines, &charter)
    });
    Ok(shown.collect())
}

impl MeetingShown {
    fn new(meeting: Meeting, lines: &[Attendance], charter: &Charter) -> Self {
        let present = lines.iter().filter(|line| line.presence.counts()).count();
        let percent = charter.value(CharterItem::QuorumPercent, meeting.facts.held_on);
        let percent = percent.and_then(|n| usize::try_from(n).ok()).filter(|_| !lines.is_empty());
        let quorate = percent.map(|percent| is_quorate(present, lines.len(), percent));
        Self { meeting, present, called: lines.len(), quorate }
    }
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_meeting(view: &mut View<'_>, id: MeetingId) -> Result<MeetingDetail> {
    let district = view.district();
    let found = meeting::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let day = found.facts.held_on;
    let (body, place) = seen(view, found.consortium).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let lines = meeting::sheet(&mut view.conn, district, id).await?;
    let charter = charters(&mut view.conn, district).await?.of(found.consortium);
    let shown = MeetingShown::new(found.clone(), &lines, &charter);
    let units = membership::units(&mut view.conn, district, Some(found.consortium), day).await?;
    let lines = lines.into_iter().map(|line| Line {
        name: units.iter().find(|unit| unit.id == line.unit).map(|u| u.name.clone()).unwrap_or_default(),
        unit: line.unit,
        presence: line.presence,
        note: line.note,
    });
    let actor = &view.caller.actor;
    let permissions = Operation::ALL.iter().copied();
    Ok(MeetingDetail {
        consortium: body.name_on(day).to_owned(),
        lines: lines.collect(),
        permissions: permissions.filter(|op| !op.is_session() && actor.may(*op, &place)).collect(),
        shown,
    })
}
