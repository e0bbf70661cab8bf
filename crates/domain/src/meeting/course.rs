//! A meeting's stages: planned, made known, held; or cancelled, and then it keeps its record.

use chrono::{NaiveDate, NaiveTime};

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum MeetingStage {
        Planned = "planned", "拟定";
        Notified = "notified", "已通知";
        Held = "held", "已召开";
        Cancelled = "cancelled", "已取消";
    }
}

impl MeetingStage {
    /// Whether it has yet to take place.
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Planned | Self::Notified)
    }

    /// # Errors
    /// Refuses what can be done only in other stages.
    pub fn check(self, allowed: &[Self]) -> Result<(), Refusal> {
        if allowed.contains(&self) {
            return Ok(());
        }
        Err(Refusal::new(Rule::MeetingStage, "stage").with(self.term()))
    }
}

/// A time of day as forms and tables write it.
///
/// # Errors
/// Refuses what is not a time like 09:30.
pub fn time_of_day(text: &str, field: &'static str) -> Result<NaiveTime, Refusal> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M")
        .map_err(|_| Refusal::new(Rule::TimeInvalid, field).with(text.trim()))
}

/// When a meeting is to be, and until when topics can be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    pub on: NaiveDate,
    pub starts_at: Option<NaiveTime>,
    pub ends_at: Option<NaiveTime>,
    pub topics_until: Option<NaiveDate>,
}

impl Schedule {
    /// # Errors
    /// Refuses a day that has passed, an end before the beginning, and a call for topics that outlasts the meeting.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refusal> {
        if self.on < today {
            return Err(Refusal::new(Rule::MeetingPast, "held_on").with(self.on));
        }
        if let (Some(starts), Some(ends)) = (self.starts_at, self.ends_at)
            && ends <= starts
        {
            return Err(Refusal::new(Rule::MeetingTimes, "ends_at").with(starts.format("%H:%M")));
        }
        if self.topics_until.is_some_and(|until| until > self.on) {
            return Err(Refusal::new(Rule::TopicsUntil, "topics_until").with(self.on));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn schedule(ends: &str, until: &str) -> Schedule {
        let time = |text| Some(time_of_day(text, "starts_at").expect("a time"));
        Schedule {
            on: day("2026-03-20"),
            starts_at: time("09:30"),
            ends_at: time(ends),
            topics_until: Some(day(until)),
        }
    }

    #[test]
    fn a_meeting_lies_ahead_ends_after_it_begins_and_has_its_topics_before() {
        assert_eq!(schedule("11:00", "2026-03-13").check(day("2026-03-20")), Ok(()));
        let refused = |schedule: Schedule, today| schedule.check(day(today)).expect_err("refused").rule;
        assert_eq!(refused(schedule("11:00", "2026-03-13"), "2026-03-21"), Rule::MeetingPast);
        assert_eq!(refused(schedule("09:30", "2026-03-13"), "2026-03-01"), Rule::MeetingTimes);
        assert_eq!(refused(schedule("11:00", "2026-03-21"), "2026-03-01"), Rule::TopicsUntil);
        assert!(time_of_day("9点半", "starts_at").is_err() && time_of_day("25:00", "starts_at").is_err());
    }
}
