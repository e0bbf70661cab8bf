//! Seats of the work committee (联合体工委). One held ex officio has no holder of its own: whoever holds the post on the day
//! holds the seat. A part-time member is a person, for a term.

use chrono::{Months, NaiveDate};

use crate::period::Period;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum SeatKind {
        Secretary = "secretary", "书记";
        DeputySecretary = "deputy_secretary", "副书记";
        FullTimeMember = "full_time_member", "专职委员";
        PartTimeMember = "part_time_member", "兼职委员";
    }
}

impl SeatKind {
    /// Bound to a post, and held by whoever holds it.
    pub const fn is_ex_officio(self) -> bool {
        !matches!(self, Self::PartTimeMember)
    }
}

crate::words! {
    pub enum SeatStepKind {
        Suggested = "suggested", "推荐";
        Consented = "consented", "单位同意";
        Refused = "refused", "单位不同意";
        Approved = "approved", "审批同意";
        Appointed = "appointed", "任命";
        Renewed = "renewed", "连任";
        Ended = "ended", "卸任";
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatStep {
    pub kind: SeatStepKind,
    pub on: NaiveDate,
}

/// Where a nomination stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatState {
    Suggested,
    Consented,
    Refused,
    Approved,
    /// For a term; once it is over, the seat is to be filled again or the term renewed.
    Appointed {
        term: Period,
    },
    Ended {
        term: Period,
    },
}

impl SeatState {
    pub const fn term(self) -> Option<Period> {
        match self {
            Self::Appointed { term } | Self::Ended { term } => Some(term),
            _ => None,
        }
    }

    fn then(self, step: SeatStep, months: u32) -> Result<Self, Refusal> {
        use SeatStepKind as K;
        let refused = || Refusal::new(Rule::SeatStep, "kind").with(step.kind.term());
        let until = step.on.checked_add_months(Months::new(months));
        match (self, step.kind) {
            (Self::Suggested, K::Consented) => Ok(Self::Consented),
            (Self::Suggested, K::Refused) => Ok(Self::Refused),
            (Self::Consented, K::Approved) => Ok(Self::Approved),
            (Self::Consented | Self::Approved, K::Refused) => Ok(Self::Refused),
            (Self::Approved, K::Appointed) => Ok(Self::Appointed { term: Period::new(step.on, until)? }),
            (Self::Appointed { term }, K::Renewed) => {
                Ok(Self::Appointed { term: Period::new(term.from(), until)? })
            }
            (Self::Appointed { term }, K::Ended) => {
                Ok(Self::Ended { term: Period::new(term.from(), Some(step.on))? })
            }
            _ => Err(refused()),
        }
    }
}

crate::words! {
    /// What is to be said of a seat on a day.
    pub enum SeatStatus {
        Filled = "filled", "在任";
        Vacant = "vacant", "空缺";
        TermOver = "term_over", "任期已满";
        Suggested = "suggested", "推荐中";
        Consented = "consented", "单位已同意";
        Approved = "approved", "已审批";
        Refused = "refused", "未获同意";
        Ended = "ended", "已卸任";
    }
}

impl SeatStatus {
    /// Somebody has to do something about it.
    pub const fn is_gap(self) -> bool {
        matches!(self, Self::Vacant | Self::TermOver)
    }

    /// Of a part-time seat on a day.
    pub fn of(state: SeatState, day: NaiveDate) -> Self {
        match state {
            SeatState::Suggested => Self::Suggested,
            SeatState::Consented => Self::Consented,
            SeatState::Refused => Self::Refused,
            SeatState::Approved => Self::Approved,
            SeatState::Appointed { term } if day >= term.stored_to() => Self::TermOver,
            SeatState::Ended { term } if day >= term.stored_to() => Self::Ended,
            SeatState::Appointed { .. } | SeatState::Ended { .. } => Self::Filled,
        }
    }
}

/// `months` says how long a term is that begins on a day.
///
/// # Errors
/// Refuses steps that do not follow each other, in kind or in time.
pub fn seat_state(steps: &[SeatStep], months: impl Fn(NaiveDate) -> u32) -> Result<SeatState, Refusal> {
    let Some((first, rest)) = steps.split_first() else {
        return Err(Refusal::new(Rule::SeatStep, "kind").with(""));
    };
    if first.kind != SeatStepKind::Suggested {
        return Err(Refusal::new(Rule::SeatStep, "kind").with(first.kind.term()));
    }
    let (mut state, mut last) = (SeatState::Suggested, first.on);
    for step in rest {
        if step.on < last {
            return Err(Refusal::new(Rule::StepBefore, "on").with(last));
        }
        state = state.then(*step, months(step.on))?;
        last = step.on;
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use SeatStepKind as K;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn state(steps: &[(K, &str)]) -> Result<SeatState, Refusal> {
        let steps: Vec<_> = steps.iter().map(|(kind, on)| SeatStep { kind: *kind, on: day(on) }).collect();
        seat_state(&steps, |_| 36)
    }

    const APPOINTED: [(K, &str); 4] = [
        (K::Suggested, "2020-01-02"),
        (K::Consented, "2020-01-05"),
        (K::Approved, "2020-01-20"),
        (K::Appointed, "2020-02-01"),
    ];

    #[test]
    fn a_nominee_is_appointed_for_a_term_that_ends_or_is_renewed() {
        let term = state(&APPOINTED).expect("appointed").term().expect("a term");
        assert_eq!((term.from(), term.to()), (day("2020-02-01"), Some(day("2023-02-01"))));
        let renewed = [&APPOINTED[..], &[(K::Renewed, "2023-01-15")]].concat();
        let term = state(&renewed).expect("renewed").term().expect("a term");
        assert_eq!((term.from(), term.to()), (day("2020-02-01"), Some(day("2026-01-15"))));
        let ended = [&APPOINTED[..], &[(K::Ended, "2021-06-01")]].concat();
        assert_eq!(state(&ended).expect("ended").term().and_then(|t| t.to()), Some(day("2021-06-01")));
    }

    #[test]
    fn nobody_is_appointed_without_the_units_consent_and_approval() {
        let hasty = [(K::Suggested, "2020-01-02"), (K::Approved, "2020-01-05")];
        assert_eq!(state(&hasty).expect_err("no consent").rule, Rule::SeatStep);
        let refused =
            [(K::Suggested, "2020-01-02"), (K::Refused, "2020-01-05"), (K::Appointed, "2020-02-01")];
        assert_eq!(state(&refused).expect_err("refused").rule, Rule::SeatStep);
    }
}
