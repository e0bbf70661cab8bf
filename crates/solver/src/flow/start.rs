//! A feasible first tree: a star around the busiest node, where the arcs allow it.
//!
//! Nodes without an arc there, and arcs whose flow would break its bounds, get artificial arcs to the root that
//! carry what is missing at a prohibitive cost.

use super::UNBOUNDED;
use super::grouped::{Cost, Grouped};
use super::tree::{NONE, Tree};

/// Builds the tree; `state` receives +1 (at the lower bound), -1 (at the upper one) or 0 (in the tree, or never
/// to be considered) for each arc.
pub fn build<C: Cost>(graph: &Grouped<C>, artificial_cost: i64, state: &mut [i8]) -> Tree {
    let n = graph.nodes;
    let mut tree = Tree::new(n);
    let root = tree.root() as u32;
    for tail in 0..n {
        for slot in graph.arcs_of(tail) {
            let (loops, room) = (graph.head[slot] as usize == tail, graph.capacity[slot]);
            state[slot] = match (loops, room) {
                (_, 0) => 0,
                (true, ..UNBOUNDED) if graph.cost[slot].wide() < 0 => -2,
                (true, _) => 0,
                (false, _) => 1,
            };
        }
    }
    let order = hang(graph, &mut tree, state);
    let mut need = graph.supply.clone();
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

/// Hangs every node that has a fitting arc there on the node that most arcs enter, if that is one of many;
/// returns all nodes, that one first.
fn hang<C: Cost>(graph: &Grouped<C>, tree: &mut Tree, state: &mut [i8]) -> Vec<u32> {
    let (centre, entering) = centre(graph);
    let mut order: Vec<u32> = (0..graph.nodes as u32).collect();
    if entering == 0 || entering < graph.nodes / 2 {
        return order;
    }
    order[..=centre].rotate_right(1);
    for tail in (0..graph.nodes).filter(|&tail| tail != centre) {
        // A node that only sends and whose supply does not fit is better served by an artificial arc.
        let need = if graph.sender[tail] { graph.supply[tail] } else { 0 };
        let fits = |&slot: &usize| graph.head[slot] as usize == centre && graph.capacity[slot] > need.max(0);
        if let Some(slot) = graph.arcs_of(tail).find(fits) {
            let node = &mut tree.nodes[tail];
            (node.parent, node.arc, node.points_up) = (centre as u32, slot as u32, true);
            state[slot] = 0;
        }
    }
    order
}

/// The node that most arcs enter, and their number.
fn centre<C: Cost>(graph: &Grouped<C>) -> (usize, usize) {
    let mut entering = vec![0u32; graph.nodes];
    graph.head.iter().for_each(|&head| entering[head as usize] += 1);
    let busiest = (0..graph.nodes).max_by_key(|&node| (entering[node], std::cmp::Reverse(node)));
    busiest.map_or((0, 0), |node| (node, entering[node] as usize))
}
