//! On which days the next meeting can be: working days of the first period that is neither fulfilled nor planned for, late
//! enough for the notice.

use chrono::NaiveDate;

use crate::obligation::{Obligation, ObligationKind, State, WorkingDays};
use crate::period::Period;

/// As many days as a person wants to choose from.
const OFFERED: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What the meeting is to fulfil; nothing where the charter asks for none.
    pub period: Option<Period>,
    /// A day of the earlier period that it makes up for.
    pub counts_for: Option<NaiveDate>,
    pub days: Vec<NaiveDate>,
}

/// `planned`: for which day each meeting that lies ahead counts.
pub fn propose(
    owed: &[Obligation],
    kind: ObligationKind,
    planned: &[NaiveDate],
    days: &WorkingDays,
    (today, notice_days): (NaiveDate, i64),
) -> Proposal {
    let open = |o: &&Obligation| {
        let settled = matches!(o.state, State::Fulfilled { .. } | State::Waived { .. });
        o.kind == kind && !settled && !planned.iter().any(|day| o.period.contains(*day))
    };
    let next = owed.iter().filter(open).min_by_key(|o| o.period.from());
    let earliest = days.after(today, notice_days.max(1));
    let working = |from: NaiveDate, to: Option<NaiveDate>| -> Vec<NaiveDate> {
        let ahead = std::iter::successors(Some(from), |day| day.succ_opt());
        let within = ahead.take_while(|day| to.is_none_or(|to| *day < to));
        within.filter(|day| days.is_working(*day)).take(OFFERED).collect()
    };
    let Some(next) = next else {
        return Proposal { period: None, counts_for: None, days: working(earliest, None) };
    };
    let period = Some(next.period);
    if next.period.stored_to() <= earliest {
        // Too late for the period itself: what is held now makes up for it, unless some of its days are left.
        let tomorrow = days.after(today, 1);
        let left = working(tomorrow, next.period.to());
        if left.is_empty() {
            return Proposal { period, counts_for: Some(next.due), days: working(earliest, None) };
        }
        return Proposal { period, counts_for: None, days: left };
    }
    Proposal { period, counts_for: None, days: working(earliest.max(next.period.from()), next.period.to()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn owed(from: &str, to: &str, state: State) -> Obligation {
        let period = Period::new(day(from), Some(day(to))).expect("a period");
        Obligation {
            kind: ObligationKind::LiaisonMeeting,
            period,
            due: day(to).pred_opt().expect("a day"),
            state,
        }
    }

    fn proposed(owed: &[Obligation], planned: &[&str], today: &str) -> Proposal {
        let planned: Vec<_> = planned.iter().map(|text| day(text)).collect();
        let days = WorkingDays::new([(day("2026-03-06"), false)]);
        propose(owed, ObligationKind::LiaisonMeeting, &planned, &days, (day(today), 3))
    }

    #[test]
    fn the_next_open_period_is_offered_in_working_days_after_the_notice() {
        let months =
            [owed("2026-03-01", "2026-04-01", State::Due), owed("2026-04-01", "2026-05-01", State::Upcoming)];
        // Friday the 6th is off: the third working day after Tuesday the 3rd is Tuesday the 10th... counted 4, 5, 9.
        let now = proposed(&months, &[], "2026-03-03");
        assert_eq!((now.days.first(), now.days.len()), (Some(&day("2026-03-09")), OFFERED));
        assert!(now.days.iter().all(|day| !["2026-03-14", "2026-03-15"].contains(&day.to_string().as_str())));
        // March is planned already: April it is, from its first working day.
        let next = proposed(&months, &["2026-03-12"], "2026-03-03");
        assert_eq!(next.days.first(), Some(&day("2026-04-01")));
        // Too late for the notice, but not for the month.
        assert_eq!(proposed(&months, &[], "2026-03-30").days, [day("2026-03-31")]);
    }

    #[test]
    fn what_is_overdue_is_made_up_for() {
        let months =
            [owed("2026-02-01", "2026-03-01", State::Overdue), owed("2026-03-01", "2026-04-01", State::Due)];
        let late = proposed(&months, &[], "2026-03-03");
        assert_eq!((late.counts_for, late.days.first()), (Some(day("2026-02-28")), Some(&day("2026-03-09"))));
        assert_eq!(proposed(&[], &[], "2026-03-03").period, None);
    }
}
