//! S4, S5: meetings that were held (会议记录). Attendance is by unit, and counted over tenure: a meeting before a unit
//! joined, or to which it was not called, is no absence of it.
//!
//! Before it, a meeting takes its course ([`course`]): topics are called for, an agenda is made, units are called.

pub mod agenda;
pub mod course;
pub mod dates;
pub mod invitation;
pub mod topic;
pub mod vote;

pub mod minutes;
pub mod resolution;
pub mod task;

use chrono::NaiveDate;

use crate::period::Period;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum MeetingKind {
        JointConference = "joint_conference", "联席会议";
        LiaisonMeeting = "liaison_meeting", "联络员工作会议";
    }
}

crate::words! {
    pub enum Presence {
        Attended = "attended", "出席";
        Proxy = "proxy", "委托出席";
        Leave = "leave", "请假";
        Absent = "absent", "缺席";
    }
}

impl Presence {
    /// Whether the unit was there, by itself or by proxy.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Attended | Self::Proxy)
    }

    /// # Errors
    /// Refuses a leave without its reason, and a proxy without a name.
    pub fn check(self, note: Option<&str>, unit: &str) -> Result<(), Refusal> {
        let said = note.is_some_and(|note| !note.trim().is_empty());
        if matches!(self, Self::Leave | Self::Proxy) && !said {
            return Err(Refusal::new(Rule::AttendanceReason, "attendance").with(unit));
        }
        Ok(())
    }
}

/// How often a unit was there, of how many times that it could have been.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub present: usize,
    pub of: usize,
}

/// `lines` are the unit's lines in attendance lists: a day and how it was there.
pub fn tally(tenure: &[Period], lines: &[(NaiveDate, Presence)]) -> Tally {
    let counted: Vec<_> =
        lines.iter().filter(|(on, _)| tenure.iter().any(|period| period.contains(*on))).collect();
    Tally { present: counted.iter().filter(|(_, presence)| presence.counts()).count(), of: counted.len() }
}

/// How many meetings in a row, up to the last, a unit missed without leave.
pub fn absences_in_a_row(lines: &[(NaiveDate, Presence)]) -> usize {
    let mut sorted = lines.to_vec();
    sorted.sort_by_key(|(on, _)| *on);
    sorted.iter().rev().take_while(|(_, presence)| *presence == Presence::Absent).count()
}

/// Whether enough units were there. Nobody called is no quorum.
pub const fn is_quorate(present: usize, called: usize, percent: usize) -> bool {
    called > 0 && present * 100 >= called * percent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_unit_that_joined_in_mid_year_counts_2_of_2_not_2_of_10() {
        let tenure = [Period::open(day("2025-11-01"))];
        let mut lines: Vec<_> =
            (1..=10).map(|month| (day(&format!("2025-{month:02}-15")), Presence::Absent)).collect();
        lines.push((day("2025-11-15"), Presence::Attended));
        lines.push((day("2025-12-15"), Presence::Proxy));
        assert_eq!(tally(&tenure, &lines), Tally { present: 2, of: 2 });
    }

    #[test]
    fn leave_breaks_a_row_of_absences() {
        let line = |on: &str, presence| (day(on), presence);
        let lines = [
            line("2025-03-01", Presence::Absent),
            line("2025-01-01", Presence::Absent),
            line("2025-02-01", Presence::Leave),
        ];
        assert_eq!(absences_in_a_row(&lines), 1);
    }

    #[test]
    fn a_quorum_is_a_share_of_those_called() {
        assert!(is_quorate(2, 3, 66) && !is_quorate(2, 3, 67) && !is_quorate(0, 0, 50));
    }

    #[test]
    fn leave_and_proxy_say_why_and_who() {
        assert!(
            Presence::Leave.check(None, "某单位").is_err() && Presence::Proxy.check(Some(" "), "某").is_err()
        );
        assert!(
            Presence::Absent.check(None, "某").is_ok() && Presence::Leave.check(Some("出差"), "某").is_ok()
        );
    }
}
