//! Rows of seats of work committees.

use chrono::NaiveDate;
use domain::consortium::{SeatKind, SeatStepKind as K};
use domain::id::SeatId;
use domain::journal::ObjectType;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::consortium::seat::{self, Bound, Seat};

use super::cells::{Cells, given};
use super::{Outcome, State, consortia, people, units};
use crate::consortium::{Nominee, SetSeat, TakeSeatStep};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let kind = SeatKind::parse(cells.text("kind"), "kind")?;
    let from = cells.day("valid_from")?;
    let (nominee, on) = if kind.is_ex_officio() {
        let (organisation, title) = (cells.text("organisation"), cells.text("post_title"));
        let (_, post) = people::post_named(tx, state, organisation, title).await?;
        (Nominee::Post(post), given(from, "valid_from")?)
    } else {
        let name = cells.text("unit");
        let found = units::index(tx, state, district).await?.find(name);
        let unit = found.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit").with(name))?;
        (Nominee::HeadOf(unit), given(cells.day("suggested_on")?, "suggested_on")?)
    };
    let steps = steps(cells, kind)?;
    let seats = seat::of_consortium(tx, district, body.id, on).await?;
    let same = |seat: &&Seat| {
        seat.kind == kind
            && match (&seat.bound, nominee) {
                (Bound::Post { post, .. }, Nominee::Post(id)) => {
                    *post == id && seat.period.is_some_and(|period| period.from() == on)
                }
                (Bound::Person { unit, .. }, Nominee::HeadOf(id)) => {
                    *unit == id && seat.steps.first().is_some_and(|step| step.on == on)
                }
                _ => false,
            }
    };
    let (id, mut version, done, outcome) = match seats.iter().find(same) {
        Some(known) => {
            let ended = known.kind.is_ex_officio() && known.period.is_some_and(|p| p.to().is_some());
            let done = if ended { 1 } else { known.steps.len().saturating_sub(1) };
            (known.id, known.version, done, Outcome::Unchanged)
        }
        None => {
            let mut work = state.command(tx, district).await?;
            let set = SetSeat { consortium: body.id, kind, nominee, on, note: None };
            let id = set.run(&mut work).await?;
            state.made(district, id.uuid());
            (id, 1, 0, Outcome::Added)
        }
    };
    let rest: Vec<_> = steps.into_iter().skip(done).collect();
    if rest.is_empty() {
        return Ok(outcome);
    }
    if outcome == Outcome::Unchanged {
        state.touch(tx, district, ObjectType::Seat, id.uuid()).await?;
    }
    let mut work = state.command(tx, district).await?;
    for step in rest {
        step.of(id, version).run(&mut work).await?;
        version += 1;
    }
    Ok(if outcome == Outcome::Added { outcome } else { Outcome::Changed })
}

struct Said {
    kind: K,
    on: NaiveDate,
    note: Option<String>,
}

impl Said {
    fn of(self, id: SeatId, version: i64) -> TakeSeatStep {
        TakeSeatStep { id, version, kind: self.kind, on: self.on, note: self.note }
    }
}

/// What the row says happened after the seat was set up, or its holder suggested.
fn steps(cells: &Cells<'_>, kind: SeatKind) -> Result<Vec<Said>> {
    let mut steps = Vec::new();
    let mut say = |kind, on: Option<NaiveDate>, note| {
        if let Some(on) = on {
            steps.push(Said { kind, on, note });
        }
    };
    if !kind.is_ex_officio() {
        say(K::Consented, cells.day("consented_on")?, None);
        say(K::Approved, cells.day("approved_on")?, None);
        say(K::Appointed, cells.day("valid_from")?, None);
        say(K::Renewed, cells.day("renewed_on")?, None);
    }
    say(K::Ended, cells.day("valid_to")?, cells.optional("reason"));
    Ok(steps)
}
