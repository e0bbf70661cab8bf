//! The agenda of a meeting that has not been made known yet.

use domain::access::Operation;
use domain::id::{AgendaItemId, DistrictId, MeetingId, TopicId};
use domain::meeting::agenda::{AgendaKind, check_minutes, ordered};
use domain::meeting::course::MeetingStage;
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::Conn;
use storage::meeting::agenda::{self, AgendaItem};
use storage::meeting::{self, Meeting, topic};
use uuid::Uuid;

use super::plan::ahead;
use super::record::{LINE_MOST, object};
use crate::consortium::note;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

/// An item as somebody arranges it.
#[derive(Debug, Clone)]
pub struct NewItem {
    pub kind: AgendaKind,
    pub title: String,
    pub presenter: Option<String>,
    pub minutes: Option<i64>,
    pub topic: Option<TopicId>,
    /// The unfinished task that the item is about; it returns whether it is named or not.
    pub task: Option<domain::id::TaskId>,
}

pub struct SetAgenda {
    pub id: MeetingId,
    pub version: i64,
    pub items: Vec<NewItem>,
}

impl Write for SetAgenda {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (old, found) = ahead(work, self.id, Operation::MeetingPlan).await?;
        old.course.stage.check(&[MeetingStage::Planned])?;
        let before = assembled(work.tx, district, &old).await?;
        let topics = topic::of_consortium(work.tx, district, old.consortium).await?;
        let mut taken: Vec<_> =
            topics.iter().filter(|t| t.meeting == Some(old.id) && t.state == TopicState::Taken).collect();
        let mut items = Vec::with_capacity(self.items.len());
        for new in &self.items {
            check_minutes(new.minutes)?;
            let title = match (new.kind, new.topic) {
                (AgendaKind::Topic, of) => {
                    let at = taken.iter().position(|t| Some(t.id) == of);
                    let unknown = || Refusal::new(Rule::AgendaTopic, "items").with(&new.title);
                    taken.remove(at.ok_or_else(unknown)?).title.clone()
                }
                (AgendaKind::Report, _) => {
                    let title = note(Some(&new.title), "title", LINE_MOST)?;
                    title.ok_or_else(|| Error::from(Refusal::new(Rule::NameEmpty, "title")))?
                }
                (AgendaKind::FollowUp | AgendaKind::Task, _) => String::new(),
            };
            items.push(AgendaItem {
                id: AgendaItemId::new(work.ids.uuid()),
                kind: new.kind,
                title,
                presenter: note(new.presenter.as_deref(), "presenter", LINE_MOST)?,
                minutes: new.minutes,
                topic: new.topic.filter(|_| new.kind == AgendaKind::Topic),
                task: new.task.filter(|_| new.kind == AgendaKind::Task),
            });
        }
        if let Some(missing) = taken.first() {
            return Err(Refusal::new(Rule::AgendaTopicMissing, "items").with(&missing.title).into());
        }
        // What comes by itself is put back where it was left out, and not kept where it has been settled.
        let items = with_given(work.tx, district, &old, items).await?;
        let plain = |items: &[AgendaItem]| items.iter().map(said).collect::<Vec<_>>();
        if plain(&before) == plain(&items) {
            return Err(Refusal::new(Rule::NothingChanged, "items").into());
        }
        agenda::put(work.tx, district, old.id, &items).await?;
        let bumped = Meeting { version: self.version, ..old };
        check_bumped(meeting::update(work.tx, district, &bumped).await?)?;
        let values = (Some(json!({ "agenda": plain(&before) })), Some(json!({ "agenda": plain(&items) })));
        work.journal(Operation::MeetingPlan, object(&found, &bumped), values, None).await
    }
}

pub(super) fn said(item: &AgendaItem) -> Value {
    json!({ "title": item.title, "presenter": item.presenter, "minutes": item.minutes })
}

/// The agenda as it is now: until the notice, what comes by itself is computed.
pub(crate) async fn assembled(
    conn: &mut Conn,
    district: DistrictId,
    meeting: &Meeting,
) -> Result<Vec<AgendaItem>> {
    let stored = agenda::of_meeting(conn, district, meeting.id).await?;
    if meeting.course.stage != MeetingStage::Planned {
        return Ok(stored);
    }
    with_given(conn, district, meeting, stored).await
}

async fn with_given(
    conn: &mut Conn,
    district: DistrictId,
    meeting: &Meeting,
    stored: Vec<AgendaItem>,
) -> Result<Vec<AgendaItem>> {
    let all = meeting::of_consortium(conn, district, meeting.consortium).await?;
    let returning = agenda::returning(conn, district, meeting.consortium).await?;
    let mut items = Vec::with_capacity(stored.len() + returning.len() + 1);
    let fresh = |id: Uuid, kind: AgendaKind| AgendaItem {
        id: AgendaItemId::new(id),
        kind,
        title: String::new(),
        presenter: None,
        minutes: None,
        topic: None,
        task: None,
    };
    if all.iter().any(|held| held.course.stage == MeetingStage::Held) {
        let known = stored.iter().find(|item| item.kind == AgendaKind::FollowUp).cloned();
        let item = known.unwrap_or_else(|| fresh(meeting.id.uuid(), AgendaKind::FollowUp));
        items.push(AgendaItem { title: AgendaKind::FollowUp.term().to_owned(), ..item });
    }
    for task in returning {
        let known = stored.iter().find(|item| item.task == Some(task.task)).cloned();
        let item = known.unwrap_or_else(|| fresh(task.task.uuid(), AgendaKind::Task));
        items.push(AgendaItem { title: task.title, task: Some(task.task), ..item });
    }
    items.extend(stored.into_iter().filter(|item| !item.kind.is_given()));
    Ok(ordered(items, |item| item.kind))
}
