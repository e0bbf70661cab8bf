//! A feasible tree from any set of arcs: the star around the busiest node for a first solve, the basis of an
//! earlier answer for a warm one.
//!
//! Arcs that close a cycle are dropped; parts that do not hang together, and arcs whose flow would break its
//! bounds, are replaced by artificial arcs to the root that carry what is missing at a prohibitive cost.

use super::grouped::{Cost, Grouped};
use super::tree::{NONE, Tree};
use super::{Place, UNBOUNDED};

/// The basis of a first solve: every node hangs on the node that most arcs enter, if there is such a one.
pub fn star<C: Cost>(graph: &Grouped<C>) -> Vec<Place> {
    let mut place = vec![Place::Lower; graph.arcs()];
    let (centre, entering) = centre(graph);
    if entering < graph.nodes / 2 {
        return place;
    }
    for tail in (0..graph.nodes).filter(|&tail| tail != centre) {
        // A node that only sends and whose supply does not fit is better served by an artificial arc.
        let need = if graph.sender[tail] { graph.supply[tail] } else { 0 };
        let fits = |&slot: &usize| graph.head[slot] as usize == centre && graph.capacity[slot] > need;
        if let Some(slot) = graph.arcs_of(tail).find(fits) {
            place[slot] = Place::Tree;
        }
    }
    place
}

/// The node that most arcs enter, and their number.
fn centre<C: Cost>(graph: &Grouped<C>) -> (usize, usize) {
    let mut entering = vec![0u32; graph.nodes];
    graph.head.iter().for_each(|&head| entering[head as usize] += 1);
    let busiest = (0..graph.nodes).max_by_key(|&node| (entering[node], std::cmp::Reverse(node)));
    busiest.map_or((0, 0), |node| (node, entering[node] as usize))
}

/// Builds the tree and settles every other arc at a bound; `state` receives +1 (lower), -1 (upper) or 0
/// (tree, or never to be considered).
pub fn build<C: Cost>(graph: &Grouped<C>, place: &[Place], artificial_cost: i64, state: &mut [i8]) -> Tree {
    let n = graph.nodes;
    let mut tree = Tree::new(n);
    let root = tree.root() as u32;
    let mut tail_of = Vec::new();
    let mut chosen = Vec::new();
    let mut need = graph.supply.clone();
    for tail in 0..n {
        for slot in graph.arcs_of(tail) {
            let (head, room) = (graph.head[slot] as usize, graph.capacity[slot]);
            let never = room == 0 || head == tail;
            state[slot] = if never { 0 } else { 1 };
            let loop_gains = head == tail && graph.cost[slot].wide() < 0 && room < UNBOUNDED;
            match place[slot] {
                Place::Tree if !never => {
                    chosen.push(slot as u32);
                    tail_of.push(tail as u32);
                }
                Place::Upper if !never && room < UNBOUNDED => {
                    state[slot] = -1;
                    need[tail] -= room;
                    need[head] += room;
                }
                _ if loop_gains => state[slot] = -2,
                _ => {}
            }
        }
    }

    let order = hang(graph, &mut tree, &tail_of, &chosen, state);
    // From the leaves inwards: what each node still has to send must go over the arc above it.
    for &node in order.iter().rev() {
        let v = node as usize;
        let above = tree.nodes[v];
        let mut rest = need[v];
        if above.arc != NONE {
            let slot = above.arc as usize;
            let room = graph.capacity[slot];
            let flow = if above.points_up { rest } else { -rest };
            let fits = if above.points_up { (0..room).contains(&flow) } else { (1..=room).contains(&flow) };
            let kept = flow.clamp(0, room.min(UNBOUNDED - 1));
            let sent = if above.points_up { kept } else { -kept };
            need[above.parent as usize] += sent;
            if fits {
                state[slot] = 0;
                let (forward, back) = (room - flow, flow);
                (tree.nodes[v].up, tree.nodes[v].down) =
                    if above.points_up { (forward, back) } else { (back, forward) };
                continue;
            }
            rest -= sent;
            state[slot] = if kept > 0 { -1 } else { 1 };
        }
        let node = &mut tree.nodes[v];
        node.parent = root;
        node.arc = (graph.arcs() + v) as u32;
        node.points_up = rest >= 0;
        (node.up, node.down) = if rest >= 0 { (UNBOUNDED, rest) } else { (-rest, UNBOUNDED) };
    }
    // From the root outwards: prices, depths and lists.
    for &node in &order {
        let v = node as usize;
        let above = tree.nodes[v];
        let slot = above.arc as usize;
        let cost = if slot < graph.arcs() { graph.cost[slot].wide() } else { artificial_cost };
        let base = tree.price[above.parent as usize];
        tree.price[v] = if above.points_up { base - cost } else { base + cost };
        tree.link(node);
    }
    for v in 0..n {
        if graph.sender[v] && !tree.has_children(v as u32) && tree.nodes[v].arc < graph.arcs() as u32 {
            tree.put_aside(v as u32);
        }
    }
    tree
}

/// Sets parents along the chosen arcs, breadth first; returns the nodes in that order.
fn hang<C: Cost>(
    graph: &Grouped<C>,
    tree: &mut Tree,
    tail_of: &[u32],
    chosen: &[u32],
    state: &mut [i8],
) -> Vec<u32> {
    let n = graph.nodes;
    let mut start = vec![0u32; n + 2];
    for (&slot, &tail) in chosen.iter().zip(tail_of) {
        start[tail as usize + 2] += 1;
        start[graph.head[slot as usize] as usize + 2] += 1;
    }
    for v in 0..n {
        start[v + 2] += start[v + 1];
    }
    let mut around = vec![(0u32, 0u32, false); 2 * chosen.len()];
    for (&slot, &tail) in chosen.iter().zip(tail_of) {
        let head = graph.head[slot as usize];
        for (at, other, other_is_tail) in [(tail, head, false), (head, tail, true)] {
            let place = &mut start[at as usize + 1];
            around[*place as usize] = (other, slot, other_is_tail);
            *place += 1;
        }
    }
    let mut seen = vec![false; n];
    let mut order = Vec::with_capacity(n);
    let firsts = (n > 0).then(|| centre(graph).0).into_iter().chain(0..n);
    let mut done = 0;
    for first in firsts {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        order.push(first as u32);
        while done < order.len() {
            let at = order[done] as usize;
            done += 1;
            for &(other, slot, other_is_tail) in &around[start[at] as usize..start[at + 1] as usize] {
                if !std::mem::replace(&mut seen[other as usize], true) {
                    order.push(other);
                    let node = &mut tree.nodes[other as usize];
                    (node.parent, node.arc, node.points_up) = (at as u32, slot, other_is_tail);
                    state[slot as usize] = 0;
                }
            }
        }
    }
    order
}
