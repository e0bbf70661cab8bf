//! Rows of meetings: held, cancelled (with the reason), or still to come. Who is not named as absent, on leave or
//! represented was there. An older record may lack its place, its agenda or a sensible end: it is taken without, and the
//! report says so.

use chrono::{NaiveDate, NaiveTime};
use domain::id::DistrictId;
use domain::journal::ObjectType;
use domain::meeting::course::{MeetingStage, time_of_day};
use domain::meeting::{MeetingKind, Presence};
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::consortium::membership;
use storage::meeting::{self, Attendance, Meeting};

use super::cells::{Cells, given};
use super::{Outcome, State, consortia, units};
use crate::consortium::Consortium;
use crate::meeting::{EditMeeting, LockMeeting, NewMeeting, Older, RecordMeeting, TakeOverMeeting};
use crate::{Result, Write};

const NAMED: [(&str, Presence); 4] = [
    ("attended", Presence::Attended),
    ("leave", Presence::Leave),
    ("proxy", Presence::Proxy),
    ("absent", Presence::Absent),
];

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let held_on = given(cells.day("held_on")?, "held_on")?;
    let kind = MeetingKind::parse(cells.text("kind"), "kind")?;
    let mut older = times(cells, (held_on, state.today()))?;
    let cancelled = cells.optional("cancelled_reason");
    let stage = stage(cells, state.today())?;
    let held = stage == MeetingStage::Held;
    for (column, rule, looked) in [
        ("place", Rule::MeetingPlaceMissing, stage != MeetingStage::Cancelled),
        // What our own table calls planned has its agenda in another; an older record has it here or nowhere.
        (
            "agenda",
            Rule::MeetingAgendaMissing,
            held || (cells.text("stage").is_empty() && stage != MeetingStage::Cancelled),
        ),
    ] {
        if cells.text(column).is_empty() && looked {
            cells.flag(&Refusal::new(rule, column));
        }
    }
    // Before its end, a meeting has a sheet where somebody saved one.
    let saved =
        stage == MeetingStage::Notified && NAMED.iter().any(|(column, _)| !cells.text(column).is_empty());
    let lines =
        if held || saved { attendance(tx, state, cells, (district, &body)).await? } else { Vec::new() };
    let wanted = NewMeeting {
        kind,
        held_on,
        counts_for: cells.day("counts_for")?,
        place: cells.text("place").to_owned(),
        agenda: cells.text("agenda").to_owned(),
        decisions: cells.optional("decisions"),
        minutes: cells.optional("minutes"),
        attendance: lines,
        older: Some(older),
    };
    let locked_on = cells.day("locked_on")?;
    let all = meeting::of_consortium(tx, district, body.id).await?;
    let known = all.into_iter().find(|m| is_same(m, &wanted, older));
    // Columns that the table does not have change nothing.
    let mut wanted = wanted;
    if let Some(known) = &known {
        if (older.starts_at, older.ends_at) == (None, None) {
            (older.starts_at, older.ends_at) = (known.course.starts_at, known.course.ends_at);
        }
        older.topics_until = older.topics_until.or(known.course.topics_until);
        older.notified_on = older.notified_on.or(known.course.notified_on);
        wanted.older = Some(older);
    }
    let Some(known) = known else {
        let mut work = state.command(tx, district).await?;
        let id = if held {
            RecordMeeting { consortium: body.id, meeting: wanted }.run(&mut work).await?
        } else {
            TakeOverMeeting { consortium: body.id, meeting: wanted, stage, cancelled }.run(&mut work).await?
        };
        if let Some(on) = locked_on {
            LockMeeting { id, version: 1, on }.run(&mut work).await?;
        }
        state.made(district, id.uuid());
        state.first_about(id.uuid());
        return Ok(Outcome::Added);
    };
    let own = meeting::sheet(tx, district, known.id).await?;
    let facts = &known.facts;
    let texts = (&facts.place, &facts.agenda, &facts.decisions, &facts.minutes);
    let said = (&wanted.place, &wanted.agenda, &wanted.decisions, &wanted.minutes);
    // A table without stages and days of notice says of what lies ahead only that it does.
    let ahead = stage.is_ahead() && known.course.stage.is_ahead() && cells.text("stage").is_empty();
    let stage = stage == known.course.stage || ahead;
    let course = Older {
        starts_at: known.course.starts_at,
        ends_at: known.course.ends_at,
        topics_until: known.course.topics_until,
        notified_on: known.course.notified_on,
    };
    let times = course == older;
    let same = texts == said
        && facts.counts_for == wanted.counts_for
        && (own == wanted.attendance || (!held && wanted.attendance.is_empty()));
    let same = same && times && stage && known.course.cancelled_reason == cancelled;
    let first = state.first_about(known.id.uuid());
    if same && known.locked_on == locked_on {
        return Ok(Outcome::Unchanged);
    }
    // Two rows of one table about one meeting: the second would wipe out what the first says.
    if !first {
        return Err(Refusal::new(Rule::MeetingTwice, "held_on").with(held_on).into());
    }
    // What is yet to come goes on where it is: on its page.
    if !same && known.course.stage != MeetingStage::Held {
        return Err(Refusal::new(Rule::CourseDiffers, "held_on").with(held_on).into());
    }
    state.touch(tx, district, ObjectType::Meeting, known.id.uuid()).await?;
    let mut work = state.command(tx, district).await?;
    let mut version = known.version;
    if !same {
        EditMeeting { id: known.id, version, meeting: wanted }.run(&mut work).await?;
        version += 1;
    }
    if let Some(on) = locked_on.filter(|_| known.locked_on.is_none()) {
        LockMeeting { id: known.id, version, on }.run(&mut work).await?;
    }
    Ok(Outcome::Changed)
}

/// How far the row says that the meeting has come.
fn stage(cells: &Cells<'_>, today: NaiveDate) -> Result<MeetingStage> {
    let (cancelled, notified) = (cells.text("cancelled_reason"), cells.text("notified_on"));
    let ahead = cells.day("held_on")?.is_some_and(|on| on > today);
    let said = match cells.text("stage") {
        "" if !cancelled.is_empty() => MeetingStage::Cancelled,
        "" if ahead && !notified.is_empty() => MeetingStage::Notified,
        "" if ahead => MeetingStage::Planned,
        "" => MeetingStage::Held,
        word => MeetingStage::parse(word, "stage")?,
    };
    if !cancelled.is_empty() && said != MeetingStage::Cancelled {
        return Err(Refusal::new(Rule::CourseLacks, "cancelled_reason").with(said.term()).into());
    }
    Ok(said)
}

/// A body may meet twice on a day, but not twice at one time.
fn is_same(known: &Meeting, wanted: &NewMeeting, older: Older) -> bool {
    let day = known.facts.kind == wanted.kind && known.facts.held_on == wanted.held_on;
    let time = match (known.course.starts_at, older.starts_at) {
        (Some(known), Some(wanted)) => known == wanted,
        _ => true,
    };
    day && time
}

/// From when to when, until when topics were called for, and when it was made known. An end that is no later than the beginning, or on another day, says nothing: it is left out, and the
/// report asks for a look.
fn times(cells: &mut Cells<'_>, (held_on, today): (NaiveDate, NaiveDate)) -> Result<Older> {
    let time = |cells: &Cells<'_>, field: &'static str| -> Result<Option<(NaiveDate, NaiveTime)>> {
        let text = cells.text(field);
        if text.is_empty() {
            return Ok(None);
        }
        let (day, time) = match text.split_once(' ') {
            Some((day, time)) => {
                let wrong = |_| Refusal::new(Rule::TimeInvalid, field).with(text);
                (NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(wrong)?, time)
            }
            None => (held_on, text),
        };
        Ok(Some((day, time_of_day(time, field)?)))
    };
    let starts_at = time(cells, "starts_at")?.map(|(_, time)| time);
    let ends = time(cells, "ends_at")?;
    let ends_at = ends.filter(|(day, end)| *day == held_on && starts_at.is_none_or(|start| *end > start));
    if ends.is_some() && ends_at.is_none() {
        let start = starts_at.map(|start| start.format("%H:%M").to_string()).unwrap_or_default();
        cells.repair(&Refusal::new(Rule::MeetingTimes, "ends_at").with(start));
    }
    let (topics_until, notified_on) = (cells.day("topics_until")?, cells.day("notified_on")?);
    if let Some(on) = notified_on.filter(|on| *on > today) {
        return Err(Refusal::new(Rule::InFuture, "notified_on").with(on).into());
    }
    // Whoever corrects the day of a meeting does not correct these: they are taken as they are.
    for (day, column, rule) in
        [(topics_until, "topics_until", Rule::TopicsUntil), (notified_on, "notified_on", Rule::NoticeLate)]
    {
        if day.is_some_and(|day| day > held_on) {
            cells.flag(&Refusal::new(rule, column).with(held_on));
        }
    }
    Ok(Older { starts_at, ends_at: ends_at.map(|(_, end)| end), topics_until, notified_on })
}

/// A line for each unit that was a member on the day.
async fn attendance(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    (district, body): (DistrictId, &Consortium),
) -> Result<Vec<Attendance>> {
    let held_on = given(cells.day("held_on")?, "held_on")?;
    let members = membership::members(tx, district, body.id, held_on).await?;
    let mut lines: Vec<Attendance> = members
        .iter()
        .map(|unit| Attendance { unit: *unit, presence: Presence::Attended, note: None })
        .collect();
    for (column, presence) in NAMED {
        for said in cells.text(column).split(['；', ';']).map(str::trim).filter(|said| !said.is_empty()) {
            let (name, note) = said.split_once(['：', ':']).unwrap_or((said, ""));
            let found = units::index(tx, state, district).await?.find(name.trim());
            let line = found.and_then(|unit| lines.iter_mut().find(|line| line.unit == unit));
            let unknown = || Refusal::new(Rule::NotMember, column).with(name.trim());
            let line = line.ok_or_else(unknown)?;
            line.presence = presence;
            line.note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        }
    }
    Ok(lines)
}
