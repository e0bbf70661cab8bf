//! The two kinds of moves. `improve` takes every node to the community where it gains most, and looks again
//! at the neighbours of what moved. `refine` builds each community anew from single nodes, joining only what
//! is well connected, so that badly connected ones fall apart before their parts are joined for good.

use super::{Graph, Scale};
use crate::seeded::Seeded;

/// Moves must gain more than this; keeps rounding from moving a node back and forth.
const LEAST_GAIN: f64 = 1e-9;

/// The weights from one node to the communities around it.
struct Around {
    weight: Vec<f64>,
    seen: Vec<u32>,
}

impl Around {
    fn new(groups: usize) -> Self {
        Self { weight: vec![0.0; groups], seen: Vec::new() }
    }

    #[inline(always)]
    fn add(&mut self, group: u32, weight: f64) {
        let sum = &mut self.weight[group as usize];
        if *sum == 0.0 {
            self.seen.push(group);
        }
        *sum += weight;
    }

    fn clear(&mut self) {
        for group in self.seen.drain(..) {
            self.weight[group as usize] = 0.0;
        }
    }
}

pub fn improve(graph: &Graph, scale: &Scale, largest: u32, chance: &mut Seeded, group: &mut [u32]) {
    let nodes = graph.nodes();
    let mut mass = vec![0.0; nodes];
    let mut size = vec![0u32; nodes];
    for node in 0..nodes {
        mass[group[node] as usize] += scale.mass[node];
        size[group[node] as usize] += graph.size(node);
    }
    let mut empty: Vec<u32> = (0..nodes as u32).rev().filter(|&g| size[g as usize] == 0).collect();
    // A ring that holds each node at most once.
    let mut queue: Vec<u32> = (0..nodes as u32).collect();
    chance.shuffle(&mut queue);
    let mut waiting = vec![true; nodes];
    let (mut first, mut length) = (0, nodes);
    let mut around = Around::new(nodes);
    while length > 0 {
        let node = queue[first] as usize;
        first = if first + 1 == nodes { 0 } else { first + 1 };
        length -= 1;
        waiting[node] = false;

        let home = group[node];
        for (other, weight) in graph.around(node) {
            around.add(group[other], weight);
        }
        let own = scale.mass[node];
        let own_size = graph.size(node);
        mass[home as usize] -= own;
        size[home as usize] -= own_size;
        let gain =
            |g: u32, around: &Around| around.weight[g as usize] - scale.expected * own * mass[g as usize];
        let (mut best, mut best_gain) = (home, gain(home, &around) + LEAST_GAIN);
        for &candidate in &around.seen {
            let gain = gain(candidate, &around);
            if gain > best_gain && size[candidate as usize].saturating_add(own_size) <= largest {
                (best, best_gain) = (candidate, gain);
            }
        }
        // Being alone gains nothing, which may still be the best.
        if best_gain < 0.0 && size[home as usize] > 0 {
            best = empty.last().copied().unwrap_or(home);
        }
        around.clear();
        if best != home {
            if size[best as usize] == 0 {
                empty.pop();
            }
            if size[home as usize] == 0 {
                empty.push(home);
            }
            group[node] = best;
            for (other, _) in graph.around(node) {
                if group[other] != best && !waiting[other] {
                    waiting[other] = true;
                    let last = first + length;
                    queue[if last >= nodes { last - nodes } else { last }] = other as u32;
                    length += 1;
                }
            }
        }
        mass[best as usize] += own;
        size[best as usize] += own_size;
    }
}

/// The parts of each community, as groups numbered by their first node.
pub fn refine(graph: &Graph, scale: &Scale, group: &[u32], groups: usize, chance: &mut Seeded) -> Vec<u32> {
    let nodes = graph.nodes();
    let mut whole = vec![0.0; groups];
    for node in 0..nodes {
        whole[group[node] as usize] += scale.mass[node];
    }
    let mut part: Vec<u32> = (0..nodes as u32).collect();
    let mut mass = scale.mass.clone();
    let mut alone = vec![true; nodes];
    // The weight from each part to the rest of its community.
    let mut outward: Vec<f64> = (0..nodes)
        .map(|node| {
            graph.around(node).filter(|(other, _)| group[*other] == group[node]).map(|(_, w)| w).sum()
        })
        .collect();
    let well = |outward: f64, mass: f64, whole: f64| outward >= scale.expected * mass * (whole - mass);
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    chance.shuffle(&mut order);
    let mut around = Around::new(nodes);
    for &node in &order {
        let node = node as usize;
        let whole = whole[group[node] as usize];
        let own = scale.mass[node];
        if !alone[node] || !well(outward[node], own, whole) {
            continue;
        }
        for (other, weight) in graph.around(node) {
            if group[other] == group[node] {
                around.add(part[other], weight);
            }
        }
        let (mut best, mut best_gain) = (node as u32, LEAST_GAIN);
        for &candidate in &around.seen {
            let (c, to) = (candidate as usize, around.weight[candidate as usize]);
            let gain = to - scale.expected * own * mass[c];
            if gain > best_gain && well(outward[c], mass[c], whole) {
                (best, best_gain) = (candidate, gain);
            }
        }
        if best != node as u32 {
            let b = best as usize;
            // The part's number is one of its nodes: that node is no longer alone either.
            (alone[b], alone[node]) = (false, false);
            part[node] = best;
            mass[b] += own;
            outward[b] += outward[node] - 2.0 * around.weight[b];
        }
        around.clear();
    }
    part
}
