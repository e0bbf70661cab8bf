//! A network kept optimal through changes, against solving it anew after each.

use std::ops::ControlFlow;

use proptest::prelude::*;
use solver::flow::{Change, FlowError, Found, Kept, Network, Outcome, UNBOUNDED, solve};

use crate::flow::{proven, small, transport};
use crate::numbers::Numbers;

/// Solves what is kept, proves the answer, and compares it with a cold solve.
fn agrees(kept: &mut Kept) -> Option<i64> {
    let network = kept.network().clone();
    let cold = solve(&network);
    let outcome = match kept.solve(&mut |_| ControlFlow::Continue(())) {
        Ok(found) => Outcome::from(found),
        Err(error) => {
            assert_eq!(cold, Err(error), "{network:?}");
            return None;
        }
    };
    let objective = proven(&network, &outcome);
    assert_eq!(objective, proven(&network, &cold.expect("as the warm one")), "{network:?}");
    objective
}

/// Changes of every kind; now and then one that makes the network infeasible, or a cycle endless.
fn any_changes(network: &Network, numbers: &mut Numbers) -> Vec<Change> {
    let (mut nodes, mut arcs) = (network.nodes() as u64, network.arcs() as u64);
    let mut supply = network.supply.clone();
    let mut changes = Vec::new();
    for _ in 0..numbers.between(1, 4) {
        match numbers.below(10) {
            0 => {
                changes.push(Change::Node { supply: 0 });
                supply.push(0);
                nodes += 1;
            }
            1 | 2 => {
                let (tail, head) = (numbers.below(nodes) as u32, numbers.below(nodes) as u32);
                let lower = numbers.between(-1, 1);
                let upper = if numbers.below(6) == 0 { UNBOUNDED } else { lower + numbers.between(0, 3) };
                changes.push(Change::Arc { tail, head, lower, upper, cost: numbers.between(-4, 6) });
                arcs += 1;
            }
            3..=5 => {
                let (from, to) = (numbers.below(nodes) as usize, numbers.below(nodes) as usize);
                let amount = numbers.between(1, 2);
                supply[from] += amount;
                supply[to] -= amount;
                changes.extend([from, to].map(|node| Change::Supply { node, supply: supply[node] }));
            }
            6 | 7 if arcs > 0 => {
                let arc = numbers.below(arcs) as usize;
                changes.push(Change::Cost { arc, cost: numbers.between(-4, 6) });
            }
            8 if arcs > 0 => {
                // As removed.
                changes.push(Change::Bounds { arc: numbers.below(arcs) as usize, lower: 0, upper: 0 });
            }
            9 if arcs > 0 => {
                let (arc, lower) = (numbers.below(arcs) as usize, numbers.between(-1, 1));
                changes.push(Change::Bounds { arc, lower, upper: lower + numbers.between(0, 3) });
            }
            _ => {}
        }
    }
    changes
}

#[test]
fn any_sequence_of_changes_ends_at_the_optimum_of_a_cold_solve() {
    let mut numbers = Numbers(7);
    let mut optima = 0;
    for _ in 0..3_000 {
        let mut kept = Kept::new(small(&mut numbers)).expect("sound");
        agrees(&mut kept);
        for _ in 0..8 {
            let changes = any_changes(kept.network(), &mut numbers);
            kept.change(&changes).expect("sound changes");
            // Sometimes changes pile up before the next solve.
            if numbers.below(3) > 0 {
                optima += usize::from(agrees(&mut kept).is_some());
            }
        }
    }
    assert!(optima > 3_000, "{optima} optima");
}

/// Other quantities, scores, capacities and bounds at some demands and sites of [`transport`].
fn replanned(network: &Network, demands: u32, numbers: &mut Numbers) -> Vec<Change> {
    let sink = network.nodes() - 1;
    let mut of_sink = network.supply[sink];
    let mut changes = Vec::new();
    for arc in 0..network.arcs() {
        let tail = network.tail[arc] as usize;
        if numbers.below(12) > 0 {
            continue;
        }
        if network.head[arc] as usize == sink && tail < demands as usize {
            let supply = numbers.between(1, 10);
            of_sink -= supply - network.supply[tail];
            changes.push(Change::Supply { node: tail, supply });
            changes.push(Change::Bounds { arc, lower: 0, upper: supply });
        } else if tail < demands as usize {
            changes.push(Change::Cost { arc, cost: numbers.between(1, 1000) });
        } else {
            changes.push(Change::Bounds { arc, lower: 0, upper: numbers.between(0, 60) });
        }
    }
    changes.push(Change::Supply { node: sink, supply: of_sink });
    changes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn transport_is_kept_optimal(seed in any::<u64>(), demands in 1u32..150, sites in 1u32..20, per in 1u32..6) {
        let mut numbers = Numbers(seed);
        let mut kept = Kept::new(transport(&mut numbers, demands, sites, per)).expect("sound");
        prop_assert!(agrees(&mut kept).is_some());
        for _ in 0..5 {
            let changes = replanned(kept.network(), demands, &mut numbers);
            kept.change(&changes).expect("sound changes");
            prop_assert!(agrees(&mut kept).is_some());
        }
    }

    #[test]
    fn what_differs_between_two_networks_makes_one_the_other(seed in any::<u64>()) {
        let mut numbers = Numbers(seed);
        let before = small(&mut numbers);
        let mut kept = Kept::new(before.clone()).expect("sound");
        let changes = any_changes(&before, &mut numbers);
        kept.change(&changes).expect("sound changes");
        let mut again = Kept::new(before.clone()).expect("sound");
        let difference = before.changes_to(kept.network()).expect("the same arcs");
        again.change(&difference).expect("sound changes");
        let (one, other) = (again.network(), kept.network());
        prop_assert!((0..one.arcs()).all(|arc| one.lower(arc) == other.lower(arc)));
        prop_assert_eq!(
            (&one.tail, &one.head, &one.upper, &one.cost, &one.supply),
            (&other.tail, &other.head, &other.upper, &other.cost, &other.supply)
        );
    }
}

fn solved(network: Network) -> Kept {
    let mut kept = Kept::new(network).expect("sound");
    assert!(matches!(kept.solve(&mut |_| ControlFlow::Continue(())), Ok(Found::Optimum(_))));
    kept
}

fn steps(kept: &mut Kept) -> u64 {
    match kept.solve(&mut |_| ControlFlow::Continue(())) {
        Ok(Found::Optimum(optimum)) => optimum.steps,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_work_grows_with_the_change() {
    let mut kept = solved(transport(&mut Numbers(3), 3_000, 300, 8));
    assert_eq!(steps(&mut kept), 0);
    let (quantity, of_sink) = (kept.network().supply[0], kept.network().supply[3_300]);
    let more = [
        Change::Supply { node: 0, supply: quantity + 1 },
        Change::Supply { node: 3_300, supply: of_sink - 1 },
    ];
    kept.change(&more).expect("sound changes");
    assert_eq!(steps(&mut kept), 1);
}

#[test]
fn other_arcs_are_no_change_of_these() {
    let network = transport(&mut Numbers(4), 20, 4, 2);
    let mut turned = network.clone();
    turned.tail.swap_with_slice(&mut turned.head);
    assert_eq!(network.changes_to(&turned), None);
    let mut shorter = network.clone();
    shorter.supply.pop();
    assert_eq!(network.changes_to(&shorter), None);
    assert_eq!(network.changes_to(&network), Some(vec![]));
}

#[test]
fn a_refused_change_changes_nothing() {
    let mut kept = solved(transport(&mut Numbers(5), 20, 4, 2));
    let before = kept.network().clone();
    let cost = Change::Cost { arc: 0, cost: 7 };
    let refused = kept.change(&[cost, Change::Cost { arc: before.arcs(), cost: 1 }]);
    assert_eq!(refused, Err(FlowError::NoSuchIndex(1)));
    assert_eq!(
        kept.change(&[cost, Change::Bounds { arc: 3, lower: 2, upper: 1 }]),
        Err(FlowError::Bounds(3))
    );
    assert_eq!(kept.network(), &before);
}

#[test]
fn numbers_that_become_too_large_are_refused_until_they_are_changed_back() {
    let mut kept = solved(transport(&mut Numbers(6), 20, 4, 2));
    let objective = agrees(&mut kept);
    let cost = kept.network().cost[0];
    kept.change(&[Change::Cost { arc: 0, cost: i64::MAX }]).expect("an arc that exists");
    assert!(matches!(kept.solve(&mut |_| ControlFlow::Continue(())), Err(FlowError::Overflow)));
    kept.change(&[Change::Cost { arc: 0, cost }]).expect("an arc that exists");
    assert_eq!(agrees(&mut kept), objective);
}

#[test]
fn a_stopped_warm_start_goes_on_where_it_was() {
    let demands = 20_000;
    let mut kept = solved(transport(&mut Numbers(8), demands, 2_000, 10));
    let changes = replanned(kept.network(), demands, &mut Numbers(9));
    kept.change(&changes).expect("sound changes");
    let mut calls = 0;
    let stopped = kept.solve(&mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    assert!(matches!(stopped, Err(FlowError::Stopped)) && calls == 1);
    assert!(agrees(&mut kept).is_some());
}
