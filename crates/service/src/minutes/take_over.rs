//! A remark on minutes out of an older record, with what became of it.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{MeetingId, RemarkId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::course::MeetingStage;
use domain::meeting::minutes::{RemarkKind, RemarkState, check_told};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::minutes::{self, Remark};

use super::REMARK_MOST;
use crate::consortium::note;
use crate::meeting::members_named;
use crate::resolution::{meeting_written, needed};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

/// What a record tells of a remark.
#[derive(Debug, Clone)]
pub struct OlderRemark {
    pub kind: RemarkKind,
    pub unit: Option<UnitId>,
    pub body: String,
    pub made_on: NaiveDate,
    pub state: RemarkState,
    pub reply: Option<String>,
}

pub struct TakeOverRemark {
    pub meeting: MeetingId,
    pub remark: OlderRemark,
    /// The same remark as it is known, while nobody has decided it.
    pub known: Option<Remark>,
}

impl Write for TakeOverRemark {
    type Output = RemarkId;

    async fn run(self, work: &mut Work<'_>) -> Result<RemarkId> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        let told = self.remark;
        let operation = match (told.kind, told.state) {
            (RemarkKind::Addendum, _) => Operation::MinutesAppend,
            (RemarkKind::Correction, RemarkState::Open) => Operation::MinutesCorrect,
            (RemarkKind::Correction, _) => Operation::MinutesDecide,
        };
        work.authorise(operation, &place)?;
        if meeting.course.stage != MeetingStage::Held {
            return Err(Refusal::new(Rule::MinutesMissing, "held_on").into());
        }
        if told.made_on > work.today() {
            return Err(Refusal::new(Rule::InFuture, "made_on").with(told.made_on).into());
        }
        let reply = note(told.reply.as_deref(), "reply", REMARK_MOST)?;
        let parts = (told.unit.is_some(), reply.is_some(), meeting.locked_on.is_some());
        check_told((told.kind, told.state), parts)?;
        let names = members_named(work, (&body, "unit"), told.unit.as_slice()).await?;
        let text = needed(&told.body, ("body", REMARK_MOST), Rule::ReasonEmpty)?;
        let id = match &self.known {
            None => {
                let id = RemarkId::new(work.ids.uuid());
                let remark = Remark {
                    id,
                    version: 1,
                    meeting: meeting.id,
                    unit: told.unit,
                    unit_name: names.first().cloned(),
                    kind: told.kind,
                    body: text.clone(),
                    made_on: told.made_on,
                    person: work.actor.person,
                    person_name: String::new(),
                    state: told.state,
                    reply: reply.clone(),
                };
                minutes::insert(work.tx, district, &remark).await?;
                id
            }
            Some(known) if known.state == RemarkState::Open => {
                let decided = (told.state, reply.as_deref());
                check_bumped(minutes::decide(work.tx, district, known.id, known.version, decided).await?)?;
                known.id
            }
            Some(_) => return Err(Refusal::new(Rule::CourseDiffers, "body").with(text).into()),
        };
        let name = format!("{} {}", body.name_on(meeting.facts.held_on), meeting.facts.held_on);
        let object = ObjectRef { kind: ObjectType::Remark, id: id.uuid(), name };
        let after = json!({ "remark_kind": told.kind.word(), "unit": names.first(), "body": text,
            "remark_state": told.state.word(), "made_on": told.made_on });
        work.journal(operation, object, (None, Some(after)), reply).await?;
        Ok(id)
    }
}
