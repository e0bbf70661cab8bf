//! Rows of agendas. What stands there stays: only what was resolved about an item can be added.

use domain::id::{DistrictId, ResolutionId, TaskId};
use domain::journal::ObjectType;
use domain::meeting::agenda::AgendaKind;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::meeting::{self, Meeting, agenda};
use storage::{resolution, task};

use super::cells::{Cells, given};
use super::topics::{trimmed, unit};
use super::{Outcome, State, resolutions, topics};
use crate::meeting::{NewItem, TakeOverAgendaItem};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body, held) = resolutions::find(tx, state, cells).await?;
    let number = given(cells.whole("sequence")?, "sequence")?;
    let kind = AgendaKind::parse(cells.text("kind"), "kind")?;
    let topic = match cells.text("topic") {
        "" => None,
        label => Some(topics::find(tx, state, (district, &body), (label, "topic")).await?.id),
    };
    let item = NewItem {
        kind,
        title: cells.text("title").to_owned(),
        presenter: trimmed(cells, "presenter"),
        minutes: cells.whole("minutes")?,
        topic,
        task: task(tx, state, cells, (district, &held, number)).await?,
    };
    let all = agenda::numbered(tx, district, held.id).await?;
    let known = all.into_iter().find(|(_, known, _)| *known == number).map(|(_, _, item)| item.id);
    let mut wanted = Vec::new();
    for (id, linked) in settled(tx, cells, district, &held).await? {
        if known.is_none() || linked != known {
            state.touch(tx, district, ObjectType::Resolution, id.uuid()).await?;
            wanted.push(id);
        }
    }
    let outcome = match (known, wanted.is_empty()) {
        (None, _) => Outcome::Added,
        (Some(_), true) => Outcome::Unchanged,
        (Some(_), false) => Outcome::Changed,
    };
    let mut work = state.command(tx, district).await?;
    let take = TakeOverAgendaItem { meeting: held.id, number, item, resolutions: wanted };
    let id = take.run(&mut work).await?;
    if outcome == Outcome::Added {
        state.made(district, id.uuid());
    }
    Ok(outcome)
}

/// The unfinished task that came back: its unit, the day of the meeting that gave it, and its title.
async fn task(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    (district, held, number): (DistrictId, &Meeting, i64),
) -> Result<Option<TaskId>> {
    let Some(unit) = unit(tx, state, cells, (district, "task_unit")).await? else { return Ok(None) };
    let (from, title) = (given(cells.day("task_held_on")?, "task_held_on")?, cells.text("title").trim());
    let listed = agenda::numbered(tx, district, held.id).await?;
    let taken = |id: TaskId| listed.iter().any(|(_, at, item)| *at != number && item.task == Some(id));
    for given in meeting::of_consortium(tx, district, held.consortium).await? {
        if given.facts.held_on != from {
            continue;
        }
        let all = task::of_meeting(tx, district, given.id).await?;
        if let Some(found) = all.into_iter().find(|t| t.unit == unit && t.title == title && !taken(t.id)) {
            return Ok(Some(found.id));
        }
    }
    Err(Refusal::new(Rule::TaskUnknown, "title").with(title).into())
}

/// The resolutions that a row names by number, each with the item that it settles so far.
async fn settled(
    tx: &mut Tx,
    cells: &Cells<'_>,
    district: DistrictId,
    held: &Meeting,
) -> Result<Vec<(ResolutionId, Option<domain::id::AgendaItemId>)>> {
    let known = resolution::of_meeting(tx, district, held.id).await?;
    let mut found = Vec::new();
    for said in cells.text("resolutions").split(['；', ';']).map(str::trim).filter(|said| !said.is_empty()) {
        let number =
            said.parse::<i64>().map_err(|_| Refusal::new(Rule::NumberInvalid, "resolutions").with(said))?;
        let one = known.iter().find(|known| known.sequence == number);
        let one = one.ok_or_else(|| Refusal::new(Rule::ResolutionUnknown, "resolutions").with(number))?;
        found.push((one.id, one.item));
    }
    Ok(found)
}
