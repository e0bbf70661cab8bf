//! Rows of remarks on minutes: corrections with what became of them, and addenda. What is decided stays.

use domain::journal::ObjectType;
use domain::meeting::minutes::{RemarkKind, RemarkState};
use domain::rule::{Refusal, Rule};
use storage::minutes::{self, Remark};
use storage::{Tx, meeting};

use super::cells::{Cells, given};
use super::topics::{trimmed, unit};
use super::{Outcome, State, resolutions};
use crate::minutes::{OlderRemark, TakeOverRemark};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, _, held) = resolutions::find(tx, state, cells).await?;
    let wanted = OlderRemark {
        kind: RemarkKind::parse(cells.text("kind"), "kind")?,
        unit: unit(tx, state, cells, (district, "unit")).await?,
        body: trimmed(cells, "body").unwrap_or_default(),
        made_on: given(cells.day("made_on")?, "made_on")?,
        state: RemarkState::parse(cells.text("state"), "state")?,
        reply: trimmed(cells, "reply"),
    };
    let sheet = meeting::sheet(tx, district, held.id).await?;
    let there = |unit| sheet.iter().any(|line| line.unit == unit && line.presence.counts());
    if wanted.unit.is_some_and(|unit| !there(unit)) {
        cells.flag(&Refusal::new(Rule::CorrectionAbsent, "unit").with(cells.text("unit")));
    }
    let all = minutes::of_meeting(tx, district, held.id).await?;
    let alike: Vec<Remark> = all
        .into_iter()
        .filter(|known| (known.kind, known.unit, known.made_on) == (wanted.kind, wanted.unit, wanted.made_on))
        .filter(|known| known.body == wanted.body && !state.was_about(known.id.uuid()))
        .collect();
    let same = |known: &&Remark| (known.state, &known.reply) == (wanted.state, &wanted.reply);
    if let Some(known) = alike.iter().find(same) {
        state.first_about(known.id.uuid());
        return Ok(Outcome::Unchanged);
    }
    let known = alike.into_iter().next();
    if let Some(known) = &known {
        state.touch(tx, district, ObjectType::Remark, known.id.uuid()).await?;
    }
    let outcome = if known.is_some() { Outcome::Changed } else { Outcome::Added };
    let mut work = state.command(tx, district).await?;
    let id = TakeOverRemark { meeting: held.id, remark: wanted, known }.run(&mut work).await?;
    if outcome == Outcome::Added {
        state.made(district, id.uuid());
    }
    state.first_about(id.uuid());
    Ok(outcome)
}
