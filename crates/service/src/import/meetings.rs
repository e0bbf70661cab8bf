//! Rows of meetings that were held. Who is not named as absent, on leave or represented was there.

use domain::id::DistrictId;
use domain::journal::ObjectType;
use domain::meeting::{MeetingKind, Presence};
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::consortium::membership;
use storage::meeting::{self, Attendance};

use super::cells::{Cells, given};
use super::{Outcome, State, consortia, units};
use crate::consortium::Consortium;
use crate::meeting::{EditMeeting, LockMeeting, NewMeeting, RecordMeeting};
use crate::{Result, Write};

const NAMED: [(&str, Presence); 3] =
    [("leave", Presence::Leave), ("proxy", Presence::Proxy), ("absent", Presence::Absent)];

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let held_on = given(cells.day("held_on")?, "held_on")?;
    let wanted = NewMeeting {
        kind: MeetingKind::parse(cells.text("kind"), "kind")?,
        held_on,
        counts_for: cells.day("counts_for")?,
        place: cells.text("place").to_owned(),
        agenda: cells.text("agenda").to_owned(),
        decisions: cells.optional("decisions"),
        minutes: cells.optional("minutes"),
        attendance: attendance(tx, state, cells, (district, &body)).await?,
    };
    let locked_on = cells.day("locked_on")?;
    let all = meeting::of_consortium(tx, district, body.id).await?;
    let known = all.into_iter().find(|m| m.facts.kind == wanted.kind && m.facts.held_on == held_on);
    let Some(known) = known else {
        let mut work = state.command(tx, district).await?;
        let id = RecordMeeting { consortium: body.id, meeting: wanted }.run(&mut work).await?;
        if let Some(on) = locked_on {
            LockMeeting { id, version: 1, on }.run(&mut work).await?;
        }
        state.made(district, id.uuid());
        return Ok(Outcome::Added);
    };
    let own = meeting::sheet(tx, district, known.id).await?;
    let facts = &known.facts;
    let texts = (&facts.place, &facts.agenda, &facts.decisions, &facts.minutes);
    let said = (&wanted.place, &wanted.agenda, &wanted.decisions, &wanted.minutes);
    let same = texts == said && facts.counts_for == wanted.counts_for && own == wanted.attendance;
    if same && known.locked_on == locked_on {
        return Ok(Outcome::Unchanged);
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
