//! When something is offered or needed: hours on weekdays, on working days only or not, but for some days.
//!
//! The written form is one line of Chinese, `周一至周五 18:00-20:00；周六、周日 09:00-11:30；仅工作日；除2026-10-01`, and the same in a
//! table, in the database and in a test. An empty line says: any time, by agreement.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::obligation::WorkingDays;
use crate::rule::{Refusal, Rule};

const DAYS: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];

/// A set of weekdays; bit 0 is Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    pub const ALL: Self = Self(0x7f);

    /// From numbers: 1 is Monday, 7 is Sunday; others are ignored.
    pub fn of(days: impl IntoIterator<Item = u8>) -> Self {
        Self(days.into_iter().filter(|day| (1..=7).contains(day)).fold(0, |set, day| set | 1 << (day - 1)))
    }

    pub fn days(self) -> impl Iterator<Item = u8> {
        (1..=7).filter(move |day| self.0 & (1 << (day - 1)) != 0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// The same hours on some weekdays, in minutes of the day; `to` is exclusive and later than `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    pub days: Weekdays,
    pub from: u16,
    pub to: u16,
}

/// Without any hours: any time, by agreement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Times {
    pub hours: Vec<Hours>,
    pub working_days_only: bool,
    pub except: Vec<NaiveDate>,
}

const MINUTES: u16 = 24 * 60;

impl Times {
    const MOST: usize = 20;

    /// In a fixed order, checked.
    ///
    /// # Errors
    /// Refuses hours without days, reversed or beyond midnight, hours that overlap, and more of them than anybody reads.
    pub fn new(
        mut hours: Vec<Hours>,
        working_days_only: bool,
        mut except: Vec<NaiveDate>,
    ) -> Result<Self, Refusal> {
        hours.sort_by_key(|hours| (hours.days.days().next(), hours.from, *hours));
        except.sort_unstable();
        except.dedup();
        let bad = hours.iter().find(|h| h.days.is_empty() || h.from >= h.to || h.to > MINUTES);
        if let Some(bad) = bad {
            return Err(Refusal::new(Rule::TimesHours, "times").with(bad));
        }
        if hours.len() > Self::MOST || except.len() > 10 * Self::MOST {
            return Err(Refusal::new(Rule::TimesMany, "times").with(Self::MOST));
        }
        for (at, one) in hours.iter().enumerate() {
            let clash =
                |other: &&Hours| one.days.0 & other.days.0 != 0 && one.from < other.to && other.from < one.to;
            if let Some(other) = hours[at + 1..].iter().find(clash) {
                return Err(Refusal::new(Rule::TimesOverlap, "times").with(other));
            }
        }
        Ok(Self { hours, working_days_only, except })
    }

    /// Any time, by agreement.
    pub const fn is_any(&self) -> bool {
        self.hours.is_empty()
    }

    /// The hours of a day, in minutes; the whole day where no hours are said.
    pub fn on(&self, day: NaiveDate, calendar: &WorkingDays) -> Vec<(u16, u16)> {
        if self.except.contains(&day) || (self.working_days_only && !calendar.is_working(day)) {
            return Vec::new();
        }
        if self.is_any() {
            return vec![(0, MINUTES)];
        }
        let bit = 1 << day.weekday().num_days_from_monday();
        let hours = self.hours.iter().filter(|hours| hours.days.0 & bit != 0);
        hours.map(|hours| (hours.from, hours.to)).collect()
    }

    /// How many minutes of a usual week both have in common; `None` where one of them says any time.
    pub fn shared_minutes(&self, other: &Self) -> Option<u32> {
        if self.is_any() || other.is_any() {
            return None;
        }
        let weekdays = |times: &Self| if times.working_days_only { 0x1f } else { 0x7f };
        let allowed = weekdays(self) & weekdays(other);
        let mut minutes = 0;
        for a in &self.hours {
            for b in &other.hours {
                let days = (a.days.0 & b.days.0 & allowed).count_ones();
                let both = u32::from(a.to.min(b.to).saturating_sub(a.from.max(b.from)));
                minutes += days * both;
            }
        }
        Some(minutes)
    }

    /// The minutes of a usual week.
    pub fn week_minutes(&self) -> u32 {
        self.shared_minutes(self).unwrap_or(7 * u32::from(MINUTES))
    }

    /// Reads the written form.
    ///
    /// # Errors
    /// Refuses what it cannot read, naming `times`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let (mut hours, mut working, mut except) = (Vec::new(), false, Vec::new());
        for part in text.split(['；', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let refused = || Refusal::new(Rule::TimesUnreadable, "times").with(part);
            if part == "仅工作日" {
                working = true;
            } else if let Some(days) = part.strip_prefix('除') {
                for day in days.split(['、', ',', '，']).map(str::trim) {
                    except.push(day.parse().map_err(|_| refused())?);
                }
            } else {
                hours.push(read_hours(part).ok_or_else(refused)?);
            }
        }
        Self::new(hours, working, except)
    }
}

fn read_hours(part: &str) -> Option<Hours> {
    let at = part.find(|c: char| c.is_ascii_digit())?;
    let (from, to) = part[at..].split_once(['-', '–', '—', '至'])?;
    Some(Hours { days: read_days(part[..at].trim())?, from: read_minute(from)?, to: read_minute(to)? })
}

fn read_days(text: &str) -> Option<Weekdays> {
    if matches!(text, "每天" | "每日" | "") {
        return Some(Weekdays::ALL);
    }
    let number = |text: &str| {
        let text = text.trim().trim_start_matches(['周', '星', '期']);
        let mut chars = text.chars();
        let day = chars.next().map(|c| if c == '天' { '日' } else { c })?;
        let at = DAYS.iter().position(|known| *known == day)?;
        chars.next().is_none().then(|| u8::try_from(at + 1).ok()).flatten()
    };
    let mut days = Vec::new();
    for part in text.split(['、', ',', '，']) {
        match part.split_once('至') {
            Some((from, to)) => days.extend(number(from)?..=number(to)?),
            None => days.push(number(part)?),
        }
    }
    Some(Weekdays::of(days)).filter(|days| !days.is_empty())
}

fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60 && hour * 60 + minute <= MINUTES).then_some(hour * 60 + minute)
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.write_str("每天");
        }
        let days: Vec<u8> = self.days().collect();
        let name = |day: u8| DAYS[usize::from(day) - 1];
        // Three or more in a row are a range.
        let mut parts = Vec::new();
        let mut rest = days.as_slice();
        while let Some(first) = rest.first() {
            let run = rest.iter().zip(*first..).take_while(|(day, next)| **day == *next).count();
            let run = if run >= 3 { run } else { 1 };
            let last = rest[run - 1];
            parts.push(if run >= 3 {
                format!("周{}至周{}", name(*first), name(last))
            } else {
                format!("周{}", name(*first))
            });
            rest = &rest[run..];
        }
        f.write_str(&parts.join("、"))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        write!(f, "{} {}-{}", self.days, clock(self.from), clock(self.to))
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.hours.iter().map(Hours::to_string).collect();
        if self.working_days_only {
            parts.push("仅工作日".into());
        }
        if !self.except.is_empty() {
            let days: Vec<String> = self.except.iter().map(NaiveDate::to_string).collect();
            parts.push(format!("除{}", days.join("、")));
        }
        f.write_str(&parts.join("；"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_written_form_is_read_as_people_write_it() {
        let times = Times::parse("周一至周五 18:00-20:00；星期六、周日 9:00—11:30；仅工作日；除2026-10-01")
            .expect("times");
        assert_eq!(
            times.to_string(),
            "周一至周五 18:00-20:00；周六、周日 09:00-11:30；仅工作日；除2026-10-01"
        );
        assert_eq!(Times::parse("").expect("any time"), Times::default());
        for bad in ["周八 09:00-10:00", "周一 10:00-09:00", "周一 09:00-25:00", "晚上", "除明天"] {
            assert!(Times::parse(bad).is_err(), "{bad}");
        }
        let twice = Times::parse("周一至周三 09:00-11:00；周三 10:00-12:00").expect_err("overlap");
        assert_eq!(twice.rule, Rule::TimesOverlap);
    }

    #[test]
    fn a_day_has_its_hours_unless_it_is_no_working_day_or_excepted() {
        let calendar = WorkingDays::new([(day("2025-09-28"), true), (day("2025-10-01"), false)]);
        let times = Times::parse("每天 09:00-11:00；仅工作日；除2025-09-29").expect("times");
        assert_eq!(times.on(day("2025-09-28"), &calendar), [(540, 660)]);
        for off in ["2025-09-27", "2025-09-29", "2025-10-01"] {
            assert!(times.on(day(off), &calendar).is_empty(), "{off}");
        }
    }

    #[test]
    fn a_week_shares_the_hours_that_both_have() {
        let times = |text| Times::parse(text).expect("times");
        let evenings = times("周一至周五 18:00-20:00");
        assert_eq!(evenings.shared_minutes(&times("周五、周六 19:00-21:00")), Some(60));
        assert_eq!(evenings.shared_minutes(&times("周六 08:00-10:00")), Some(0));
        assert_eq!(evenings.shared_minutes(&Times::default()), None);
        assert_eq!(times("周六 08:00-10:00；仅工作日").week_minutes(), 0);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(bits in proptest::collection::vec((1u8..128, 0u16..1400, 1u16..40), 0..4),
                                         working in any::<bool>()) {
            let hours = bits.into_iter().map(|(days, from, long)| Hours { days: Weekdays(days), from, to: from + long });
            if let Ok(times) = Times::new(hours.collect(), working, vec![day("2026-01-01")]) {
                prop_assert_eq!(Times::parse(&times.to_string()).expect("read again"), times);
            }
        }
    }
}
