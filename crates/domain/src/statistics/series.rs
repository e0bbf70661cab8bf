//! A figure over time, on both bases, and why it is blank where it is.

use std::collections::HashSet;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::contribution::observed_at;
use super::{Basis, Contribution, Facts, Figure, contributions, counted_in, recorded_in};
use crate::grid::Series;
use crate::id::DivisionId;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// How far apart the days of a series lie.
    pub enum Step {
        Year = "year", "年";
        Quarter = "quarter", "季";
        Month = "month", "月";
    }
}

impl Step {
    const fn months(self) -> u32 {
        match self {
            Self::Year => 12,
            Self::Quarter => 3,
            Self::Month => 1,
        }
    }

    /// The last day of each year, quarter or month from one day to another, and the other day itself.
    ///
    /// # Errors
    /// Refuses a reversed time, and more days than a chart can show.
    pub fn days(self, from: NaiveDate, to: NaiveDate) -> Result<Vec<NaiveDate>, Refusal> {
        const MOST: usize = 120;
        if to < from {
            return Err(Refusal::new(Rule::PeriodReversed, "to").with(to));
        }
        let begins = |day: NaiveDate| {
            let month = day.month0() / self.months() * self.months() + 1;
            NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
        };
        let mut days = Vec::new();
        let mut next = begins(from).checked_add_months(Months::new(self.months()));
        while let Some(first) = next {
            let last = first.checked_sub_days(Days::new(1)).unwrap_or(first);
            if last >= to {
                break;
            }
            days.push(last);
            if days.len() >= MOST {
                return Err(Refusal::new(Rule::SeriesTooLong, "step").with(MOST));
            }
            next = first.checked_add_months(Months::new(self.months()));
        }
        days.push(to);
        Ok(days)
    }
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blank {
    /// The division does not exist on that day.
    NoDivision,
    /// Nothing was recorded up to that day.
    Unrecorded,
    /// Recorded for some of the divisions below only; these lack it.
    Incomplete(Vec<DivisionId>),
}

/// The rows behind a figure.
pub fn parts(facts: &Facts, division: DivisionId, basis: Basis, wanted: &[Figure]) -> Vec<Contribution> {
    let mut parts = contributions(facts, division, basis);
    parts.retain(|part| wanted.contains(&part.figure));
    parts
}

/// Why a figure without rows is blank; `None` where it is a count, and so 0.
pub fn blank(facts: &Facts, division: DivisionId, wanted: &[Figure]) -> Option<Blank> {
    if !facts.divisions.iter().any(|fact| fact.id == division) {
        return Some(Blank::NoDivision);
    }
    let observed: Vec<_> = wanted
        .iter()
        .filter_map(|figure| match figure {
            Figure::Observed(series) => Some(*series),
            _ => None,
        })
        .collect();
    let series = *observed.first()?;
    let missing = missing(facts, division, series);
    let all = missing.contains(&division) || series.is_economy();
    Some(if all { Blank::Unrecorded } else { Blank::Incomplete(missing) })
}

/// What a division lacks of a series: itself, where nothing below it has any.
fn missing(facts: &Facts, division: DivisionId, series: Series) -> Vec<DivisionId> {
    if observed_at(facts, division, series).is_some() {
        return Vec::new();
    }
    let below: Vec<_> = facts.divisions.iter().filter(|fact| fact.parent == Some(division)).collect();
    let lacking: Vec<_> = below.iter().flat_map(|fact| missing(facts, fact.id, series)).collect();
    let direct: HashSet<_> = below.iter().map(|fact| fact.id).collect();
    if lacking.iter().filter(|id| direct.contains(id)).count() == below.len() {
        vec![division]
    } else {
        lacking
    }
}

/// A figure on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub territory: Option<f64>,
    pub subordination: Option<f64>,
    pub blank: Option<Blank>,
    /// In how many of how many communities and villages the population is recorded, or how many of how many committees and
    /// general branches have a count, where it is not all.
    pub recorded_in: Option<(i64, i64)>,
}

pub fn point(facts: &Facts, division: DivisionId, wanted: &[Figure], day: NaiveDate) -> Point {
    let on = |basis| {
        let mut parts = parts(facts, division, basis, wanted);
        // The growth of one year is not that of the next: an economy's figure holds for its own year.
        parts.retain(|part| match part.figure {
            Figure::Observed(series) if series.is_economy() => {
                part.observed_on.is_some_and(|on| on.year() == day.year())
            }
            _ => true,
        });
        parts
    };
    let (territory, subordination) = (on(Basis::Territory), on(Basis::Subordination));
    let blank = if territory.is_empty() { blank(facts, division, wanted) } else { None };
    let value = |parts: Vec<Contribution>| // An empty sum of floats is -0.
        blank.is_none().then(|| parts.iter().fold(0.0, |sum, part| sum + part.value));
    let (territory, subordination) = (value(territory), value(subordination));
    let population = wanted.iter().find_map(|figure| match figure {
        Figure::Observed(series) if series.counts_persons() => Some(*series),
        _ => None,
    });
    let counts = wanted.iter().any(|figure| matches!(figure, Figure::Branches(_) | Figure::Members(_)));
    let recorded_in = population
        .map(|series| recorded_in(facts, division, series))
        .or_else(|| counts.then(|| counted_in(facts, division)))
        .filter(|(recorded, all)| blank.is_none() && recorded < all);
    Point { territory, subordination, blank, recorded_in }
}

/// The rows that one basis counts and the other does not: they explain the whole difference.
pub fn difference(facts: &Facts, division: DivisionId, wanted: &[Figure]) -> Vec<(Basis, Contribution)> {
    let territory = parts(facts, division, Basis::Territory, wanted);
    let subordination = parts(facts, division, Basis::Subordination, wanted);
    let only = |basis, of: &[Contribution], other: &[Contribution]| -> Vec<_> {
        of.iter().filter(|part| !other.contains(part)).map(|part| (basis, part.clone())).collect()
    };
    let mut rows = only(Basis::Territory, &territory, &subordination);
    rows.extend(only(Basis::Subordination, &subordination, &territory));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_series_has_the_last_day_of_each_step_and_its_own_last_day() {
        let days = |from, to, step: Step| step.days(day(from), day(to)).expect("days");
        assert_eq!(
            days("2016-05-01", "2018-12-31", Step::Year),
            [day("2016-12-31"), day("2017-12-31"), day("2018-12-31")]
        );
        assert_eq!(
            days("2018-01-31", "2018-08-10", Step::Quarter),
            [day("2018-03-31"), day("2018-06-30"), day("2018-08-10")]
        );
        assert_eq!(days("2020-02-29", "2020-02-29", Step::Month), [day("2020-02-29")]);
    }

    #[test]
    fn a_reversed_or_endless_series_is_refused() {
        let reversed = Step::Year.days(day("2018-01-01"), day("2017-01-01")).expect_err("reversed");
        assert_eq!(reversed.rule, Rule::PeriodReversed);
        let endless = Step::Month.days(day("1900-01-01"), day("2020-01-01")).expect_err("endless");
        assert_eq!(endless.rule, Rule::SeriesTooLong);
    }
}
