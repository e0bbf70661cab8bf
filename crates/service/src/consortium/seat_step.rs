//! The next step of a part-time member's way into office and out of it; the end of an ex officio seat.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::{Charter, CharterItem, SeatStep, SeatStepKind, seat_state};
use domain::id::{ConsortiumId, SeatId};
use domain::period::end_on;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::charter::charter;
use storage::consortium::seat::{self, Bound, Step};

use super::set_seat::seat_object;
use super::{NOTE_MOST, check_living, check_past, note, written};
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

/// How long a term is that begins on a day: nobody is appointed while the charter says nothing of it.
pub(super) fn term_months(charter: &Charter, day: NaiveDate) -> u32 {
    let said = charter.value(CharterItem::TermMonths, day);
    said.and_then(|months| u32::try_from(months).ok()).unwrap_or(1)
}

pub struct TakeSeatStep {
    pub id: SeatId,
    pub version: i64,
    pub kind: SeatStepKind,
    pub on: NaiveDate,
    pub note: Option<String>,
}

impl Write for TakeSeatStep {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        let district = work.district();
        let found = seat::get(work.tx, district, self.id, self.on).await?.ok_or(Error::NotFound)?;
        let (body, place) = written(work, found.consortium).await?;
        work.authorise(Operation::SeatAssign, &place)?;
        check_past(work, self.on, "on")?;
        check_living(&body, self.on, "on")?;
        let reason = if matches!(self.kind, SeatStepKind::Refused | SeatStepKind::Ended) {
            Some(check_reason(self.note.as_deref().unwrap_or_default())?)
        } else {
            note(self.note.as_deref(), "note", NOTE_MOST)?
        };
        let period = match (&found.bound, found.period, self.kind) {
            (Bound::Post { .. }, Some(period), SeatStepKind::Ended) => Some(end_on(period, self.on)?),
            (Bound::Post { .. }, _, _) => {
                return Err(Refusal::new(Rule::SeatStep, "kind").with(self.kind.term()).into());
            }
            (Bound::Person { .. }, _, _) => {
                let charter = charter(work.tx, district, found.consortium).await?;
                let mut steps: Vec<SeatStep> =
                    found.steps.iter().map(|step| SeatStep { kind: step.kind, on: step.on }).collect();
                steps.push(SeatStep { kind: self.kind, on: self.on });
                let begins = matches!(self.kind, SeatStepKind::Appointed | SeatStepKind::Renewed);
                if begins && charter.value(CharterItem::TermMonths, self.on).is_none() {
                    let clause = CharterItem::TermMonths.term();
                    return Err(Refusal::new(Rule::CharterSilent, "on").with(clause).into());
                }
                seat_state(&steps, |day| term_months(&charter, day))?.term()
            }
        };
        check_bumped(seat::set_period(work.tx, district, self.id, self.version, period).await?)?;
        if matches!(found.bound, Bound::Person { .. }) {
            let step = Step {
                row: work.ids.uuid(),
                kind: self.kind,
                on: self.on,
                note: reason.clone(),
                person: work.actor.person,
                person_name: work.actor.person_name.clone(),
            };
            seat::insert_step(work.tx, district, self.id, found.steps.len(), &step).await?;
        }
        let before = json!({ "step": found.steps.last().map(|step| step.kind.word()) });
        let after =
            json!({ "step": self.kind.word(), "on": self.on, "term_to": period.and_then(|p| p.to()) });
        let object = seat_object(body.name_on(self.on), self.id, found.kind);
        work.journal(Operation::SeatAssign, object, (Some(before), Some(after)), reason).await?;
        Ok(found.consortium)
    }
}
