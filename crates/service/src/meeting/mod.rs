//! S4, S5: meetings that were held (会议记录): written down as a draft, then locked.

mod edit;
mod list;
mod lock;
mod record;

pub use edit::EditMeeting;
pub(crate) use edit::attendance_of;
pub use list::{Line, MeetingDetail, MeetingShown, list_meetings, show_meeting};
pub use lock::LockMeeting;
pub(crate) use record::object;
pub use record::{NewMeeting, RecordMeeting};

pub use storage::meeting::{Attendance, Meeting, MeetingFacts};
