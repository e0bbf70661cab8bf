//! The call for topics: proposed by member units and the secretariat, taken into a meeting, merged, or not taken with a
//! reason that the proposer sees.

use domain::access::Operation;
use domain::id::{AgendaItemId, ConsortiumId, MeetingId, TopicId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::agenda::AgendaKind;
use domain::meeting::course::MeetingStage;
use domain::meeting::topic::{Board, TopicState, TopicStepKind};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::consortium::membership;
use storage::meeting::agenda::{self, AgendaItem};
use storage::meeting::topic::{self, Topic};
use storage::meeting::{self, Meeting};

use super::record::LINE_MOST;
use crate::consortium::{Consortium, check_living, note, written};
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

pub(super) const BODY_MOST: usize = 2_000;

pub struct ProposeTopic {
    pub consortium: ConsortiumId,
    /// For which unit; somebody who acts for one can only name that.
    pub unit: Option<UnitId>,
    /// The meeting at which it is wanted; none: at any.
    pub meeting: Option<MeetingId>,
    pub title: String,
    pub body: Option<String>,
}

impl Write for ProposeTopic {
    type Output = TopicId;

    async fn run(self, work: &mut Work<'_>) -> Result<TopicId> {
        let (district, today) = (work.district(), work.today());
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::TopicPropose, &place)?;
        check_living(&found, today, "consortium")?;
        let unit = work.actor.place.unit.or(self.unit);
        if let Some(unit) = unit {
            let members = membership::members(work.tx, district, found.id, today).await?;
            if !members.contains(&unit) {
                return Err(Refusal::new(Rule::NotMember, "unit_id").into());
            }
        }
        if let Some(id) = self.meeting {
            let meeting = planned(work, &found, id).await?;
            // The secretariat makes the agenda: the deadline is for those who send to it.
            let late = meeting.course.topics_until.filter(|until| *until < today);
            if let (Some(until), false) = (late, decides(work, &place)) {
                return Err(Refusal::new(Rule::TopicsLate, "meeting_id").with(until).into());
            }
        }
        let id = TopicId::new(work.ids.uuid());
        let made = Topic {
            id,
            version: 1,
            consortium: found.id,
            unit,
            meeting: self.meeting,
            merged_into: None,
            origin: None,
            title: title(&self.title)?,
            body: note(self.body.as_deref(), "body", BODY_MOST)?,
            proposed_on: today,
            person: work.actor.person,
            state: TopicState::Proposed,
            reason: None,
            forwarded_on: None,
            answer: None,
            answered_on: None,
        };
        topic::insert(work.tx, district, &made).await?;
        work.journal(Operation::TopicPropose, object(&made), (None, Some(values(&made))), None).await?;
        Ok(id)
    }
}

pub(super) fn title(text: &str) -> Result<String> {
    note(Some(text), "title", LINE_MOST)?.ok_or_else(|| Refusal::new(Rule::NameEmpty, "title").into())
}

fn decides(work: &Work<'_>, place: &domain::access::Place) -> bool {
    work.actor.may(Operation::TopicDecide, place)
}

/// A meeting of the body whose agenda is still open.
async fn planned(work: &mut Work<'_>, found: &Consortium, id: MeetingId) -> Result<Meeting> {
    let district = work.district();
    let meeting = meeting::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    if meeting.consortium != found.id {
        return Err(Refusal::new(Rule::TopicElsewhere, "meeting_id").into());
    }
    meeting.course.stage.check(&[MeetingStage::Planned])?;
    Ok(meeting)
}

pub struct EditTopic {
    pub id: TopicId,
    pub version: i64,
    pub title: String,
    pub body: Option<String>,
}

impl Write for EditTopic {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        let district = work.district();
        let old = topic::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (_, place) = written(work, old.consortium).await?;
        work.authorise(Operation::TopicPropose, &place)?;
        own(work, &old)?;
        if old.state != TopicState::Proposed {
            return Err(Refusal::new(Rule::TopicStep, "id").with(old.state.term()).into());
        }
        let body = note(self.body.as_deref(), "body", BODY_MOST)?;
        let changed = Topic { title: title(&self.title)?, body, ..old.clone() };
        if changed == old {
            return Err(Refusal::new(Rule::NothingChanged, "title").into());
        }
        let changed = Topic { version: self.version, ..changed };
        check_bumped(topic::update(work.tx, district, &changed).await?)?;
        let values = (Some(values(&old)), Some(values(&changed)));
        work.journal(Operation::TopicPropose, object(&changed), values, None).await?;
        Ok(old.consortium)
    }
}

/// A unit touches its own topics alone.
fn own(work: &Work<'_>, topic: &Topic) -> Result<()> {
    match work.actor.place.unit {
        Some(unit) if topic.unit != Some(unit) => Err(Error::Forbidden(Operation::TopicPropose)),
        _ => Ok(()),
    }
}

pub struct TakeTopicStep {
    pub id: TopicId,
    pub version: i64,
    pub kind: TopicStepKind,
    /// Into which meeting it is taken.
    pub meeting: Option<MeetingId>,
    /// Into which topic it is merged.
    pub into: Option<TopicId>,
    pub reason: Option<String>,
}

impl Write for TakeTopicStep {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        use TopicStepKind as K;
        let district = work.district();
        let old = topic::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (found, place) = written(work, old.consortium).await?;
        let operation =
            if self.kind == K::Withdraw { Operation::TopicPropose } else { Operation::TopicDecide };
        work.authorise(operation, &place)?;
        if self.kind == K::Withdraw {
            own(work, &old)?;
        }
        let topics = topic::of_consortium(work.tx, district, old.consortium).await?;
        let mut board = Board::new(topics.iter().map(Topic::card).collect());
        let changed = board.step(old.id, self.kind, self.into)?;
        let reason = match self.kind {
            K::Decline => Some(check_reason(self.reason.as_deref().unwrap_or_default())?),
            _ => note(self.reason.as_deref(), "reason", LINE_MOST)?,
        };
        if old.state == TopicState::Taken
            && let Some(meeting) = old.meeting
        {
            let meeting = planned(work, &found, meeting).await?;
            off_agenda(work, &meeting, old.id).await?;
        }
        let meeting = match self.kind {
            K::Take => {
                let id = self.meeting.or(old.meeting);
                let id = id.ok_or_else(|| Refusal::new(Rule::TopicElsewhere, "meeting_id"))?;
                let meeting = planned(work, &found, id).await?;
                on_agenda(work, &meeting, &old).await?;
                Some(id)
            }
            K::Release => old.meeting,
            _ => None,
        };
        for card in &changed {
            let Some(known) = topics.iter().find(|known| known.id == card.id) else { continue };
            let first = card.id == old.id;
            let after = Topic {
                state: card.state,
                merged_into: card.into,
                meeting: if first { meeting } else { known.meeting },
                reason: if first { reason.clone() } else { None },
                version: if first { self.version } else { known.version },
                ..known.clone()
            };
            check_bumped(topic::update(work.tx, district, &after).await?)?;
            let values = (Some(values(known)), Some(values(&after)));
            work.journal(operation, object(&after), values, after.reason.clone()).await?;
        }
        Ok(old.consortium)
    }
}

/// What is taken comes last on the agenda, until somebody arranges it.
async fn on_agenda(work: &mut Work<'_>, meeting: &Meeting, topic: &Topic) -> Result<()> {
    let (district, today) = (work.district(), work.today());
    let mut items = agenda::of_meeting(work.tx, district, meeting.id).await?;
    let presenter = match topic.unit {
        Some(unit) => {
            let units = membership::units_named(work.tx, district, &[unit], today).await?;
            units.into_iter().next().map(|known| known.name)
        }
        None => None,
    };
    items.push(AgendaItem {
        id: AgendaItemId::new(work.ids.uuid()),
        kind: AgendaKind::Topic,
        title: topic.title.clone(),
        presenter,
        minutes: None,
        topic: Some(topic.id),
        task: None,
    });
    Ok(agenda::put(work.tx, district, meeting.id, &items).await?)
}

async fn off_agenda(work: &mut Work<'_>, meeting: &Meeting, topic: TopicId) -> Result<()> {
    let district = work.district();
    let mut items = agenda::of_meeting(work.tx, district, meeting.id).await?;
    items.retain(|item| item.topic != Some(topic));
    Ok(agenda::put(work.tx, district, meeting.id, &items).await?)
}

pub(crate) fn object(topic: &Topic) -> ObjectRef {
    ObjectRef { kind: ObjectType::Topic, id: topic.id.uuid(), name: topic.title.clone() }
}

pub(super) fn values(topic: &Topic) -> Value {
    json!({ "title": topic.title, "body": topic.body, "state": topic.state.word(), "unit_id": topic.unit,
        "meeting_id": topic.meeting, "merged_into_id": topic.merged_into,
        "answer": topic.answer })
}
