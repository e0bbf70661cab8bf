//! Rows of invitations: whom a notice called, and how it answered. A recorded answer stays.

use domain::journal::ObjectType;
use domain::meeting::invitation::InvitationAnswer;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::meeting::invitation::{self, Invitation};
use uuid::Uuid;

use super::cells::Cells;
use super::topics::{trimmed, unit};
use super::{Outcome, State, resolutions};
use crate::meeting::TakeOverInvitation;
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, _, held) = resolutions::find(tx, state, cells).await?;
    let called = unit(tx, state, cells, (district, "unit")).await?;
    let answer = match cells.text("answer") {
        "" => None,
        word => Some(InvitationAnswer::parse(word, "answer")?),
    };
    let wanted = Invitation {
        id: Uuid::nil(),
        meeting: held.id,
        unit: called.ok_or_else(|| Refusal::new(Rule::NameEmpty, "unit"))?,
        answer,
        note: trimmed(cells, "note"),
        proxy_unit: unit(tx, state, cells, (district, "proxy_unit")).await?,
        answered_on: cells.day("answered_on")?,
        person: None,
    };
    let all = invitation::of_meeting(tx, district, held.id).await?;
    let known = all.into_iter().find(|known| known.unit == wanted.unit);
    let said = |one: &Invitation| (one.answer, one.note.clone(), one.proxy_unit, one.answered_on);
    if known.as_ref().is_some_and(|known| said(known) == said(&wanted)) {
        return Ok(Outcome::Unchanged);
    }
    if let Some(known) = &known {
        state.touch(tx, district, ObjectType::Invitation, known.id).await?;
    }
    let outcome = if known.is_some() { Outcome::Changed } else { Outcome::Added };
    let mut work = state.command(tx, district).await?;
    let id = TakeOverInvitation { meeting: held.id, invitation: wanted, known }.run(&mut work).await?;
    if outcome == Outcome::Added {
        state.made(district, id);
    }
    Ok(outcome)
}
