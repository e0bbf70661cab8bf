use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::consortium::Clause;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn cadence(item: CharterItem, from: NaiveDate, months: i64) -> Clause {
    Clause { item, from, value: Some(months), reason: None }
}

fn facts(from: &str, clauses: Vec<Clause>) -> Facts {
    let charter = Charter { standard: clauses, local: Vec::new() };
    Facts { life: Period::open(day(from)), charter, held: Vec::new(), waivers: Vec::new() }
}

fn quarterly(from: &str) -> Facts {
    facts(from, vec![cadence(CharterItem::JointConferenceMonths, day("2017-01-01"), 3)])
}

fn meeting(n: u128, on: NaiveDate, counts_for: Option<NaiveDate>) -> Held {
    Held { record: record(n), kind: ObligationKind::JointConference, on, counts_for }
}

fn record(n: u128) -> Record {
    Record::Meeting(MeetingId::new(Uuid::from_u128(n)))
}

fn told(facts: &Facts, as_of: &str) -> Vec<(String, ObligationState)> {
    let owed = obligations(facts, &WorkingDays::default(), day(as_of));
    owed.iter().map(|o| (o.period.from().to_string(), o.state.word())).collect()
}

#[test]
fn only_whole_periods_are_owed() {
    let mut facts = quarterly("2017-03-15");
    facts.life = Period::new(day("2017-03-15"), Some(day("2017-11-30"))).expect("a life");
    let from: Vec<_> = told(&facts, "2020-01-01").into_iter().map(|(from, _)| from).collect();
    assert_eq!(from, ["2017-04-01", "2017-07-01"]);
}

#[test]
fn a_period_is_upcoming_then_due_then_overdue_until_something_settles_it() {
    let mut facts = quarterly("2017-01-01");
    let of = |facts: &Facts, as_of| told(facts, as_of).remove(0).1;
    assert_eq!(told(&facts, "2016-12-01"), [("2017-01-01".to_owned(), ObligationState::Upcoming)]);
    assert_eq!(of(&facts, "2017-03-31"), ObligationState::Due);
    assert_eq!(of(&facts, "2017-04-01"), ObligationState::Overdue);
    facts.waivers.push(Waiver {
        kind: ObligationKind::JointConference,
        period_from: day("2017-01-01"),
        on: day("2017-04-10"),
        reason: "换届".into(),
        by: "何示明".into(),
    });
    assert_eq!(
        (of(&facts, "2017-04-09"), of(&facts, "2017-04-10")),
        (ObligationState::Overdue, ObligationState::Waived)
    );
    facts.held.push(meeting(1, day("2017-04-20"), Some(day("2017-03-31"))));
    assert_eq!(
        (of(&facts, "2017-04-19"), of(&facts, "2017-04-20")),
        (ObligationState::Waived, ObligationState::Fulfilled)
    );
    // It made up for the first quarter and is not counted for the second again.
    assert_eq!(told(&facts, "2017-04-20")[1], ("2017-04-01".to_owned(), ObligationState::Due));
}

#[test]
fn a_new_cadence_waits_for_the_end_of_the_period_that_is_under_way() {
    let item = CharterItem::JointConferenceMonths;
    let mut facts = quarterly("2017-01-01");
    facts.charter.local = vec![cadence(item, day("2017-05-10"), 1), cadence(item, day("2017-09-10"), 6)];
    let from: Vec<_> = told(&facts, "2018-06-30").into_iter().map(|(from, _)| from).collect();
    let monthly = ["2017-07-01", "2017-08-01", "2017-09-01", "2017-10-01", "2017-11-01", "2017-12-01"];
    let expected = [&["2017-01-01", "2017-04-01"][..], &monthly, &["2018-01-01", "2018-07-01"]].concat();
    assert_eq!(from, expected);
}

/// The record that settles a kind.
fn record_of(kind: ObligationKind, n: u128) -> Record {
    let id = Uuid::from_u128(n);
    match kind {
        ObligationKind::JointConference | ObligationKind::LiaisonMeeting => {
            Record::Meeting(MeetingId::new(id))
        }
        ObligationKind::Bulletin => Record::Bulletin(BulletinId::new(id)),
        ObligationKind::Lists => Record::Lists(ListRefreshId::new(id)),
    }
}

#[test]
fn a_bulletin_counts_for_the_period_in_which_its_own_time_is_over() {
    let mut facts = facts("2017-01-01", vec![cadence(CharterItem::BulletinMonths, day("2017-01-01"), 3)]);
    // On the first quarter, published late, in the third.
    let bulletin = Held {
        record: record_of(ObligationKind::Bulletin, 1),
        kind: ObligationKind::Bulletin,
        on: day("2017-07-10"),
        counts_for: Some(day("2017-04-01")),
    };
    facts.held.push(bulletin);
    let of = |facts: &Facts, as_of| told(facts, as_of).iter().map(|(_, state)| *state).collect::<Vec<_>>();
    use ObligationState as S;
    assert_eq!(of(&facts, "2017-07-09"), [S::Overdue, S::Overdue, S::Due, S::Upcoming]);
    assert_eq!(of(&facts, "2017-07-10"), [S::Overdue, S::Fulfilled, S::Due, S::Upcoming]);
}

/// Months from January 2017 on.
fn first(n: u32) -> NaiveDate {
    day("2017-01-01").checked_add_months(Months::new(n)).expect("a day")
}

fn clause() -> impl Strategy<Value = Clause> {
    let item = prop_oneof![
        Just(CharterItem::JointConferenceMonths),
        Just(CharterItem::LiaisonMeetingMonths),
        Just(CharterItem::BulletinMonths),
        Just(CharterItem::ListsMonths),
        Just(CharterItem::QuorumPercent)
    ];
    let value =
        proptest::option::of(prop_oneof![Just(0i64), Just(1), Just(2), Just(3), Just(4), Just(6), Just(12)]);
    (item, 0u64..3000, value).prop_map(|(item, after, value)| {
        let from = day("2017-01-01").checked_add_days(chrono::Days::new(after)).expect("a day");
        Clause { item, from, value, reason: None }
    })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let kind = || proptest::sample::select(ObligationKind::ALL.to_vec());
    let held = (0u128..1_000_000, 0u64..3600, kind(), proptest::option::of(0u64..120));
    let waiver = (0u32..120, 0u64..3600, kind());
    (
        (0u64..1500, proptest::option::of(1u64..2500)),
        proptest::collection::vec(clause(), 0..8),
        proptest::collection::vec(clause(), 0..8),
        proptest::collection::vec(held, 0..40),
        proptest::collection::vec(waiver, 0..20),
    )
        .prop_map(move |((founded, life), standard, local, held, waivers)| {
            let after = |n: u64| day("2017-01-01").checked_add_days(chrono::Days::new(n)).expect("a day");
            // Two clauses of one item on one day are one that was corrected.
            let one_a_day = |mut clauses: Vec<Clause>| {
                clauses.sort_by_key(|c| (c.item, c.from));
                clauses.dedup_by_key(|c| (c.item, c.from));
                clauses
            };
            let held = held.into_iter().map(|(n, on, kind, back)| Held {
                record: record_of(kind, n),
                kind,
                on: after(on),
                counts_for: back.map(|back| after(on.saturating_sub(back))),
            });
            let waivers = waivers.into_iter().map(|(month, on, kind)| Waiver {
                kind,
                period_from: first(month),
                on: after(on),
                reason: "因故".into(),
                by: "某".into(),
            });
            Facts {
                life: Period::new(after(founded), life.map(|n| after(founded + n))).expect("a life"),
                charter: Charter { standard: one_a_day(standard), local: one_a_day(local) },
                held: held.collect(),
                waivers: waivers.collect(),
            }
        })
}

/// Whether a cadence was ever agreed on, at any time up to a day.
fn never_zero(facts: &Facts, kind: ObligationKind, from: NaiveDate, to: NaiveDate) -> bool {
    let mut day = first_of_month(from);
    while let Some(month) = day.filter(|month| *month < to) {
        if facts.charter.value(kind.cadence(), month).unwrap_or(0) == 0 {
            return false;
        }
        day = month.checked_add_months(Months::new(1));
    }
    true
}

proptest! {
    /// Periods of a kind never overlap; where something is owed all the time, they leave no gap.
    #[test]
    fn no_obligation_is_doubled_or_lost(facts in any_facts(), on in 0u64..3600) {
        let as_of = day("2017-01-01").checked_add_days(chrono::Days::new(on)).expect("a day");
        let owed = obligations(&facts, &WorkingDays::default(), as_of);
        for kind in ObligationKind::ALL {
            let of_kind: Vec<_> = owed.iter().filter(|o| o.kind == *kind).collect();
            for pair in of_kind.windows(2) {
                prop_assert!(pair[0].period.stored_to() <= pair[1].period.from());
                let (from, to) = (pair[0].period.stored_to(), pair[1].period.from());
                prop_assert!(from == to || !never_zero(&facts, *kind, from, to), "{from} to {to} is owed nothing");
            }
            for o in &of_kind {
                prop_assert!(facts.life.from() <= o.period.from() && o.period.stored_to() <= facts.life.stored_to());
                prop_assert!(o.period.contains(o.due));
            }
        }
        // No record settles two.
        let mut by: Vec<_> = owed.iter().filter_map(|o| match o.state {
            State::Fulfilled { by, on } => Some((o.kind, by, on)),
            _ => None,
        }).collect();
        let records: std::collections::BTreeSet<_> = facts.held.iter().map(|h| (h.kind, h.record, h.on)).collect();
        let known = records.len() == facts.held.len();
        let before = by.len();
        by.sort_unstable();
        by.dedup();
        prop_assert!(!known || before == by.len());
    }

    /// The same facts told in another order give the same answer.
    #[test]
    fn the_order_of_events_does_not_matter(facts in any_facts(), on in 0u64..3600) {
        let as_of = day("2017-01-01").checked_add_days(chrono::Days::new(on)).expect("a day");
        let mut turned = facts.clone();
        turned.held.reverse();
        turned.charter.standard.reverse();
        turned.charter.local.reverse();
        let days = WorkingDays::default();
        // Two waivers of one period cannot be recorded; which of them is read would depend on the order.
        turned.waivers.clear();
        let unwaived = Facts { waivers: Vec::new(), ..facts };
        prop_assert_eq!(obligations(&unwaived, &days, as_of), obligations(&turned, &days, as_of));
    }

    /// A later look finds every obligation of an earlier one, and in the same period.
    #[test]
    fn time_only_adds(facts in any_facts(), on in 0u64..3000, more in 0u64..600) {
        let days = WorkingDays::default();
        let at = |n| day("2017-01-01").checked_add_days(chrono::Days::new(n)).expect("a day");
        let keys = |owed: Vec<Obligation>| owed.into_iter().map(|o| (o.kind, o.period.from(), o.period.stored_to())).collect::<Vec<_>>();
        let (before, after) = (keys(obligations(&facts, &days, at(on))), keys(obligations(&facts, &days, at(on + more))));
        prop_assert!(before.iter().all(|key| after.contains(key)));
    }

    /// A clause from a day on leaves every period that began before that day as it was.
    #[test]
    fn a_change_of_the_charter_changes_only_what_follows(facts in any_facts(), change in clause()) {
        let days = WorkingDays::default();
        let as_of = day("2027-01-01");
        let mut changed = facts.clone();
        changed.charter.local.retain(|c| c.item != change.item || c.from <= change.from);
        let base = obligations(&changed, &days, as_of);
        changed.charter.local.retain(|c| c.item != change.item || c.from != change.from);
        changed.charter.local.push(change.clone());
        let now = obligations(&changed, &days, as_of);
        let before = |owed: &[Obligation]| owed.iter().filter(|o| o.period.from() < change.from).cloned().collect::<Vec<_>>();
        prop_assert_eq!(before(&base), before(&now));
    }

    /// Whatever is recorded, moved, cancelled and waived, in whatever order it is told, one line of a period says what the
    /// facts that are left say: fulfilled exactly where a meeting counts, waived exactly where only a waiver does.
    #[test]
    fn any_order_of_events_comes_to_the_same_and_loses_nothing(
        facts in any_facts(),
        events in proptest::collection::vec((0usize..40, 0u8..4, 0u64..3600), 0..60),
        turn in 0usize..60,
        on in 0u64..3600,
    ) {
        let as_of = day("2017-01-01").checked_add_days(chrono::Days::new(on)).expect("a day");
        let days = WorkingDays::default();
        // The last word about each meeting counts: it is where it was moved to, or it is cancelled.
        let told = |events: &[(usize, u8, u64)]| {
            let mut held: Vec<Option<Held>> = facts.held.iter().copied().map(Some).collect();
            let mut last: std::collections::BTreeMap<usize, (u8, u64)> = std::collections::BTreeMap::new();
            for (n, what, to) in events.iter().filter(|(n, ..)| *n < facts.held.len()) {
                let newest = last.entry(*n).or_insert((*what, *to));
                // Told late, an earlier word changes nothing: here the later day is the later word.
                *newest = (*newest).max((*what, *to));
            }
            for (n, (what, to)) in last {
                let moved = day("2017-01-01").checked_add_days(chrono::Days::new(to)).expect("a day");
                held[n] = match what {
                    3 => None,
                    0 => held[n],
                    _ => held[n].map(|held| Held { on: moved, counts_for: None, ..held }),
                };
            }
            Facts { held: held.into_iter().flatten().collect(), ..facts.clone() }
        };
        let mut turned = events.clone();
        turned.rotate_left(turn.min(events.len()));
        let left = told(&events);
        let owed = obligations(&left, &days, as_of);
        prop_assert_eq!(&owed, &obligations(&told(&turned), &days, as_of));
        for o in &owed {
            let counts = |held: &Held| {
                held.kind == o.kind && held.on <= as_of && o.period.contains(held.counts_for.unwrap_or(held.on))
            };
            let waived = left.waivers.iter().any(|w| w.kind == o.kind && w.period_from == o.period.from() && w.on <= as_of);
            let expected = match (left.held.iter().any(counts), waived) {
                (true, _) => ObligationState::Fulfilled,
                (false, true) => ObligationState::Waived,
                (false, false) if as_of < o.period.from() => ObligationState::Upcoming,
                (false, false) if as_of <= o.due => ObligationState::Due,
                (false, false) => ObligationState::Overdue,
            };
            prop_assert_eq!(o.state.word(), expected);
        }
        // Recording a meeting or a waiver adds no period and takes none away; ending the body takes only those that reach
        // beyond its end.
        let keys = |owed: &[Obligation]| owed.iter().map(|o| (o.kind, o.period.from(), o.period.stored_to())).collect::<Vec<_>>();
        let bare = Facts { held: Vec::new(), waivers: Vec::new(), ..facts.clone() };
        prop_assert_eq!(keys(&owed), keys(&obligations(&bare, &days, as_of)));
        let life = facts.life;
        if let Some(ended) = Period::new(life.from(), Some(as_of)).ok().filter(|_| life.contains(as_of)) {
            let ended = obligations(&Facts { life: ended, ..left }, &days, as_of);
            let kept: Vec<_> = keys(&owed).into_iter().filter(|(.., to)| *to <= as_of).collect();
            prop_assert_eq!(keys(&ended), kept);
        }
    }
}
