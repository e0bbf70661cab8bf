//! Somebody writes to the district's office.

use domain::access::Operation;
use domain::feedback::{FeedbackKind, check_content, page_of};
use domain::id::FeedbackId;
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use storage::feedback::Feedback;

use crate::{Result, Work, Write};

pub struct SendFeedback {
    pub kind: FeedbackKind,
    pub content: String,
    /// The address of the page on which it was written.
    pub page: Option<String>,
    pub reply_wanted: bool,
}

impl Write for SendFeedback {
    type Output = Feedback;

    async fn run(self, work: &mut Work<'_>) -> Result<Feedback> {
        let own = work.actor.place;
        work.authorise(Operation::FeedbackSend, &own)?;
        let feedback = Feedback {
            id: FeedbackId::new(work.ids.uuid()),
            version: 1,
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
            appointment_kind: work.actor.kind,
            place: work.actor.place_name.clone(),
            kind: self.kind,
            page: self.page.as_deref().and_then(page_of),
            content: check_content(&self.content, "content")?,
            reply_wanted: self.reply_wanted,
            sent_at: work.now,
            answer: None,
        };
        storage::feedback::insert(work.tx, work.district(), &feedback).await?;
        // What somebody complains about is between them and the office: the journal keeps that it was written.
        let after = json!({ "kind": feedback.kind.word(), "page": feedback.page });
        work.journal(Operation::FeedbackSend, object(&feedback), (None, Some(after)), None).await?;
        Ok(feedback)
    }
}

pub(super) fn object(feedback: &Feedback) -> ObjectRef {
    ObjectRef { kind: ObjectType::Feedback, id: feedback.id.uuid(), name: feedback.kind.term().to_owned() }
}
