//! What differs between two networks.

use super::Change;
use crate::flow::Network;

/// Blocks of so many numbers are compared at once, as most are equal.
const BLOCK: usize = 64;

pub fn changes(before: &Network, after: &Network) -> Option<Vec<Change>> {
    let (nodes, arcs) = (before.nodes(), before.arcs());
    let same_arcs = after.nodes() >= nodes
        && after.tail.get(..arcs).is_some_and(|tail| tail == before.tail)
        && after.head.get(..arcs).is_some_and(|head| head == before.head);
    if !same_arcs {
        return None;
    }
    let mut changes: Vec<Change> = Vec::new();
    let supply = |&node: &usize| Change::Supply { node, supply: after.supply[node] };
    changes.extend(differing(&before.supply, &after.supply[..nodes]).iter().map(supply));
    changes.extend(after.supply[nodes..].iter().map(|&supply| Change::Node { supply }));

    let cost = |&arc: &usize| Change::Cost { arc, cost: after.cost[arc] };
    changes.extend(differing(&before.cost, &after.cost[..arcs]).iter().map(cost));
    let mut bounds = differing(&before.upper, &after.upper[..arcs]);
    if !(before.lower.is_empty() && after.lower.is_empty()) {
        bounds.extend((0..arcs).filter(|&arc| before.lower(arc) != after.lower(arc)));
    }
    let of = |arc: usize| (after.lower(arc), after.upper[arc]);
    changes.extend(bounds.iter().map(|&arc| {
        let (lower, upper) = of(arc);
        Change::Bounds { arc, lower, upper }
    }));
    changes.extend((arcs..after.arcs()).map(|arc| {
        let (lower, upper) = of(arc);
        Change::Arc { tail: after.tail[arc], head: after.head[arc], lower, upper, cost: after.cost[arc] }
    }));
    Some(changes)
}

/// Where two arrays of the same length differ.
fn differing(before: &[i64], after: &[i64]) -> Vec<usize> {
    let mut indices = Vec::new();
    for (block, (old, new)) in before.chunks(BLOCK).zip(after.chunks(BLOCK)).enumerate() {
        if old != new {
            let pairs = (block * BLOCK..).zip(old.iter().zip(new));
            indices.extend(pairs.filter(|(_, (old, new))| old != new).map(|(index, _)| index));
        }
    }
    indices
}
