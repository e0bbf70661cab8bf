//! A topic with what became of it.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::id::{ConsortiumId, MeetingId, TopicId, UnitId};
use domain::meeting::topic::{Told, TopicState};
use domain::rule::{Refusal, Rule};
use storage::meeting::topic::{self, Topic};

use super::super::topics::{BODY_MOST, object, title, values};
use super::members_named;
use crate::consortium::{check_living, note, written};
use crate::forwarding::ANSWER_MOST;
use crate::meeting::record::LINE_MOST;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

/// What a record tells of a topic.
#[derive(Debug, Clone)]
pub struct OlderTopic {
    pub unit: Option<UnitId>,
    pub meeting: Option<MeetingId>,
    pub merged_into: Option<TopicId>,
    pub origin: Option<TopicId>,
    pub title: String,
    pub body: Option<String>,
    pub proposed_on: NaiveDate,
    pub state: TopicState,
    pub reason: Option<String>,
    pub forwarded_on: Option<NaiveDate>,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
}

pub struct TakeOverTopic {
    pub consortium: ConsortiumId,
    pub topic: OlderTopic,
    /// The same topic as it is known, while nothing has become of it.
    pub known: Option<Topic>,
}

impl Write for TakeOverTopic {
    type Output = TopicId;

    async fn run(self, work: &mut Work<'_>) -> Result<TopicId> {
        let (district, today) = (work.district(), work.today());
        let (found, place) = written(work, self.consortium).await?;
        let told = self.topic;
        work.authorise(Operation::TopicPropose, &place)?;
        let operation = authorised(work, &told, &place).await?;
        check_living(&found, told.proposed_on, "proposed_on")?;
        members_named(work, (&found, "unit"), told.unit.as_slice()).await?;
        let id = self.known.as_ref().map_or_else(|| TopicId::new(work.ids.uuid()), |known| known.id);
        let made = Topic {
            id,
            version: self.known.as_ref().map_or(1, |known| known.version),
            consortium: found.id,
            unit: told.unit,
            meeting: told.meeting,
            merged_into: told.merged_into,
            origin: told.origin,
            title: title(&told.title)?,
            body: note(told.body.as_deref(), "body", BODY_MOST)?,
            proposed_on: told.proposed_on,
            person: self.known.as_ref().map_or(work.actor.person, |known| known.person),
            state: told.state,
            reason: note(told.reason.as_deref(), "reason", LINE_MOST)?,
            forwarded_on: told.forwarded_on,
            answer: note(told.answer.as_deref(), "answer", ANSWER_MOST)?,
            answered_on: told.answered_on,
        };
        told_of(&made).check(today)?;
        check_head(work, &made).await?;
        match &self.known {
            None => topic::insert(work.tx, district, &made).await?,
            Some(known) if known.state == TopicState::Proposed => {
                check_bumped(topic::update(work.tx, district, &made).await?)?;
            }
            Some(known) => return Err(Refusal::new(Rule::CourseDiffers, "title").with(&known.title).into()),
        }
        let before = self.known.as_ref().map(values);
        let after = Some(values(&made));
        work.journal(operation, object(&made), (before, after), made.reason.clone()).await?;
        Ok(id)
    }
}

/// The last of what was done to it, after a check that the actor could have done it.
async fn authorised(work: &mut Work<'_>, told: &OlderTopic, place: &Place) -> Result<Operation> {
    let operation = match told.state {
        TopicState::Proposed | TopicState::Withdrawn => Operation::TopicPropose,
        TopicState::Taken | TopicState::Merged | TopicState::NotTaken => Operation::TopicDecide,
        TopicState::Forwarded => Operation::TopicForward,
        TopicState::Answered => Operation::TopicAnswer,
    };
    match told.origin.filter(|_| operation == Operation::TopicAnswer && told.forwarded_on.is_none()) {
        // Whoever is above answers the body that asked, with the topic that came of the question.
        Some(origin) => {
            let district = work.district();
            let asked = topic::get(work.tx, district, origin).await?.ok_or(Error::NotFound)?;
            let (_, below) = written(work, asked.consortium).await?;
            work.authorise(operation, &below)?;
        }
        None => work.authorise(operation, place)?,
    }
    Ok(operation)
}

/// One look leads from a merged topic to the one that speaks for it.
async fn check_head(work: &mut Work<'_>, made: &Topic) -> Result<()> {
    let district = work.district();
    let refused = || Refusal::new(Rule::TopicMerge, "merged_into");
    let topics = topic::of_consortium(work.tx, district, made.consortium).await?;
    let out = |state| matches!(state, TopicState::Merged | TopicState::Withdrawn);
    if let Some(into) = made.merged_into {
        let head = topics.iter().find(|known| known.id == into && known.id != made.id);
        let head = head.ok_or_else(refused)?;
        if out(head.state) {
            return Err(refused().into());
        }
    }
    if out(made.state) && topics.iter().any(|known| known.merged_into == Some(made.id)) {
        return Err(refused().into());
    }
    Ok(())
}

const fn told_of(topic: &Topic) -> Told {
    Told {
        state: topic.state,
        proposed_on: topic.proposed_on,
        meeting: topic.meeting.is_some(),
        merged: topic.merged_into.is_some(),
        reason: topic.reason.is_some(),
        forwarded_on: topic.forwarded_on,
        answer: topic.answer.is_some(),
        answered_on: topic.answered_on,
    }
}
