//! Communities: never worse than a node can see, always connected, within the size limits, reproducible.

use std::ops::ControlFlow;

use proptest::prelude::*;
use solver::communities::{
    CommunityError, Graph, Options, Quality, leiden, modularity, mutual_information, potts,
};

use crate::numbers::Numbers;

type Edges = Vec<(u32, u32, f64)>;

fn found(graph: &Graph, options: &Options) -> Vec<u32> {
    leiden(graph, options, &mut |_| ControlFlow::Continue(())).expect("sound weights")
}

fn random(seed: u64, nodes: u32, edges: usize) -> Edges {
    let mut numbers = Numbers(seed);
    let mut node = || numbers.below(u64::from(nodes)) as u32;
    (0..edges).map(|edge| (node(), node(), 1.0 + (edge % 3) as f64)).collect()
}

/// Groups of ten, dense inside, with a few edges between.
fn planted(groups: u32, seed: u64) -> (Edges, Vec<u32>) {
    let mut numbers = Numbers(seed);
    let mut edges = Vec::new();
    for a in 0..groups * 10 {
        for b in 0..a {
            let chance = if a / 10 == b / 10 { 70 } else { 1 };
            if numbers.below(100) < chance {
                edges.push((a, b, 1.0));
            }
        }
    }
    (edges, (0..groups * 10).map(|node| node / 10).collect())
}

fn connected(nodes: usize, edges: &Edges, community: &[u32]) -> bool {
    let mut root: Vec<usize> = (0..nodes).collect();
    fn find(root: &mut [usize], mut node: usize) -> usize {
        while root[node] != node {
            node = root[node];
        }
        node
    }
    for &(a, b, _) in edges.iter().filter(|(a, b, _)| community[*a as usize] == community[*b as usize]) {
        let (a, b) = (find(&mut root, a as usize), find(&mut root, b as usize));
        root[a] = b;
    }
    let groups = community.iter().max().map_or(0, |&most| most as usize + 1);
    (0..nodes).filter(|&node| root[node] == node).count() == groups
}

/// The best modularity of all groupings of a few nodes.
fn best(graph: &Graph) -> f64 {
    fn go(graph: &Graph, group: &mut Vec<u32>, groups: u32, best: &mut f64) {
        if group.len() == graph.nodes() {
            *best = best.max(modularity(graph, group, 1.0));
            return;
        }
        for next in 0..=groups {
            group.push(next);
            go(graph, group, groups.max(next + 1), best);
            group.pop();
        }
    }
    let mut highest = f64::NEG_INFINITY;
    go(graph, &mut Vec::new(), 0, &mut highest);
    highest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn communities_are_connected_and_numbered_in_order(seed in any::<u64>(), nodes in 1u32..60, edges in 0usize..150) {
        let list = random(seed, nodes, edges);
        let graph = Graph::new(nodes as usize, &list);
        let community = found(&graph, &Options { seed, ..Options::default() });
        prop_assert!(connected(nodes as usize, &list, &community));
        let mut next = 0;
        for &c in &community {
            prop_assert!(c <= next);
            next = next.max(c + 1);
        }
    }

    #[test]
    fn no_node_would_better_be_elsewhere(seed in any::<u64>()) {
        let list = random(seed, 25, 60);
        let graph = Graph::new(25, &list);
        let community = found(&graph, &Options { seed, iterations: 20, ..Options::default() });
        let quality = modularity(&graph, &community, 1.0);
        for node in 0..25 {
            for other in 0..=community.len() as u32 {
                let mut moved = community.clone();
                moved[node] = other;
                prop_assert!(modularity(&graph, &moved, 1.0) <= quality + 1e-9);
            }
        }
    }

    #[test]
    fn sizes_stay_within_their_limits(seed in any::<u64>(), largest in 2u32..9) {
        let list = random(seed, 40, 120);
        let graph = Graph::new(40, &list);
        let community = found(&graph, &Options { seed, largest, ..Options::default() });
        let mut sizes = vec![0; 40];
        community.iter().for_each(|&c| sizes[c as usize] += 1);
        prop_assert!(sizes.into_iter().all(|size| size <= largest));
    }

    #[test]
    fn small_graphs_come_close_to_the_best_of_all_groupings(seed in any::<u64>()) {
        let list = random(seed, 7, 12);
        let graph = Graph::new(7, &list);
        let reached = modularity(&graph, &found(&graph, &Options::default()), 1.0);
        prop_assert!(reached >= best(&graph) - 0.06, "{} of {}", reached, best(&graph));
    }
}

#[test]
fn planted_groups_are_found_with_both_measures() {
    let (edges, truth) = planted(12, 4);
    let graph = Graph::new(truth.len(), &edges);
    for (quality, resolution) in [(Quality::Modularity, 1.0), (Quality::Potts, 0.2)] {
        let community = found(&graph, &Options { quality, resolution, ..Options::default() });
        assert!((mutual_information(&community, &truth) - 1.0).abs() < 1e-9);
        assert!(potts(&graph, &community, 0.2) >= potts(&graph, &truth, 0.2) - 1e-9);
    }
}

#[test]
fn small_communities_join_a_neighbour() {
    let (edges, truth) = planted(12, 5);
    let graph = Graph::new(truth.len(), &edges);
    let community = found(&graph, &Options { smallest: 20, ..Options::default() });
    let mut sizes = vec![0; 12];
    community.iter().for_each(|&c| sizes[c as usize] += 1);
    assert!(sizes.iter().all(|&size| size == 0 || size >= 20), "{sizes:?}");
    assert!(connected(truth.len(), &edges, &community));
}

#[test]
fn the_same_seed_gives_the_same_communities() {
    let list = random(9, 500, 2_000);
    let graph = Graph::new(500, &list);
    let options = Options { seed: 3, ..Options::default() };
    assert_eq!(found(&graph, &options), found(&graph, &options));
}

#[test]
fn repeated_edges_add_up_and_loops_count() {
    let twice = Graph::new(3, &[(0, 1, 1.0), (1, 0, 1.0), (2, 2, 1.0)]);
    assert_eq!((twice.total(), twice.degree(0), twice.degree(2)), (3.0, 2.0, 2.0));
    assert_eq!(modularity(&twice, &[0, 0, 1], 1.0), 1.0 - (16.0 + 4.0) / 36.0);
    assert_eq!(found(&Graph::new(0, &[]), &Options::default()), Vec::<u32>::new());
}

#[test]
fn senseless_weights_are_refused() {
    let graph = Graph::new(2, &[(0, 1, f64::NAN)]);
    let refused = leiden(&graph, &Options::default(), &mut |_| ControlFlow::Continue(()));
    assert_eq!(refused, Err(CommunityError::Weight));
}
