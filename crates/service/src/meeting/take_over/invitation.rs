//! Whom a notice called, and how it answered.

use domain::access::Operation;
use domain::id::MeetingId;
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::course::MeetingStage;
use domain::meeting::invitation::InvitationAnswer;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::Meeting;
use storage::meeting::invitation::{self, Invitation};
use uuid::Uuid;

use super::members_named;
use crate::consortium::note;
use crate::meeting::record::LINE_MOST;
use crate::resolution::meeting_written;
use crate::{Error, Result, Work, Write};

pub struct TakeOverInvitation {
    pub meeting: MeetingId,
    /// Without an id and a person of its own.
    pub invitation: Invitation,
    /// The same unit's as it is known, while it has not answered.
    pub known: Option<Invitation>,
}

impl Write for TakeOverInvitation {
    type Output = Uuid;

    async fn run(self, work: &mut Work<'_>) -> Result<Uuid> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        let told = self.invitation;
        let operation =
            if told.answer.is_some() { Operation::InvitationAnswer } else { Operation::MeetingNotify };
        work.authorise(operation, &place)?;
        if meeting.course.stage == MeetingStage::Planned {
            return Err(Refusal::new(Rule::NotNotified, "held_on").with(meeting.facts.held_on).into());
        }
        let names = members_named(work, (&body, "unit"), &[told.unit]).await?;
        let by = members_named(work, (&body, "proxy_unit"), told.proxy_unit.as_slice()).await?;
        let name = names.concat();
        if let Some(known) = self.known.as_ref().filter(|known| known.answer.is_some()) {
            let name = if known.unit == told.unit { name } else { String::new() };
            return Err(Refusal::new(Rule::CourseDiffers, "unit").with(name).into());
        }
        let text = note(told.note.as_deref(), "note", LINE_MOST)?;
        check(work, &meeting, &Invitation { note: text.clone(), ..told.clone() }, &name)?;
        let id = self.known.as_ref().map_or_else(|| work.ids.uuid(), |known| known.id);
        let person = told.answer.map(|_| work.actor.person);
        let made = Invitation { id, meeting: meeting.id, note: text, person, ..told };
        invitation::put(work.tx, district, &made).await?;
        let said = json!({ "unit": name, "answer": made.answer.map(InvitationAnswer::word), "note": made.note,
            "proxy_unit": by.first(), "answered_on": made.answered_on, "held_on": meeting.facts.held_on });
        let object = ObjectRef {
            kind: ObjectType::Invitation,
            id,
            name: format!("{} {} {name}", body.name_on(meeting.facts.held_on), meeting.facts.held_on),
        };
        work.journal(operation, object, (None, Some(said)), None).await?;
        Ok(id)
    }
}

fn check(work: &Work<'_>, meeting: &Meeting, told: &Invitation, name: &str) -> Result<()> {
    const SILENT: &str = "未答复";
    let said = told.answer.map_or(SILENT, InvitationAnswer::term);
    let fits = [
        ("note", told.note.is_none() || !matches!(told.answer, None | Some(InvitationAnswer::Attend))),
        ("proxy_unit", told.proxy_unit.is_none() || told.answer == Some(InvitationAnswer::Proxy)),
        ("answered_on", told.answered_on.is_some() == told.answer.is_some()),
    ];
    if let Some((field, _)) = fits.into_iter().find(|(_, fits)| !fits) {
        return Err(Error::from(Refusal::new(Rule::CourseLacks, field).with(said)));
    }
    if told.proxy_unit == Some(told.unit) {
        return Err(Refusal::new(Rule::ProxyUnit, "proxy_unit").with(name).into());
    }
    if let Some(answer) = told.answer {
        answer.check(told.note.as_deref(), told.proxy_unit.is_some(), name)?;
    }
    match (told.answered_on, meeting.course.notified_on) {
        (Some(on), _) if on > work.today() => {
            Err(Refusal::new(Rule::InFuture, "answered_on").with(on).into())
        }
        (Some(on), Some(notified)) if on < notified => {
            Err(Refusal::new(Rule::StepBefore, "answered_on").with(notified).into())
        }
        _ => Ok(()),
    }
}
