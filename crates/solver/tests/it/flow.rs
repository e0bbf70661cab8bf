//! Minimum-cost flow: every answer is checked by its certificate and by an oracle that shares no idea with it.

use proptest::prelude::*;
use solver::flow::{FlowError, Network, Outcome, Solution, UNBOUNDED, solve};

use crate::numbers::Numbers;

/// Tries every flow on every arc; only for very small networks.
fn brute_force(network: &Network) -> Option<i64> {
    fn go(network: &Network, arc: usize, balance: &mut Vec<i64>, cost: i64, best: &mut Option<i64>) {
        if arc == network.arcs() {
            if balance.iter().all(|&b| b == 0) {
                *best = Some(best.map_or(cost, |b: i64| b.min(cost)));
            }
            return;
        }
        let (tail, head) = (network.tail[arc] as usize, network.head[arc] as usize);
        for flow in network.lower(arc)..=network.upper[arc] {
            balance[tail] -= flow;
            balance[head] += flow;
            go(network, arc + 1, balance, cost + flow * network.cost[arc], best);
            balance[tail] += flow;
            balance[head] -= flow;
        }
    }
    let mut best = None;
    go(network, 0, &mut network.supply.clone(), 0, &mut best);
    best
}

pub fn small(numbers: &mut Numbers) -> Network {
    let nodes = numbers.between(1, 5);
    let mut network = Network::new(nodes as usize);
    let node = |numbers: &mut Numbers| numbers.below(nodes as u64) as u32;
    let bounded_below = numbers.below(2) == 0;
    for _ in 0..numbers.between(0, 8) {
        let (tail, head) = (node(numbers), node(numbers));
        network.arc(tail, head, 0, numbers.between(-4, 6));
        let last = network.arcs() - 1;
        let lower = if bounded_below { numbers.between(-1, 1) } else { 0 };
        if bounded_below {
            network.lower.resize(network.arcs(), 0);
            network.lower[last] = lower;
        }
        network.upper[last] = lower + numbers.between(0, 2);
    }
    // Half of the time supplies that some flow meets, otherwise any.
    if numbers.below(2) == 0 {
        for arc in 0..network.arcs() {
            let flow = numbers.between(network.lower(arc), network.upper[arc]);
            network.supply[network.tail[arc] as usize] += flow;
            network.supply[network.head[arc] as usize] -= flow;
        }
    } else {
        for _ in 0..2 {
            let (from, to, amount) = (node(numbers), node(numbers), numbers.between(0, 2));
            network.supply[from as usize] += amount;
            network.supply[to as usize] -= amount;
        }
    }
    network
}

pub fn proven(network: &Network, outcome: &Outcome) -> Option<i64> {
    match outcome {
        Outcome::Optimal(solution) => {
            assert_eq!(solution.verify(network), Ok(()), "{network:?}");
            Some(solution.objective)
        }
        Outcome::Infeasible(cut) => {
            assert!(cut.verify(network), "{network:?} {cut:?}");
            None
        }
    }
}

fn optimal(outcome: Outcome) -> Solution {
    match outcome {
        Outcome::Optimal(solution) => solution,
        Outcome::Infeasible(_) => panic!("infeasible"),
    }
}

#[test]
fn ten_thousand_small_networks_agree_with_brute_force() {
    let mut numbers = Numbers(1);
    let mut infeasible = 0;
    for _ in 0..10_000 {
        let network = small(&mut numbers);
        let outcome = solve(&network).expect("small numbers");
        let ours = proven(&network, &outcome);
        assert_eq!(ours, brute_force(&network), "{network:?}");
        infeasible += usize::from(ours.is_none());
    }
    assert!((1_000..9_000).contains(&infeasible), "{infeasible} infeasible");
}

/// Demands send their quantity to one of `per` sites or stay unserved.
pub fn transport(numbers: &mut Numbers, demands: u32, sites: u32, per: u32) -> Network {
    let mut network = Network::new((demands + sites + 1) as usize);
    let sink = demands + sites;
    for demand in 0..demands {
        let quantity = numbers.between(1, 10);
        network.supply[demand as usize] += quantity;
        network.supply[sink as usize] -= quantity;
        for _ in 0..per {
            let site = demands + numbers.below(u64::from(sites)) as u32;
            network.arc(demand, site, numbers.between(1, 12), numbers.between(1, 1000));
        }
        network.arc(demand, sink, quantity, 1001);
    }
    for site in 0..sites {
        network.arc(demands + site, sink, numbers.between(0, 60), 0);
    }
    network
}

/// The same network with every arc turned round.
fn turned(network: &Network) -> Network {
    Network {
        tail: network.head.clone(),
        head: network.tail.clone(),
        supply: network.supply.iter().map(|s| -s).collect(),
        ..network.clone()
    }
}

#[test]
fn direction_of_the_arcs_does_not_matter() {
    for seed in 0..20 {
        let network = transport(&mut Numbers(seed), 200, 20, 6);
        let (one, other) = (solve(&network), solve(&turned(&network)));
        let (one, other) = (optimal(one.expect("fits")), optimal(other.expect("fits")));
        assert_eq!(one.verify(&network), Ok(()));
        assert_eq!(other.verify(&turned(&network)), Ok(()));
        assert_eq!(one.objective, other.objective);
    }
}

#[test]
fn an_endless_cycle_of_negative_cost_is_named() {
    let mut network = Network::new(2);
    network.arc(0, 1, UNBOUNDED, 1);
    network.arc(1, 0, UNBOUNDED, -2);
    assert_eq!(solve(&network), Err(FlowError::Unbounded));
    let mut lonely = Network::new(1);
    lonely.arc(0, 0, UNBOUNDED, -1);
    assert_eq!(solve(&lonely), Err(FlowError::Unbounded));
}

#[test]
fn numbers_that_cannot_be_added_up_are_refused() {
    let mut network = Network::new(2);
    network.arc(0, 1, 5, i64::MAX / 4);
    assert_eq!(solve(&network), Err(FlowError::Overflow));
    let mut heavy = Network::new(2);
    heavy.supply = vec![UNBOUNDED, -UNBOUNDED];
    assert_eq!(solve(&heavy), Err(FlowError::Overflow));
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let mut network = Network::new(2);
    network.arc(0, 2, 1, 1);
    assert_eq!(solve(&network), Err(FlowError::NoSuchNode(0)));
    let mut crossed = Network::new(2);
    crossed.arc(0, 1, -1, 1);
    assert_eq!(solve(&crossed), Err(FlowError::Bounds(0)));
    crossed.cost.clear();
    assert_eq!(solve(&crossed), Err(FlowError::Shape));
    assert!(matches!(solve(&Network::default()), Ok(Outcome::Optimal(_))));
}

#[test]
fn a_watcher_can_stop_the_search() {
    let network = transport(&mut Numbers(5), 8_000, 800, 20);
    let mut calls = 0;
    let stopped = solver::flow::solve_watched(&network, &mut |_| {
        calls += 1;
        std::ops::ControlFlow::Break(())
    });
    assert!(stopped == Err(FlowError::Stopped) && calls == 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn transport_of_any_shape_is_proven_optimal(seed in any::<u64>(), demands in 1u32..120, sites in 1u32..20, per in 1u32..6) {
        let network = transport(&mut Numbers(seed), demands, sites, per);
        let outcome = solve(&network).expect("small numbers");
        prop_assert!(proven(&network, &outcome).is_some());
    }
}
