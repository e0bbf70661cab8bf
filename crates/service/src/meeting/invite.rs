//! A unit answers the notice.

use domain::access::Operation;
use domain::id::{MeetingId, UnitId};
use domain::meeting::course::MeetingStage;
use domain::meeting::invitation::InvitationAnswer;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::membership;
use storage::meeting::invitation::{self, Invitation};

use super::plan::ahead;
use super::record::{LINE_MOST, object};
use crate::consortium::note;
use crate::{Result, Work, Write};

pub struct AnswerInvitation {
    pub id: MeetingId,
    /// For which unit; somebody who acts for one answers for that.
    pub unit: Option<UnitId>,
    pub answer: InvitationAnswer,
    /// The reason of leave, or who comes as proxy.
    pub note: Option<String>,
    /// Another member that speaks and votes for the unit.
    pub proxy_unit: Option<UnitId>,
}

impl Write for AnswerInvitation {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, today) = (work.district(), work.today());
        let (meeting, found) = ahead(work, self.id, Operation::InvitationAnswer).await?;
        meeting.course.stage.check(&[MeetingStage::Notified])?;
        let called = invitation::of_meeting(work.tx, district, meeting.id).await?;
        let units = membership::units(work.tx, district, Some(found.id), meeting.facts.held_on).await?;
        let name = |id: Option<UnitId>| {
            units.iter().find(|unit| Some(unit.id) == id).map_or("", |unit| unit.name.as_str())
        };
        let own = work.actor.place.unit;
        let unit = self.unit.or(own);
        let known = called.iter().find(|one| Some(one.unit) == unit).filter(|_| own.is_none() || own == unit);
        let known = known.ok_or_else(|| Refusal::new(Rule::NotInvited, "unit_id").with(name(unit)))?;
        let proxy_unit = self.proxy_unit.filter(|_| self.answer == InvitationAnswer::Proxy);
        if let Some(proxy) = proxy_unit {
            let fits = |one: &&Invitation| {
                one.unit == proxy && one.unit != known.unit && one.answer != Some(InvitationAnswer::Proxy)
            };
            if called.iter().find(fits).is_none() {
                return Err(Refusal::new(Rule::ProxyUnit, "proxy_unit_id").with(name(Some(proxy))).into());
            }
        }
        let text = note(self.note.as_deref(), "note", LINE_MOST)?;
        let text = text.filter(|_| self.answer != InvitationAnswer::Attend);
        self.answer.check(text.as_deref(), proxy_unit.is_some(), name(unit))?;
        let answered = Invitation {
            answer: Some(self.answer),
            note: text,
            proxy_unit,
            answered_on: Some(today),
            person: Some(work.actor.person),
            ..known.clone()
        };
        invitation::put(work.tx, district, &answered).await?;
        let said = |one: &Invitation| {
            json!({ "unit": name(Some(one.unit)), "answer": one.answer.map(InvitationAnswer::word), "note": one.note,
                "proxy_unit": one.proxy_unit.map(|unit| name(Some(unit))), "answered_on": one.answered_on })
        };
        let values = (Some(said(known)), Some(said(&answered)));
        work.journal(Operation::InvitationAnswer, object(&found, &meeting), values, None).await
    }
}
