//! A unit that was there says what is to be put right in the draft.

use domain::access::Operation;
use domain::id::{MeetingId, RemarkId, UnitId};
use domain::meeting::minutes::{RemarkKind, RemarkState};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::membership;
use storage::minutes::{self, Remark};

use super::REMARK_MOST;
use crate::meeting::{attendance_of, object};
use crate::resolution::{check_draft, meeting_written, needed};
use crate::{Error, Result, Work, Write};

pub struct CorrectMinutes {
    pub meeting: MeetingId,
    /// For whom an official writes; a liaison writes for its own unit.
    pub unit: Option<UnitId>,
    pub body: String,
}

impl Write for CorrectMinutes {
    type Output = RemarkId;

    async fn run(self, work: &mut Work<'_>) -> Result<RemarkId> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        work.authorise(Operation::MinutesCorrect, &place)?;
        check_draft(&meeting)?;
        if meeting.facts.minutes.is_none() {
            return Err(Refusal::new(Rule::MinutesMissing, "body").into());
        }
        let own = work.actor.place.unit;
        if own.is_some() && self.unit.is_some_and(|unit| Some(unit) != own) {
            return Err(Error::Forbidden(Operation::MinutesCorrect));
        }
        let unit = own.or(self.unit).ok_or_else(|| Refusal::new(Rule::NameEmpty, "unit_id"))?;
        let lines = attendance_of(work, &meeting).await?;
        let units = membership::units(work.tx, district, Some(body.id), meeting.facts.held_on).await?;
        let name = units.into_iter().find(|known| known.id == unit).map(|known| known.name);
        if !lines.iter().any(|line| line.unit == unit && line.presence.counts()) {
            let absent = Refusal::new(Rule::CorrectionAbsent, "unit_id").with(name.unwrap_or_default());
            return Err(absent.into());
        }
        let remark = Remark {
            id: RemarkId::new(work.ids.uuid()),
            version: 1,
            meeting: meeting.id,
            unit: Some(unit),
            unit_name: name,
            kind: RemarkKind::Correction,
            body: needed(&self.body, ("body", REMARK_MOST), Rule::ReasonEmpty)?,
            made_on: work.today(),
            person: work.actor.person,
            person_name: String::new(),
            state: RemarkState::Open,
            reply: None,
        };
        minutes::insert(work.tx, district, &remark).await?;
        let after = json!({ "correction": remark.body, "unit": remark.unit_name });
        work.journal(Operation::MinutesCorrect, object(&body, &meeting), (None, Some(after)), None).await?;
        Ok(remark.id)
    }
}
