//! S4, S5: meetings from the plan to the record (会议), and meetings that are written down after they were held.

mod agenda;
mod course;
mod dates;
mod edit;
mod hold;
mod invite;
mod list;
mod lock;
mod notify;
mod plan;
mod record;
mod take_over;
mod topics;
mod votes;

pub use agenda::{NewItem, SetAgenda};
pub use course::{MeetingCourse, TopicShown, VoteShown, list_topics, show_course};
pub use dates::{Clash, Dates, meeting_dates};
pub use edit::EditMeeting;
pub(crate) use edit::attendance_of;
pub use hold::{HoldMeeting, SaveAttendance};
pub use invite::AnswerInvitation;
pub use list::{Line, MeetingDetail, MeetingShown, list_meetings, show_meeting};
pub use lock::LockMeeting;
pub use notify::NotifyMeeting;
pub use plan::{CancelMeeting, PlanMeeting, RescheduleMeeting, When};
pub(crate) use record::object;
pub use record::{NewMeeting, Older, RecordMeeting};
pub(crate) use take_over::members_named;
pub use take_over::{
    OlderTopic, OlderVote, TakeOverAgendaItem, TakeOverInvitation, TakeOverMeeting, TakeOverTopic,
    TakeOverVote,
};
pub(crate) use topics::object as topic_object;
pub use topics::{EditTopic, ProposeTopic, TakeTopicStep};
pub use votes::{CastBallots, CloseVote, OpenVote};

pub use storage::meeting::{Attendance, Meeting, MeetingFacts};
