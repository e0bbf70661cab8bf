//! An item of an agenda, with what was resolved about it.

use domain::access::Operation;
use domain::id::{AgendaItemId, MeetingId, ResolutionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::agenda::{AgendaKind, check_minutes};
use domain::meeting::course::MeetingStage;
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::agenda::{self, AgendaItem, Numbered};
use storage::meeting::{Meeting, topic};
use storage::{resolution, task};

use super::super::agenda::{NewItem, said};
use crate::consortium::note;
use crate::meeting::record::LINE_MOST;
use crate::resolution::{meeting_written, relink};
use crate::{Error, Result, Work, Write};

pub struct TakeOverAgendaItem {
    pub meeting: MeetingId,
    /// Its place on the agenda, from 1.
    pub number: i64,
    pub item: NewItem,
    /// What came of it.
    pub resolutions: Vec<ResolutionId>,
}

impl Write for TakeOverAgendaItem {
    type Output = AgendaItemId;

    async fn run(self, work: &mut Work<'_>) -> Result<AgendaItemId> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        work.authorise(Operation::MeetingPlan, &place)?;
        if self.number < 1 {
            return Err(Refusal::new(Rule::AgendaNumber, "sequence").with(self.number).into());
        }
        let all = agenda::numbered(work.tx, district, meeting.id).await?;
        let wanted = self.checked(work, &meeting, &all).await?;
        let id = match all.into_iter().find(|(_, number, _)| *number == self.number) {
            // It is there already: only what came of it can be new.
            Some((_, _, known)) => {
                if said(&known) != said(&wanted)
                    || (known.kind, known.topic, known.task) != (wanted.kind, wanted.topic, wanted.task)
                {
                    return Err(Refusal::new(Rule::CourseDiffers, "sequence").with(&known.title).into());
                }
                known.id
            }
            None => {
                let id = wanted.id;
                let object = ObjectRef {
                    kind: ObjectType::AgendaItem,
                    id: id.uuid(),
                    name: format!("{} {}", body.name_on(meeting.facts.held_on), wanted.title),
                };
                let after = json!({ "kind": wanted.kind.word(), "title": wanted.title, "presenter": wanted.presenter,
                    "minutes": wanted.minutes, "held_on": meeting.facts.held_on });
                agenda::insert(work.tx, district, &(meeting.id, self.number, wanted)).await?;
                work.journal(Operation::MeetingPlan, object, (None, Some(after)), None).await?;
                id
            }
        };
        for of in self.resolutions {
            let known = resolution::get(work.tx, district, of).await?.ok_or(Error::NotFound)?;
            match known.item {
                Some(item) if item == id => {}
                Some(_) => {
                    let number = known.sequence;
                    return Err(Refusal::new(Rule::CourseDiffers, "resolutions").with(number).into());
                }
                None => relink(work, &body, &meeting, known, id).await?,
            }
        }
        Ok(id)
    }
}

impl TakeOverAgendaItem {
    /// The item with the title of what it is about.
    async fn checked(&self, work: &mut Work<'_>, meeting: &Meeting, all: &[Numbered]) -> Result<AgendaItem> {
        let (district, new) = (work.district(), &self.item);
        check_minutes(new.minutes)?;
        let lacks = |field| Error::from(Refusal::new(Rule::CourseLacks, field).with(new.kind.term()));
        for (field, given, of) in [
            ("topic", new.topic.is_some(), AgendaKind::Topic),
            ("task_unit", new.task.is_some(), AgendaKind::Task),
        ] {
            if given != (new.kind == of) {
                return Err(lacks(field));
            }
        }
        let others = || all.iter().filter(|(_, number, _)| *number != self.number).map(|(_, _, item)| item);
        let mut own = None;
        if let Some(id) = new.topic {
            let about = topic::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
            let here = about.state == TopicState::Taken && about.meeting == Some(meeting.id);
            let twice = others().any(|item| item.topic == Some(id));
            let open = meeting.course.stage == MeetingStage::Planned;
            if about.consortium != meeting.consortium || twice || (open && !here) {
                return Err(Refusal::new(Rule::AgendaTopic, "topic").with(about.title).into());
            }
            own = Some(about.title);
        }
        if let Some(id) = new.task {
            let about = task::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
            if about.consortium != meeting.consortium || others().any(|item| item.task == Some(id)) {
                return Err(Refusal::new(Rule::TaskUnknown, "title").with(about.title).into());
            }
            own = Some(about.title);
        }
        if new.kind == AgendaKind::FollowUp {
            own = Some(AgendaKind::FollowUp.term().to_owned());
        }
        // What was discussed keeps the title that it had then.
        let title = note(Some(&new.title), "title", LINE_MOST)?.or(own);
        Ok(AgendaItem {
            id: AgendaItemId::new(work.ids.uuid()),
            kind: new.kind,
            title: title.ok_or_else(|| Refusal::new(Rule::NameEmpty, "title"))?,
            presenter: note(new.presenter.as_deref(), "presenter", LINE_MOST)?,
            minutes: new.minutes,
            topic: new.topic,
            task: new.task,
        })
    }
}
