//! Rotas: rules, fairness, rotation, stability.

use std::ops::ControlFlow;

use proptest::prelude::*;
use solver::rota::{Person, Plan, Rota, Unit, Visit, WhyNot, broken_rules, plan};

use crate::numbers::Numbers;

fn planned(rota: &Rota) -> Plan {
    let plan = plan(rota, &mut |_| ControlFlow::Continue(())).expect("a sound rota");
    assert_eq!(broken_rules(rota, &plan), Vec::<String>::new());
    plan
}

fn random(seed: u64, persons: u32, units: u32, periods: u32) -> Rota {
    let mut numbers = Numbers(seed);
    let mut rota = Rota { periods, ..Rota::default() };
    for person in 0..persons {
        let absent = (0..periods).filter(|_| numbers.below(10) == 0).collect();
        let at = Some((numbers.between(0, 900), numbers.between(0, 900)));
        rota.persons.push(Person { limit: 3, total: None, absent, at });
        rota.forbidden.push((person, numbers.below(u64::from(units)) as u32));
        rota.likings.push((person, numbers.below(u64::from(units)) as u32, 400));
    }
    for _ in 0..units {
        let due = (0..periods).filter(|_| numbers.below(3) == 0).collect();
        rota.units.push(Unit { due, at: Some((numbers.between(0, 900), numbers.between(0, 900))) });
    }
    rota
}

/// The most visits of one period, by trying every way to give them out.
fn most_visits(rota: &Rota, period: u32) -> usize {
    fn go(rota: &Rota, period: u32, due: &[u32], room: &mut [u32]) -> usize {
        let Some((&unit, rest)) = due.split_first() else { return 0 };
        let mut best = go(rota, period, rest, room);
        for person in 0..room.len() {
            let may = !rota.forbidden.contains(&(person as u32, unit))
                && !rota.persons[person].absent.contains(&period);
            if may && room[person] > 0 {
                room[person] -= 1;
                best = best.max(1 + go(rota, period, rest, room));
                room[person] += 1;
            }
        }
        best
    }
    let due: Vec<u32> =
        (0..rota.units.len() as u32).filter(|&u| rota.units[u as usize].due.contains(&period)).collect();
    go(rota, period, &due, &mut rota.persons.iter().map(|person| person.limit).collect::<Vec<u32>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn as_many_units_are_visited_as_possible(seed in any::<u64>()) {
        let mut rota = random(seed, 3, 6, 4);
        rota.persons[0].limit = 1;
        rota.persons[1].limit = 1;
        let plan = planned(&rota);
        for period in 0..rota.periods {
            let visits = plan.visits.iter().filter(|visit| visit.period == period).count();
            prop_assert_eq!(visits, most_visits(&rota, period));
        }
    }

    #[test]
    fn an_unchanged_rota_is_not_changed_by_planning_again(seed in any::<u64>(), from in 0u32..8) {
        let mut rota = random(seed, 8, 20, 8);
        let first = planned(&rota);
        (rota.earlier, rota.from) = (first.visits.clone(), from);
        let again = planned(&rota);
        prop_assert_eq!((again.changed, &again.visits), (0, &first.visits));
    }

    #[test]
    fn an_absence_changes_only_the_visits_it_touches(seed in any::<u64>()) {
        let mut rota = random(seed, 10, 20, 8);
        let first = planned(&rota);
        (rota.earlier, rota.from) = (first.visits.clone(), 3);
        rota.persons[0].absent.extend(3..8);
        let touched = first.visits.iter().filter(|visit| visit.person == 0 && visit.period >= 3).count();
        let again = planned(&rota);
        if again.unassigned.is_empty() {
            prop_assert_eq!(again.changed as usize, touched);
        }
        let past = |plan: &Plan| plan.visits.iter().copied().filter(|v| v.period < 3).collect::<Vec<Visit>>();
        prop_assert_eq!(past(&first), past(&again));
    }
}

#[test]
fn loads_differ_by_at_most_one_when_everybody_may_go() {
    let mut rota = random(1, 7, 30, 9);
    rota.persons.iter_mut().for_each(|person| person.absent.clear());
    rota.persons.iter_mut().for_each(|person| person.limit = 9);
    let plan = planned(&rota);
    let (most, least) = (plan.load.iter().max(), plan.load.iter().min());
    assert!(most.expect("persons") - least.expect("persons") <= 1, "{:?}", plan.load);
}

#[test]
fn everybody_is_met_before_a_pair_repeats() {
    let mut rota = Rota { periods: 8, ..Rota::default() };
    rota.persons = vec![Person { limit: 1, ..Person::default() }; 4];
    rota.units = vec![Unit { due: (0..8).collect(), at: None }; 4];
    let plan = planned(&rota);
    for unit in 0..4 {
        let mut met: Vec<u32> =
            plan.visits[..16].iter().filter(|v| v.unit == unit).map(|v| v.person).collect();
        met.sort_unstable();
        assert_eq!(met, [0, 1, 2, 3]);
    }
}

#[test]
fn what_cannot_be_visited_has_its_reason() {
    let mut rota = Rota { periods: 1, ..Rota::default() };
    rota.persons = vec![Person { limit: 1, ..Person::default() }];
    rota.units = vec![Unit { due: vec![0], at: None }; 3];
    rota.forbidden = vec![(0, 2)];
    let plan = planned(&rota);
    assert_eq!(plan.visits.len(), 1);
    let whys: Vec<WhyNot> = plan.unassigned.iter().map(|&(_, _, why)| why).collect();
    assert_eq!(whys, [WhyNot::AllBusy, WhyNot::NobodyMay]);
}
