//! Complaints and suggestions (投诉与建议).

pub mod answer;
pub mod list;
pub mod mine;
pub mod send;

use chrono::{DateTime, Utc};
use serde::Serialize;
use service::feedback::Feedback;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::wire::{AppointmentKindWord, FeedbackKindWord, FeedbackStateWord, Named, word};

#[derive(Serialize, ToSchema)]
pub struct FeedbackBody {
    pub id: Uuid,
    pub version: i64,
    pub kind: FeedbackKindWord,
    pub state: FeedbackStateWord,
    /// Who wrote, as what and from where.
    pub person: Named,
    pub appointment_kind: AppointmentKindWord,
    pub place: String,
    /// The path of the page on which it was written.
    pub page: Option<String>,
    pub content: String,
    pub reply_wanted: bool,
    pub sent_at: DateTime<Utc>,
    pub answer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
}

impl From<Feedback> for FeedbackBody {
    fn from(feedback: Feedback) -> Self {
        let state = feedback.state();
        let (answer, answered_at) = feedback.answer.map(|answer| (answer.content, answer.at)).unzip();
        Self {
            id: feedback.id.uuid(),
            version: feedback.version,
            kind: word(feedback.kind),
            state: word(state),
            person: Named::new(feedback.person.uuid(), feedback.person_name),
            appointment_kind: word(feedback.appointment_kind),
            place: feedback.place,
            page: feedback.page,
            content: feedback.content,
            reply_wanted: feedback.reply_wanted,
            sent_at: feedback.sent_at,
            answer,
            answered_at,
        }
    }
}
