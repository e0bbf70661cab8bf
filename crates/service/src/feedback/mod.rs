//! Complaints and suggestions (投诉与建议), and their answers.

mod answer;
mod list;
mod send;

pub use answer::AnswerFeedback;
pub use list::{list_feedback, mine, open_feedback};
pub use send::SendFeedback;
pub use storage::feedback::Feedback;
