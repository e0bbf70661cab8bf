//! Effective dates. A period is half open: it holds from its first day up to, not including, its end.

use chrono::NaiveDate;

use crate::rule::{Refusal, Rule};

/// The end of a period without an end, so that `valid_to > day` needs no special case in any query.
pub const FAR: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// # Errors
    /// Refuses a period that ends on or before the day it begins.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Result<Self, Refusal> {
        let to = to.unwrap_or(FAR);
        if to <= from {
            return Err(Refusal::new(Rule::PeriodReversed, "valid_to").with(to));
        }
        Ok(Self { from, to })
    }

    pub const fn open(from: NaiveDate) -> Self {
        Self { from, to: FAR }
    }

    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The exclusive end as it is stored ([`FAR`] when there is none).
    pub const fn stored_to(&self) -> NaiveDate {
        self.to
    }

    /// The exclusive end, `None` until further notice.
    pub fn to(&self) -> Option<NaiveDate> {
        (self.to != FAR).then_some(self.to)
    }

    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.to
    }

    /// What of it lies before a day, and what from that day on; `None` unless it runs across the day.
    pub fn cut(&self, day: NaiveDate) -> Option<(Self, Self)> {
        let runs_across = self.from < day && day < self.to;
        runs_across.then_some((Self { from: self.from, to: day }, Self { from: day, to: self.to }))
    }

    /// This period up to the end of one that follows it.
    pub const fn joined(&self, next: Self) -> Self {
        Self { from: self.from, to: next.to }
    }

    /// The days that both periods hold.
    pub fn overlap(&self, other: &Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from < to).then_some(Self { from, to })
    }
}

/// What an edit that holds from `effective_on` does to the period that is open then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The period began on that very day: its values are corrected in place.
    Correct,
    /// The old values stay true up to that day, new ones begin.
    Split,
}

/// # Errors
/// Refuses a day before the current period began (the past is changed by correcting that period) or after its end.
pub fn change_on(current: Period, effective_on: NaiveDate) -> Result<Change, Refusal> {
    if effective_on < current.from {
        return Err(Refusal::new(Rule::EffectiveBeforeStart, "effective_on").with(current.from));
    }
    if effective_on >= current.to {
        return Err(Refusal::new(Rule::AlreadyClosed, "effective_on").with(current.to));
    }
    Ok(if effective_on == current.from { Change::Correct } else { Change::Split })
}

/// # Errors
/// Refuses to end something before it has held for a day, or something that has ended already.
pub fn end_on(current: Period, last_exclusive: NaiveDate) -> Result<Period, Refusal> {
    if current.to != FAR {
        return Err(Refusal::new(Rule::AlreadyClosed, "on").with(current.to));
    }
    if last_exclusive <= current.from {
        return Err(Refusal::new(Rule::EffectiveBeforeStart, "on").with(current.from));
    }
    Ok(Period { from: current.from, to: last_exclusive })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_period_does_not_hold_on_its_last_day() {
        let period = Period::new(day("2018-01-01"), Some(day("2019-01-01"))).expect("a period");
        assert!(period.contains(day("2018-12-31")));
        assert!(!period.contains(day("2019-01-01")));
    }

    #[test]
    fn an_edit_on_the_first_day_corrects_and_a_later_one_splits() {
        let period = Period::open(day("2018-01-01"));
        assert_eq!(change_on(period, day("2018-01-01")), Ok(Change::Correct));
        assert_eq!(change_on(period, day("2018-01-02")), Ok(Change::Split));
        assert_eq!(
            change_on(period, day("2017-12-31")).expect_err("too early").rule,
            Rule::EffectiveBeforeStart
        );
    }

    #[test]
    fn what_has_ended_cannot_end_again() {
        let ended = end_on(Period::open(day("2018-01-01")), day("2020-01-01")).expect("ends");
        assert_eq!(ended.to(), Some(day("2020-01-01")));
        assert_eq!(end_on(ended, day("2021-01-01")).expect_err("twice").rule, Rule::AlreadyClosed);
    }
}
