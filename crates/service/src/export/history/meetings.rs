//! Meetings, and what they resolved.

use std::collections::HashMap;

use chrono::NaiveTime;
use domain::id::{MeetingId, ResolutionId};
use domain::meeting::Presence;
use domain::meeting::course::MeetingStage;
use storage::consortium::body::Consortium;
use storage::meeting::{self, Attendance, Meeting};
use storage::task;

use super::consortia::name_of;
use super::{Names, Said, said, text};
use crate::{Result, View};

pub(super) async fn meetings(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let all = meeting::all(&mut view.conn, district).await?;
    let mut sheets: HashMap<MeetingId, Vec<Attendance>> = HashMap::new();
    for (id, line) in meeting::every_attendance(&mut view.conn, district).await? {
        sheets.entry(id).or_default().push(line);
    }
    let one = |m: Meeting| {
        let held = m.course.stage == MeetingStage::Held;
        let sheet = sheets.get(&m.id).map_or(&[][..], Vec::as_slice);
        // Of a meeting that was held, whoever is not named was there.
        let told = |line: &&Attendance| !held || line.presence != Presence::Attended || line.note.is_some();
        let named = |presence: Presence| {
            let own = sheet.iter().filter(told).filter(|line| line.presence == presence);
            let one = |line: &Attendance| {
                let name = (called.body)(line.unit.uuid());
                line.note.as_ref().map_or(name.clone(), |note| format!("{name}：{note}"))
            };
            own.map(one).collect::<Vec<_>>().join("；")
        };
        said([
            ("consortium", name_of(bodies, m.consortium)),
            ("kind", m.facts.kind.word().to_owned()),
            ("held_on", m.facts.held_on.to_string()),
            ("counts_for", text(m.facts.counts_for)),
            ("attended", named(Presence::Attended)),
            ("leave", named(Presence::Leave)),
            ("proxy", named(Presence::Proxy)),
            ("absent", named(Presence::Absent)),
            ("place", m.facts.place),
            ("agenda", m.facts.agenda),
            ("starts_at", time(m.course.starts_at)),
            ("ends_at", time(m.course.ends_at)),
            ("stage", m.course.stage.word().to_owned()),
            ("topics_until", text(m.course.topics_until)),
            ("notified_on", text(m.course.notified_on)),
            ("cancelled_reason", text(m.course.cancelled_reason)),
            ("decisions", text(m.facts.decisions)),
            ("minutes", text(m.facts.minutes)),
            ("locked_on", text(m.locked_on)),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}

fn time(time: Option<NaiveTime>) -> String {
    text(time.map(|time| time.format("%H:%M")))
}

/// Which meeting a row is about.
#[derive(Clone, Default)]
pub(super) struct MeetingKey {
    /// The body's last name.
    pub consortium: String,
    kind: String,
    pub held_on: String,
    /// Where the body met twice in this way on the day.
    starts_at: String,
}

impl MeetingKey {
    /// The columns that name it.
    pub(super) fn said(self) -> Said {
        said([
            ("consortium", self.consortium),
            ("meeting", self.kind),
            ("held_on", self.held_on),
            ("starts_at", self.starts_at),
        ])
    }

    pub(super) fn with<const N: usize>(self, cells: [(&'static str, String); N]) -> Said {
        let mut row = self.said();
        row.extend(cells);
        row
    }
}

pub(super) type Keys = HashMap<MeetingId, MeetingKey>;

pub(super) async fn keys(view: &mut View<'_>, bodies: &[Consortium]) -> Result<Keys> {
    let district = view.district();
    let all = meeting::all(&mut view.conn, district).await?;
    let mut met: HashMap<_, usize> = HashMap::new();
    let on = |m: &Meeting| (m.consortium, m.facts.kind, m.facts.held_on);
    for m in &all {
        *met.entry(on(m)).or_default() += 1;
    }
    let key = |m: &Meeting| MeetingKey {
        consortium: name_of(bodies, m.consortium),
        kind: m.facts.kind.word().to_owned(),
        held_on: m.facts.held_on.to_string(),
        starts_at: if met.get(&on(m)) > Some(&1) { time(m.course.starts_at) } else { String::new() },
    };
    Ok(all.iter().map(|m| (m.id, key(m))).collect())
}

pub(super) async fn resolutions(view: &mut View<'_>, bodies: &[Consortium]) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let all = storage::resolution::all(&mut view.conn, district).await?;
    let one = |resolution: storage::resolution::Resolution| {
        let meeting = keys.get(&resolution.meeting).cloned().unwrap_or_default();
        meeting.with([
            ("sequence", resolution.sequence.to_string()),
            ("kind", resolution.kind.word().to_owned()),
            ("body", resolution.body),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}

pub(super) async fn tasks(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let numbers: HashMap<ResolutionId, i64> = {
        let all = storage::resolution::all(&mut view.conn, district).await?;
        all.into_iter().map(|resolution| (resolution.id, resolution.sequence)).collect()
    };
    let mut steps = task::all_steps(&mut view.conn, district).await?;
    let all = task::all(&mut view.conn, district).await?;
    let one = |task: task::Task| {
        let meeting = keys.get(&task.meeting).cloned().unwrap_or_default();
        let steps = steps.remove(&task.id).unwrap_or_default();
        let (assigned, rest) = steps.split_first().map_or((None, &[][..]), |(one, rest)| (Some(one), rest));
        meeting.with([
            ("sequence", text(numbers.get(&task.resolution))),
            ("unit", (called.body)(task.unit.uuid())),
            ("title", task.title),
            ("assigned_on", text(assigned.map(|step| step.said.on))),
            ("due_on", text(assigned.and_then(|step| step.said.due))),
            ("steps", rest.iter().map(crate::import::step_line).collect::<Vec<_>>().join("\n")),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}
