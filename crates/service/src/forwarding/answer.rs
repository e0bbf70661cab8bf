//! Whoever is above answers: the answer stands with every topic that the question went through.

use domain::access::Operation;
use domain::id::{ConsortiumId, TopicId};
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::topic::{self, Topic};

use super::{ANSWER_MOST, object};
use crate::consortium::{note, written};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct AnswerTopic {
    /// The question as it stands with the body that asked, or as it came to the body above.
    pub id: TopicId,
    pub version: i64,
    pub answer: String,
}

impl Write for AnswerTopic {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        let (district, today) = (work.district(), work.today());
        let found = topic::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let asked = match found.origin {
            _ if found.state == TopicState::Forwarded => found.clone(),
            Some(origin) => topic::get(work.tx, district, origin).await?.ok_or(Error::NotFound)?,
            None => found.clone(),
        };
        let (_, place) = written(work, asked.consortium).await?;
        work.authorise(Operation::TopicAnswer, &place)?;
        if asked.state != TopicState::Forwarded {
            return Err(Refusal::new(Rule::TopicNotForwarded, "id").with(asked.state.term()).into());
        }
        let answer = note(Some(&self.answer), "answer", ANSWER_MOST)?;
        let answer = answer.ok_or_else(|| Refusal::new(Rule::ReasonEmpty, "answer"))?;
        for topic in chain(work, &asked).await? {
            let version = if topic.id == found.id { self.version } else { topic.version };
            let answered = Topic {
                state: TopicState::Answered,
                answer: Some(answer.clone()),
                answered_on: Some(today),
                version,
                ..topic.clone()
            };
            check_bumped(topic::update(work.tx, district, &answered).await?)?;
            let values = (
                Some(json!({ "topic_state": topic.state.word(), "answer": topic.answer })),
                Some(json!({ "topic_state": answered.state.word(), "answer": answered.answer })),
            );
            work.journal(Operation::TopicAnswer, object(&answered), values, None).await?;
        }
        Ok(found.consortium)
    }
}

/// The question, what it was below, and what was made of it above.
async fn chain(work: &mut Work<'_>, asked: &Topic) -> Result<Vec<Topic>> {
    let district = work.district();
    let mut topics = vec![asked.clone()];
    let mut below = asked.origin;
    while let Some(id) = below {
        let Some(topic) = topic::get(work.tx, district, id).await? else { break };
        below = topic.origin;
        topics.push(topic);
    }
    let mut at = vec![asked.id];
    while let Some(id) = at.pop() {
        for made in topic::made_of(work.tx, district, id).await? {
            at.push(made.id);
            topics.push(made);
        }
    }
    Ok(topics)
}
