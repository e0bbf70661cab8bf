//! Rows of member units: one for each time that a unit was, is or wanted to be a member.

use chrono::NaiveDate;
use domain::consortium::MemberStepKind as K;
use domain::id::MembershipId;
use domain::journal::ObjectType;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::consortium::membership;

use super::cells::{Cells, given};
use super::{Outcome, State, consortia, units};
use crate::consortium::{Apply, TakeMemberStep};
use crate::{Error, Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let name = cells.text("unit");
    let found = units::index(tx, state, district).await?.find(name);
    let unit = found.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "unit").with(name))?;
    let applied = given(cells.day("applied_on")?, "applied_on")?;
    let steps = steps(cells)?;
    let known = membership::of_unit(tx, district, unit).await?;
    let known = known
        .into_iter()
        .find(|m| m.consortium == body.id && m.steps.first().is_some_and(|step| step.on == applied));
    let (id, mut version, done, outcome) = match known {
        Some(known) => (known.id, known.version, known.steps.len(), Outcome::Unchanged),
        None => {
            let mut work = state.command(tx, district).await?;
            let outside_reason = cells.optional("outside_reason");
            let apply = Apply { consortium: body.id, unit, on: applied, outside_reason, note: None };
            let id = apply.run(&mut work).await?;
            state.made(district, id.uuid());
            (id, 1, 1, Outcome::Added)
        }
    };
    // The first step is the application itself.
    let rest: Vec<_> = steps.into_iter().skip(done - 1).collect();
    if rest.is_empty() {
        return Ok(outcome);
    }
    if outcome == Outcome::Unchanged {
        state.touch(tx, district, ObjectType::Membership, id.uuid()).await?;
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
    effective: Option<NaiveDate>,
    note: Option<String>,
}

impl Said {
    fn of(self, id: MembershipId, version: i64) -> TakeMemberStep {
        TakeMemberStep {
            id,
            version,
            kind: self.kind,
            on: self.on,
            effective: self.effective,
            note: self.note,
        }
    }
}

fn is_yes(text: &str) -> bool {
    matches!(text.trim(), "是" | "yes" | "true" | "1")
}

/// What the row says happened after the application.
fn steps(cells: &Cells<'_>) -> Result<Vec<Said>> {
    let reason = cells.optional("reason");
    let mut steps = Vec::new();
    let mut say = |kind, on: Option<NaiveDate>, effective, note| {
        if let Some(on) = on {
            steps.push(Said { kind, on, effective, note });
        }
    };
    let (from, to) = (cells.day("valid_from")?, cells.day("valid_to")?);
    say(K::Consulted, cells.day("consulted_on")?, None, None);
    let decided = cells.day("decided_on")?.or(from);
    if is_yes(cells.text("declined")) {
        say(K::Declined, decided, None, reason.clone());
    } else {
        say(K::Accepted, decided, from, None);
    }
    say(K::Warned, cells.day("warned_on")?, None, cells.optional("warning"));
    let end = if is_yes(cells.text("removed")) { K::Removed } else { K::Notice };
    say(end, cells.day("left_on")?.or(to), to, reason);
    let ordered = steps.windows(2).all(|pair| pair[0].on <= pair[1].on);
    if ordered {
        Ok(steps)
    } else {
        Err(Error::from(Refusal::new(Rule::PeriodReversed, "valid_to").with("")))
    }
}
