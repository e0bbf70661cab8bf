//! Matching: the aims in their strict order, against every possible plan of small instances.

use std::ops::ControlFlow;

use proptest::prelude::*;
use solver::matching::{Aim, Demand, Instance, MatchError, Pair, Plan, Reasons, Why, explain, solve};

use crate::numbers::Numbers;

fn solved(instance: &Instance) -> Plan {
    solve(instance, &mut |_| ControlFlow::Continue(())).expect("small numbers")
}

fn explained(instance: &Instance) -> Reasons {
    explain(instance, &solved(instance)).expect("small numbers")
}

fn small(seed: u64) -> Instance {
    let mut numbers = Numbers(seed);
    let (supplies, demands) = (numbers.between(1, 3), numbers.between(1, 3));
    let mut instance = Instance {
        supplies: (0..supplies).map(|_| numbers.between(0, 3)).collect(),
        demands: (0..demands)
            .map(|_| Demand { quantity: numbers.between(0, 3), priority: numbers.between(1, 3) })
            .collect(),
        aim: if numbers.below(3) == 0 { Aim::Score } else { Aim::ServedFirst },
        ..Instance::default()
    };
    for supply in 0..supplies as u32 {
        for demand in 0..demands as u32 {
            if numbers.below(4) > 0 {
                let upper = (numbers.below(3) == 0).then(|| numbers.between(0, 2));
                instance.pairs.push(Pair { supply, demand, score: numbers.between(0, 9), upper, fixed: 0 });
            }
        }
    }
    if numbers.below(3) == 0 {
        instance.balance_slices = 3;
    }
    instance
}

/// The aims of a plan as a list that compares in their order: greater is better.
fn worth(instance: &Instance, amount: &[i64]) -> Vec<i64> {
    let mut classes: Vec<i64> = instance.demands.iter().map(|demand| demand.priority).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut worth = vec![0; if instance.aim == Aim::Score { 0 } else { classes.len() }];
    let mut score = 0;
    let mut load = vec![0; instance.supplies.len()];
    for (pair, &amount) in instance.pairs.iter().zip(amount) {
        if instance.aim == Aim::ServedFirst {
            let priority = instance.demands[pair.demand as usize].priority;
            worth[classes.iter().position(|&c| c == priority).expect("its class")] += amount;
        }
        score += amount * pair.score;
        load[pair.supply as usize] += amount;
    }
    worth.push(score);
    if instance.balance_slices > 0 {
        // Capacities of up to three units: each unit is a slice, each costs more than the one before.
        let cost =
            |load: i64, capacity: i64| (0..load).map(|unit| unit * 3 / capacity.clamp(1, 3)).sum::<i64>();
        worth.push(-load.iter().zip(&instance.supplies).map(|(&l, &c)| cost(l, c)).sum::<i64>());
    }
    worth
}

fn best(instance: &Instance) -> Vec<i64> {
    fn go(
        instance: &Instance,
        at: usize,
        supply: &mut [i64],
        demand: &mut [i64],
        amount: &mut Vec<i64>,
        best: &mut Option<Vec<i64>>,
    ) {
        let Some(pair) = instance.pairs.get(at) else {
            let worth = worth(instance, amount);
            if best.as_ref().is_none_or(|best| worth > *best) {
                *best = Some(worth);
            }
            return;
        };
        let (s, d) = (pair.supply as usize, pair.demand as usize);
        for units in pair.fixed..=supply[s].min(demand[d]).min(pair.upper.unwrap_or(i64::MAX)) {
            (supply[s], demand[d]) = (supply[s] - units, demand[d] - units);
            amount.push(units);
            go(instance, at + 1, supply, demand, amount, best);
            amount.pop();
            (supply[s], demand[d]) = (supply[s] + units, demand[d] + units);
        }
    }
    let mut found = None;
    let mut quantity: Vec<i64> = instance.demands.iter().map(|demand| demand.quantity).collect();
    go(instance, 0, &mut instance.supplies.clone(), &mut quantity, &mut Vec::new(), &mut found);
    found.expect("serving nobody is a plan")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_plan_is_better_in_the_order_of_the_aims(seed in any::<u64>()) {
        let instance = small(seed);
        let plan = solved(&instance);
        prop_assert_eq!(worth(&instance, &plan.amount), best(&instance));
        let unserved: i64 = explained(&instance).unserved.iter().map(|u| u.quantity).sum();
        let served: i64 = plan.served.iter().map(|(_, quantity)| quantity).sum();
        prop_assert_eq!(served + unserved, instance.demands.iter().map(|d| d.quantity).sum::<i64>());
    }

    #[test]
    fn what_is_fixed_stays_and_the_rest_is_best(seed in any::<u64>()) {
        let mut instance = small(seed);
        let mut numbers = Numbers(seed ^ 1);
        for pair in 0..instance.pairs.len() {
            let before = instance.clone();
            instance.pairs[pair].fixed = numbers.between(0, 1);
            if solve(&instance, &mut |_| ControlFlow::Continue(())).is_err() {
                instance = before;
            }
        }
        let plan = solved(&instance);
        prop_assert!(plan.amount.iter().zip(&instance.pairs).all(|(&amount, pair)| amount >= pair.fixed));
        prop_assert_eq!(worth(&instance, &plan.amount), best(&instance));
    }

    #[test]
    fn the_gain_of_a_full_supply_comes_true(seed in any::<u64>()) {
        let instance = Instance { balance_slices: 0, aim: Aim::Score, ..small(seed) };
        let (plan, reasons) = (solved(&instance), explained(&instance));
        for supply in 0..instance.supplies.len() {
            let mut more = instance.clone();
            more.supplies[supply] += 1;
            prop_assert_eq!(solved(&more).score - plan.score, reasons.gain[supply].score);
        }
    }
}

#[test]
fn each_unserved_quantity_has_its_reason() {
    let pair = |supply, demand, score, upper| Pair { supply, demand, score, upper, fixed: 0 };
    let instance = Instance {
        supplies: vec![2, 5],
        demands: vec![
            Demand { quantity: 2, priority: 1 },
            Demand { quantity: 3, priority: 2 },
            Demand { quantity: 1, priority: 2 },
            Demand { quantity: 4, priority: 2 },
        ],
        pairs: vec![pair(0, 0, 5, None), pair(0, 1, 9, None), pair(1, 3, 1, Some(3))],
        ..Instance::default()
    };
    let plan = solved(&instance);
    assert_eq!(plan.amount, [2, 0, 3]);
    assert_eq!(plan.served, [(1, 2), (2, 3)]);
    let reasons = explained(&instance);
    let whys: Vec<&Why> = reasons.unserved.iter().map(|unserved| &unserved.why).collect();
    assert!(
        matches!(whys[0], Why::Full { supplies, gain } if *supplies == [0] && gain.classes == 1 && gain.score == 9)
    );
    assert_eq!(whys[1..], [&Why::NoEligibleSupply, &Why::PairBounds]);
}

#[test]
fn a_chosen_pair_knows_its_runner_up() {
    let pair = |supply, demand, score| Pair { supply, demand, score, upper: None, fixed: 0 };
    let instance = Instance {
        supplies: vec![1, 1],
        demands: vec![Demand { quantity: 1, priority: 1 }],
        pairs: vec![pair(0, 0, 7), pair(1, 0, 4)],
        ..Instance::default()
    };
    let chosen = explained(&instance).chosen;
    assert_eq!(chosen.len(), 1);
    assert_eq!((chosen[0].pair, chosen[0].runner_up, chosen[0].ahead.score), (0, Some(1), 3));
}

#[test]
fn impossible_agreements_are_refused() {
    let mut instance = Instance {
        supplies: vec![1],
        demands: vec![Demand { quantity: 1, priority: 1 }],
        pairs: vec![Pair { supply: 0, demand: 0, score: 1, upper: None, fixed: 2 }],
        ..Instance::default()
    };
    let refused =
        |instance: &Instance| solve(instance, &mut |_| ControlFlow::Continue(())).expect_err("refused");
    assert_eq!(refused(&instance), MatchError::FixedOverCapacity(0));
    instance.supplies[0] = 2;
    assert_eq!(refused(&instance), MatchError::FixedOverQuantity(0));
    instance.pairs[0].upper = Some(1);
    assert_eq!(refused(&instance), MatchError::FixedOverBound(0));
    instance.pairs[0].demand = 3;
    assert_eq!(refused(&instance), MatchError::NoSuchIndex(0));
}
