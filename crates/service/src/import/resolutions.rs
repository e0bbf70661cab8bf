//! Rows of what was resolved at meetings that are recorded already.

use domain::id::DistrictId;
use domain::journal::ObjectType;
use domain::meeting::MeetingKind;
use domain::meeting::course::time_of_day;
use domain::meeting::resolution::ResolutionKind;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::meeting::{self, Meeting};
use storage::resolution;

use super::cells::{Cells, given};
use super::{Outcome, State, consortia};
use crate::consortium::Consortium;
use crate::resolution::{EditResolution, NewResolution, RecordResolution};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, _, held) = find(tx, state, cells).await?;
    let sequence = given(cells.whole("sequence")?, "sequence")?;
    let kind = ResolutionKind::parse(cells.text("kind"), "kind")?;
    let wanted = NewResolution { kind, body: cells.text("body").to_owned(), item: None };
    let known = resolution::of_meeting(tx, district, held.id).await?;
    let Some(known) = known.into_iter().find(|known| known.sequence == sequence) else {
        let mut work = state.command(tx, district).await?;
        let record = RecordResolution { meeting: held.id, resolution: wanted, from_papers: Some(sequence) };
        let id = record.run(&mut work).await?;
        state.made(district, id.uuid());
        return Ok(Outcome::Added);
    };
    if (known.kind, known.body.as_str()) == (wanted.kind, wanted.body.trim()) {
        return Ok(Outcome::Unchanged);
    }
    state.touch(tx, district, ObjectType::Resolution, known.id.uuid()).await?;
    let mut work = state.command(tx, district).await?;
    let resolution = NewResolution { item: known.item, ..wanted };
    EditResolution { id: known.id, version: known.version, resolution }.run(&mut work).await?;
    Ok(Outcome::Changed)
}

/// The meeting that a row is about.
pub(super) async fn find(
    tx: &mut Tx,
    state: &State,
    cells: &Cells<'_>,
) -> Result<(DistrictId, Consortium, Meeting)> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let held = of_body(tx, (district, &body), cells).await?;
    Ok((district, body, held))
}

/// The meeting of a body that a row names by kind and day, and by its time where there are two.
pub(super) async fn of_body(
    tx: &mut Tx,
    (district, body): (DistrictId, &Consortium),
    cells: &Cells<'_>,
) -> Result<Meeting> {
    let kind = MeetingKind::parse(cells.text("meeting"), "meeting")?;
    let held_on = given(cells.day("held_on")?, "held_on")?;
    let starts_at = cells.optional("starts_at").map(|text| time_of_day(&text, "starts_at")).transpose()?;
    let all = meeting::of_consortium(tx, district, body.id).await?;
    let mut found = all.into_iter().filter(|m| m.facts.kind == kind && m.facts.held_on == held_on);
    let found = found.find(|m| starts_at.is_none() || m.course.starts_at == starts_at);
    found.ok_or_else(|| Refusal::new(Rule::MeetingUnknown, "held_on").with(held_on).into())
}
