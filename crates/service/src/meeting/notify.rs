//! The notice (通知) goes out: the agenda stands, each member unit is called, and the body above sees it.

use domain::access::Operation;
use domain::id::{AgendaItemId, MeetingId};
use domain::meeting::course::MeetingStage;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::membership;
use storage::meeting::invitation::{self, Invitation};
use storage::meeting::{self, Meeting, agenda};

use super::agenda::assembled;
use super::plan::{ahead, values};
use super::record::object;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct NotifyMeeting {
    pub id: MeetingId,
    pub version: i64,
}

impl Write for NotifyMeeting {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, today) = (work.district(), work.today());
        let (old, found) = ahead(work, self.id, Operation::MeetingNotify).await?;
        old.course.stage.check(&[MeetingStage::Planned])?;
        old.schedule().check(today)?;
        let mut items = assembled(work.tx, district, &old).await?;
        if items.is_empty() {
            return Err(Refusal::new(Rule::AgendaEmpty, "agenda").into());
        }
        for item in &mut items {
            item.id = AgendaItemId::new(work.ids.uuid());
        }
        agenda::put(work.tx, district, old.id, &items).await?;
        let mut notified = Meeting { version: self.version, ..old.clone() };
        notified.course.stage = MeetingStage::Notified;
        notified.course.notified_on = Some(today);
        check_bumped(meeting::update(work.tx, district, &notified).await?)?;
        let called = call(work, &notified).await?;
        let mut after = values(&notified);
        after["called"] = json!(called);
        after["items"] = json!(items.len());
        let values = (Some(values(&old)), Some(after));
        work.journal(Operation::MeetingNotify, object(&found, &notified), values, None).await
    }
}

/// Calls the units that are members on the day of the meeting, each without an answer yet.
pub(super) async fn call(work: &mut Work<'_>, meeting: &Meeting) -> Result<usize> {
    let district = work.district();
    let members = membership::on_day(work.tx, district, meeting.facts.held_on).await?;
    let units: Vec<_> =
        members.into_iter().filter(|(id, _)| *id == meeting.consortium).map(|(_, unit)| unit).collect();
    if units.is_empty() {
        return Err(Refusal::new(Rule::NotMember, "held_on").with(meeting.facts.held_on).into());
    }
    invitation::clear(work.tx, district, meeting.id).await?;
    for unit in &units {
        let called = Invitation {
            id: work.ids.uuid(),
            meeting: meeting.id,
            unit: *unit,
            answer: None,
            note: None,
            proxy_unit: None,
            answered_on: None,
            person: None,
        };
        invitation::put(work.tx, district, &called).await?;
    }
    Ok(units.len())
}
