//! Working days as the State Council's notices arrange them: weekends and holidays are off, made-up days are not.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Days that differ from their weekday.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays {
    arranged: BTreeMap<NaiveDate, bool>,
}

impl WorkingDays {
    /// Each day with whether one works on it.
    pub fn new(arranged: impl IntoIterator<Item = (NaiveDate, bool)>) -> Self {
        Self { arranged: arranged.into_iter().collect() }
    }

    pub fn is_working(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.arranged.get(&day).copied().unwrap_or(weekday)
    }

    /// The last working day of a period up to, not including, `end`. A period without any ends on its last day.
    pub fn last_before(&self, from: NaiveDate, end: NaiveDate) -> NaiveDate {
        let last = end.pred_opt().unwrap_or(end);
        let days = std::iter::successors(Some(last), |day| day.pred_opt()).take_while(|day| *day >= from);
        days.into_iter().find(|day| self.is_working(*day)).unwrap_or(last)
    }

    /// The day `n` working days after `day`.
    pub fn after(&self, day: NaiveDate, n: i64) -> NaiveDate {
        let mut days =
            std::iter::successors(day.succ_opt(), |day| day.succ_opt()).filter(|d| self.is_working(*d));
        let nth = usize::try_from(n.max(1) - 1).unwrap_or(0);
        if n < 1 { day } else { days.nth(nth).unwrap_or(NaiveDate::MAX) }
    }

    /// How many working days lie after `day` up to and including `due`; negative when it is past.
    pub fn left(&self, day: NaiveDate, due: NaiveDate) -> i64 {
        let count = |from: NaiveDate, to: NaiveDate| {
            let days = std::iter::successors(from.checked_add_days(Days::new(1)), |day| day.succ_opt());
            days.take_while(|day| *day <= to).filter(|day| self.is_working(*day)).count()
        };
        let n = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        if day <= due { n(count(day, due)) } else { -n(count(due, day)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_made_up_sunday_is_a_working_day_and_a_holiday_is_none() {
        let days = WorkingDays::new([(day("2025-09-28"), true), (day("2025-10-01"), false)]);
        assert!(days.is_working(day("2025-09-28")) && !days.is_working(day("2025-10-01")));
        assert!(!days.is_working(day("2025-09-27")) && days.is_working(day("2025-09-29")));
        assert_eq!(days.last_before(day("2025-05-01"), day("2025-06-01")), day("2025-05-30"));
        assert_eq!(days.left(day("2025-09-26"), day("2025-10-02")), 4);
        assert_eq!(days.left(day("2025-10-02"), day("2025-09-26")), -4);
        assert_eq!(days.after(day("2025-09-26"), 4), day("2025-10-02"));
        assert_eq!(days.after(day("2025-09-27"), 1), day("2025-09-28"));
    }
}
