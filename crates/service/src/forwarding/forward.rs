//! A body turns to whoever is above it.

use domain::access::Operation;
use domain::id::{ConsortiumId, TopicId};
use domain::meeting::course::MeetingStage;
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting;
use storage::meeting::topic::{self, Topic};

use super::{above, object};
use crate::consortium::written;
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

pub struct ForwardTopic {
    pub id: TopicId,
    pub version: i64,
    /// Why the body cannot settle it.
    pub reason: String,
}

impl Write for ForwardTopic {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        let (district, today) = (work.district(), work.today());
        let old = topic::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (found, place) = written(work, old.consortium).await?;
        work.authorise(Operation::TopicForward, &place)?;
        let reason = check_reason(&self.reason)?;
        check_open(work, &old).await?;
        let sent = Topic {
            state: TopicState::Forwarded,
            reason: Some(reason.clone()),
            forwarded_on: Some(today),
            version: self.version,
            ..old.clone()
        };
        check_bumped(topic::update(work.tx, district, &sent).await?)?;
        let tree = storage::grid::tree(work.tx, district, today).await?;
        let to = above(work.tx, (district, &tree, today), &found).await?;
        let called = to.as_ref().map(|body| body.name_on(today).to_owned());
        let values = (
            Some(json!({ "topic_state": old.state.word() })),
            Some(json!({ "topic_state": sent.state.word(), "forwarded_to": called })),
        );
        work.journal(Operation::TopicForward, object(&sent), values, Some(reason.clone())).await?;
        if let Some(to) = to {
            let from = found.name_on(today);
            let told = format!("{from}：{reason}");
            let made = Topic {
                id: TopicId::new(work.ids.uuid()),
                version: 1,
                consortium: to.id,
                unit: None,
                meeting: None,
                merged_into: None,
                origin: Some(old.id),
                title: old.title.clone(),
                body: Some(old.body.as_ref().map_or(told.clone(), |body| format!("{body}\n{told}"))),
                proposed_on: today,
                person: work.actor.person,
                state: TopicState::Proposed,
                reason: None,
                forwarded_on: None,
                answer: None,
                answered_on: None,
            };
            topic::insert(work.tx, district, &made).await?;
            let after = json!({ "title": made.title, "forwarded_from": from });
            work.journal(Operation::TopicForward, object(&made), (None, Some(after)), Some(reason)).await?;
        }
        Ok(old.consortium)
    }
}

/// # Errors
/// Refuses a topic that is out, and one that a meeting is still to discuss.
async fn check_open(work: &mut Work<'_>, topic: &Topic) -> Result<()> {
    let district = work.district();
    let refused = || Refusal::new(Rule::TopicForwarded, "id").with(topic.state.term());
    match (topic.state, topic.meeting) {
        (TopicState::Proposed, _) => Ok(()),
        (TopicState::Taken, Some(id)) => {
            let held = meeting::get(work.tx, district, id).await?.ok_or_else(refused)?;
            if held.course.stage == MeetingStage::Held { Ok(()) } else { Err(refused().into()) }
        }
        _ => Err(refused().into()),
    }
}
