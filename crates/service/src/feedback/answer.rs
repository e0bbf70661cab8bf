//! The district's office answers.

use domain::access::{Operation, Place};
use domain::feedback::check_content;
use domain::id::FeedbackId;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::feedback::{Answer, Feedback};

use super::send::object;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write, office_day};

pub struct AnswerFeedback {
    pub id: FeedbackId,
    pub version: i64,
    pub content: String,
}

impl Write for AnswerFeedback {
    type Output = Feedback;

    async fn run(self, work: &mut Work<'_>) -> Result<Feedback> {
        let district = work.district();
        work.authorise(Operation::FeedbackAnswer, &Place::district(district))?;
        let found = storage::feedback::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        if let Some(answer) = &found.answer {
            return Err(Refusal::new(Rule::FeedbackAnswered, "answer").with(office_day(answer.at)).into());
        }
        let content = check_content(&self.content, "answer")?;
        let answer = Answer { content, at: work.now, by: work.actor.person };
        check_bumped(storage::feedback::answer(work.tx, district, self.id, self.version, &answer).await?)?;
        let after = json!({ "state": "answered" });
        work.journal(Operation::FeedbackAnswer, object(&found), (None, Some(after)), None).await?;
        Ok(Feedback { version: found.version + 1, answer: Some(answer), ..found })
    }
}
