//! Rows of tasks, each with what happened to it. What is recorded stays: a longer past is continued, never rewritten.

use chrono::NaiveDate;
use domain::journal::ObjectType;
use domain::meeting::task::{TaskStep, TaskStepKind};
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::resolution;
use storage::task::{self, Step};

use super::cells::{Cells, given};
use super::{Outcome, State, resolutions, units};
use crate::resolution::{AssignTask, NewTask, TakeTaskStep};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, _, held) = resolutions::find(tx, state, cells).await?;
    let sequence = given(cells.whole("sequence")?, "sequence")?;
    let all = resolution::of_meeting(tx, district, held.id).await?;
    let unknown = || Refusal::new(Rule::ResolutionUnknown, "sequence").with(sequence);
    let resolution = all.into_iter().find(|one| one.sequence == sequence).ok_or_else(unknown)?;
    let name = cells.text("unit");
    let unit = units::index(tx, state, district).await?.find(name);
    let unit = unit.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit").with(name))?;
    let (title, steps) = (cells.text("title").to_owned(), lines(cells.text("steps"))?);
    let due_on = given(cells.day("due_on")?, "due_on")?;
    let on = cells.day("assigned_on")?.unwrap_or(held.facts.held_on);
    let known = task::of_meeting(tx, district, held.id).await?;
    let known =
        known.into_iter().find(|t| t.resolution == resolution.id && t.unit == unit && t.title == title);
    let Some(known) = known else {
        let task = NewTask { unit, title, due_on, on: Some(on) };
        let mut work = state.command(tx, district).await?;
        let (_, id) = AssignTask { resolution: resolution.id, task }.run(&mut work).await?;
        for (version, line) in (1..).zip(steps) {
            line.step(id, version).run(&mut work).await?;
        }
        state.made(district, id.uuid());
        return Ok(Outcome::Added);
    };
    let recorded = task::steps(tx, district, known.id).await?;
    let differs = || Refusal::new(Rule::TaskPast, "steps").with(&known.title);
    let (assigned, recorded) = recorded.split_first().ok_or_else(differs)?;
    let same = recorded.iter().zip(&steps).all(|(step, line)| line.says(step));
    if !same || recorded.len() > steps.len() || (assigned.said.on, assigned.said.due) != (on, Some(due_on)) {
        return Err(differs().into());
    }
    if recorded.len() == steps.len() {
        return Ok(Outcome::Unchanged);
    }
    let done = recorded.len();
    state.touch(tx, district, ObjectType::Task, known.id.uuid()).await?;
    let mut work = state.command(tx, district).await?;
    for (version, line) in (known.version..).zip(steps.into_iter().skip(done)) {
        line.step(known.id, version).run(&mut work).await?;
    }
    Ok(Outcome::Changed)
}

/// A step as a table says it.
struct Line {
    said: TaskStep,
    note: Option<String>,
}

impl Line {
    fn says(&self, step: &Step) -> bool {
        // What is reported as done is whole, whether or not the table says so.
        let percent = |said: &TaskStep| said.percent.filter(|_| said.kind == TaskStepKind::Progress);
        let facts = |said: &TaskStep| (said.kind, said.on, percent(said), said.due);
        facts(&self.said) == facts(&step.said) && self.note == step.note
    }

    fn step(self, id: domain::id::TaskId, version: i64) -> TakeTaskStep {
        let TaskStep { kind, on, percent, due } = self.said;
        TakeTaskStep { id, version, kind, on: Some(on), note: self.note, percent, due_on: due }
    }
}

/// Begins a further line of a note.
const FURTHER: char = '\t';

/// `2026-03-05 进展 50%：已勘察`, `2026-04-01 延期 2026-04-30：等雨季过去`.
pub(crate) fn step_line(step: &Step) -> String {
    let said = &step.said;
    let more = match said.kind {
        TaskStepKind::Progress => format!(" {}%", said.percent.unwrap_or_default()),
        _ => said.due.map(|due| format!(" {due}")).unwrap_or_default(),
    };
    let note = step.note.as_ref().map(|note| format!("：{}", note.replace('\n', &format!("\n{FURTHER}"))));
    format!("{} {}{more}{}", said.on, said.kind.word(), note.unwrap_or_default())
}

fn lines(text: &str) -> std::result::Result<Vec<Line>, Refusal> {
    let mut lines: Vec<Line> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match (line.strip_prefix(FURTHER), lines.last_mut()) {
            (Some(more), Some(Line { note: Some(note), .. })) => {
                note.push('\n');
                note.push_str(more);
            }
            _ => lines.push(read(line)?),
        }
    }
    Ok(lines)
}

fn read(line: &str) -> std::result::Result<Line, Refusal> {
    let unreadable = || Refusal::new(Rule::TaskStepLine, "steps").with(line);
    let (head, note) = line.split_once(['：', ':']).unwrap_or((line, ""));
    let mut words = head.split_whitespace();
    let on: NaiveDate = words.next().and_then(|day| day.parse().ok()).ok_or_else(unreadable)?;
    let kind = TaskStepKind::parse(words.next().unwrap_or_default(), "steps").map_err(|_| unreadable())?;
    let more = words.next();
    let percent = more.and_then(|text| text.strip_suffix('%')).and_then(|text| text.parse().ok());
    let due = more.and_then(|text| text.parse::<NaiveDate>().ok());
    let fits = match kind {
        TaskStepKind::Progress => percent.is_some(),
        TaskStepKind::Extended => due.is_some(),
        _ => more.is_none(),
    };
    if !fits || words.next().is_some() {
        return Err(unreadable());
    }
    let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
    Ok(Line { said: TaskStep { kind, on, percent, due }, note })
}
