//! What is mended once the search is over: connectedness and small communities.

use super::{Graph, Options, Scale};

/// Gives every connected part of a community a community of its own; that can only raise the quality.
pub fn split_unconnected(graph: &Graph, community: &mut [u32]) {
    const UNSEEN: u32 = u32::MAX;
    let mut part = vec![UNSEEN; graph.nodes()];
    let mut parts = 0;
    let mut open = Vec::new();
    for first in 0..graph.nodes() {
        if part[first] != UNSEEN {
            continue;
        }
        part[first] = parts;
        open.push(first);
        while let Some(node) = open.pop() {
            for (other, weight) in graph.around(node) {
                if part[other] == UNSEEN && weight > 0.0 && community[other] == community[node] {
                    part[other] = parts;
                    open.push(other);
                }
            }
        }
        parts += 1;
    }
    community.copy_from_slice(&part);
}

/// Joins communities below the smallest size to the neighbour that loses least, the smallest ones first.
pub fn join_small(graph: &Graph, scale: &Scale, options: &Options, community: &mut [u32]) {
    loop {
        let groups = super::number(community);
        let joined = graph.joined(community, groups);
        let mut mass = vec![0.0; groups];
        community.iter().enumerate().for_each(|(node, &c)| mass[c as usize] += scale.mass[node]);
        let mut small: Vec<usize> = (0..groups).filter(|&g| joined.size(g) < options.smallest).collect();
        small.sort_by_key(|&g| (joined.size(g), g));
        // One join per community and turn: sizes and weights are those of the turn's beginning.
        let mut into: Vec<u32> = (0..groups as u32).collect();
        let mut taken = vec![false; groups];
        let mut any = false;
        for g in small {
            let fits = |other: usize| {
                !taken[other] && joined.size(g).saturating_add(joined.size(other)) <= options.largest
            };
            let gain = |other: usize, weight: f64| weight - scale.expected * mass[g] * mass[other];
            let best = joined
                .around(g)
                .filter(|&(other, weight)| weight > 0.0 && fits(other))
                .max_by(|a, b| gain(a.0, a.1).total_cmp(&gain(b.0, b.1)).then(b.0.cmp(&a.0)));
            if let Some((other, _)) = best.filter(|_| !taken[g]) {
                into[g] = other as u32;
                (taken[g], taken[other], any) = (true, true, true);
            }
        }
        if !any {
            return;
        }
        community.iter_mut().for_each(|c| *c = into[*c as usize]);
    }
}
