//! The agenda: the handling of what was decided before comes first, unfinished tasks return by themselves, and the rest
//! keeps the order that somebody gave it.

use chrono::{NaiveTime, TimeDelta};

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum AgendaKind {
        FollowUp = "follow_up", "上次议定事项落实情况";
        Task = "task", "未办结任务";
        Topic = "topic", "议题";
        Report = "report", "通报";
    }
}

impl AgendaKind {
    /// Whether the item comes by itself, so that nobody can leave it out.
    pub const fn is_given(self) -> bool {
        matches!(self, Self::FollowUp | Self::Task)
    }
}

const MINUTES_MOST: i64 = 480;

/// # Errors
/// Refuses a duration that no meeting has.
pub fn check_minutes(minutes: Option<i64>) -> Result<(), Refusal> {
    match minutes {
        Some(n) if !(1..=MINUTES_MOST).contains(&n) => {
            Err(Refusal::new(Rule::AgendaMinutes, "minutes").with(n))
        }
        _ => Ok(()),
    }
}

/// The items in the order in which they are dealt with.
pub fn ordered<T>(mut items: Vec<T>, kind: impl Fn(&T) -> AgendaKind) -> Vec<T> {
    // Stable: within the rest, the given order is what somebody wants.
    items.sort_by_key(|item| match kind(item) {
        AgendaKind::FollowUp => 0,
        AgendaKind::Task => 1,
        AgendaKind::Topic | AgendaKind::Report => 2,
    });
    items
}

/// When each item begins; unknown after one whose duration nobody has said.
pub fn start_times(begin: Option<NaiveTime>, minutes: &[Option<i64>]) -> Vec<Option<NaiveTime>> {
    let mut next = begin;
    minutes
        .iter()
        .map(|minutes| {
            let now = next;
            next = now
                .zip(minutes.and_then(TimeDelta::try_minutes))
                .map(|(at, long)| at.overflowing_add_signed(long).0);
            now
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_order_is_a_permutation_in_which_what_is_given_comes_first(kinds in prop::collection::vec(0_usize..4, 0..20)) {
            let items: Vec<_> = kinds.iter().map(|at| AgendaKind::ALL[*at]).enumerate().collect();
            let order = ordered(items.clone(), |(_, kind)| *kind);
            let mut back = order.clone();
            back.sort_by_key(|(at, _)| *at);
            prop_assert_eq!(back, items);
            let given = order.iter().take_while(|(_, kind)| kind.is_given()).count();
            prop_assert!(order[given..].iter().all(|(_, kind)| !kind.is_given()));
            prop_assert!(order[given..].is_sorted_by_key(|(at, _)| *at));
        }
    }

    #[test]
    fn each_item_begins_when_the_one_before_ends() {
        let at = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        let times = start_times(at("09:30"), &[Some(10), Some(35), None, Some(5)]);
        assert_eq!(times, [at("09:30"), at("09:40"), at("10:15"), None]);
        assert!(
            check_minutes(Some(0)).is_err()
                && check_minutes(Some(481)).is_err()
                && check_minutes(None).is_ok()
        );
    }
}
