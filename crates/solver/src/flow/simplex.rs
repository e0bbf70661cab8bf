//! The pivots. Entering arc: the best of a block of tails whose gain exceeds a threshold that falls from the
//! largest cost to one, so that large gains are taken first without ever scanning everything for them.
//! Leaving arc: Cunningham's rule, the last blocking arc of the cycle counted from its apex.

use std::ops::ControlFlow;

use super::grouped::{Cost, Grouped};
use super::tree::{NONE, Tree};
use super::{Cut, FlowError, Network, Outcome, Progress, Solution, UNBOUNDED, Watch, start};

/// How often the caller is told and may stop the search.
const REPORT_EVERY: u64 = 1 << 12;

/// The root of the number of arcs, divided by this, compete for one pivot; the threshold falls by `SHRINK_BY`
/// once a sweep finds fewer pivots than a share of the nodes. Measured on the families of
/// `cargo xtask bench solver`.
const BLOCK_SHARE: usize = 8;
const SHRINK_SHARE: u64 = 20;
const SHRINK_BY: i64 = 4;

struct Simplex<'a, C> {
    graph: &'a Grouped<C>,
    tree: Tree,
    /// +1 at the lower bound, -1 at the upper bound, 0 in the tree or out of the question.
    state: Vec<i8>,
    pivots: u64,
}

pub fn run<C: Cost>(network: &Network, artificial_cost: i64, watch: Watch<'_>) -> Result<Outcome, FlowError> {
    let endless_loop = |arc: usize| {
        network.tail[arc] == network.head[arc] && network.cost[arc] < 0 && network.upper[arc] >= UNBOUNDED
    };
    if (0..network.arcs()).any(endless_loop) {
        return Err(FlowError::Unbounded);
    }
    let graph = Grouped::<C>::new(network);
    let mut state = vec![1i8; graph.arcs()];
    let tree = start::build(&graph, artificial_cost, &mut state);
    let mut simplex = Simplex { graph: &graph, tree, state, pivots: 0 };
    simplex.improve(watch)?;
    simplex.answer(network)
}

impl<C: Cost> Simplex<'_, C> {
    fn improve(&mut self, watch: Watch<'_>) -> Result<(), FlowError> {
        let nodes = self.graph.nodes;
        let block = (self.graph.arcs().isqrt() / BLOCK_SHARE).max(1);
        let mut threshold = self.graph.cost.iter().map(|c| c.wide().abs()).max().unwrap_or(0).max(1);
        loop {
            let before = self.pivots;
            let (mut best, mut scanned, mut passed_over) = (Candidate::NONE, 0, 0);
            for tail in 0..nodes {
                scanned += self.scan(tail, &mut best);
                if scanned < block && tail + 1 < nodes {
                    continue;
                }
                if best.gain >= threshold {
                    self.pivot(best)?;
                    if self.pivots.is_multiple_of(REPORT_EVERY) {
                        let progress = Progress { pivots: self.pivots, threshold };
                        if let ControlFlow::Break(()) = watch(progress) {
                            return Err(FlowError::Stopped);
                        }
                    }
                } else {
                    passed_over = best.gain.max(passed_over);
                }
                (best, scanned) = (Candidate::NONE, 0);
            }
            let found = self.pivots - before;
            if found == 0 && passed_over == 0 {
                return Ok(());
            }
            if found <= nodes as u64 / SHRINK_SHARE {
                threshold = (threshold / SHRINK_BY).max(1);
            }
            if found == 0 {
                threshold = threshold.min(passed_over);
            }
        }
    }

    /// Looks at all arcs of one tail; returns how many.
    #[inline(always)]
    fn scan(&self, tail: usize, best: &mut Candidate) -> usize {
        let node = &self.tree.nodes[tail];
        let price = if node.aside { self.price_aside(tail) } else { self.tree.price[tail] };
        let range = self.graph.arcs_of(tail);
        let first = range.start;
        let heads = &self.graph.head[range.clone()];
        let costs = &self.graph.cost[range.clone()];
        let states = &self.state[range];
        for (k, ((&head, cost), &state)) in heads.iter().zip(costs).zip(states).enumerate() {
            let reduced = cost.wide() + price - self.tree.price[head as usize];
            let gain = -reduced * i64::from(state);
            if gain > best.gain {
                *best = Candidate { gain, slot: (first + k) as u32, tail: tail as u32 };
            }
        }
        heads.len()
    }

    #[inline(always)]
    fn price_aside(&self, node: usize) -> i64 {
        let node = &self.tree.nodes[node];
        self.tree.price[node.parent as usize] - self.graph.cost[node.arc as usize].wide()
    }

    fn pivot(&mut self, entering: Candidate) -> Result<(), FlowError> {
        self.pivots += 1;
        let Candidate { slot, tail, gain } = entering;
        let (slot, head) = (slot as usize, self.graph.head[slot as usize]);
        if self.tree.nodes[tail as usize].aside {
            self.tree.price[tail as usize] = self.price_aside(tail as usize);
            self.tree.link(tail);
        }
        // Flow is pushed round the cycle apex → from → to → apex.
        let at_lower = self.state[slot] > 0;
        let (from, to) = if at_lower { (tail, head) } else { (head, tail) };
        let room = self.graph.capacity[slot];
        let (amount, leaving, apex) = self.blocking(from, to, room);
        if amount >= UNBOUNDED / 2 {
            return Err(FlowError::Unbounded);
        }
        if amount > 0 {
            self.send(from, to, apex, amount);
        }
        let Some((leaving, from_side)) = leaving else {
            self.state[slot] = -self.state[slot];
            self.tidy(tail);
            return Ok(());
        };

        let old = self.tree.nodes[leaving as usize];
        if (old.arc as usize) < self.graph.arcs() {
            let flow = if old.points_up { old.down } else { old.up };
            self.state[old.arc as usize] = if flow == 0 { 1 } else { -1 };
        }
        let (below, above) = if from_side { (from, to) } else { (to, from) };
        let flow = if at_lower { amount } else { room - amount };
        let points_up = below == tail;
        let (up, down) = if points_up { (room - flow, flow) } else { (flow, room - flow) };
        self.tree.rehang(leaving, below, above, Tree::joint(slot as u32, points_up, up, down));
        self.state[slot] = 0;
        // The entering arc's reduced cost becomes zero.
        let reduced = if at_lower { -gain } else { gain };
        self.tree.shift(below, if points_up { -reduced } else { reduced });
        self.tidy(tail);
        self.tidy(leaving);
        self.tidy(old.parent);
        Ok(())
    }

    /// How much can go round, what blocks it (None: the entering arc itself), and where the two sides meet.
    fn blocking(&self, from: u32, to: u32, room: i64) -> (i64, Option<(u32, bool)>, u32) {
        let (mut a, mut b) = (from, to);
        let (mut least_a, mut node_a) = (room, NONE);
        let (mut least_b, mut node_b) = (i64::MAX, NONE);
        while a != b {
            if self.tree.depth(a) >= self.tree.depth(b) {
                let node = &self.tree.nodes[a as usize];
                if node.down < least_a {
                    (least_a, node_a) = (node.down, a);
                }
                a = node.parent;
            } else {
                let node = &self.tree.nodes[b as usize];
                if node.up <= least_b {
                    (least_b, node_b) = (node.up, b);
                }
                b = node.parent;
            }
        }
        if least_b <= least_a {
            (least_b, Some((node_b, false)), a)
        } else if node_a == NONE {
            (least_a, None, a)
        } else {
            (least_a, Some((node_a, true)), a)
        }
    }

    fn send(&mut self, from: u32, to: u32, apex: u32, amount: i64) {
        let mut a = from;
        while a != apex {
            let node = &mut self.tree.nodes[a as usize];
            node.down -= amount;
            node.up += amount;
            a = node.parent;
        }
        let mut b = to;
        while b != apex {
            let node = &mut self.tree.nodes[b as usize];
            node.up -= amount;
            node.down += amount;
            b = node.parent;
        }
    }

    /// Puts a sender aside that has become a leaf.
    fn tidy(&mut self, node: u32) {
        if (node as usize) < self.graph.nodes
            && self.graph.sender[node as usize]
            && !self.tree.has_children(node)
        {
            let kept = &self.tree.nodes[node as usize];
            if !kept.aside && (kept.arc as usize) < self.graph.arcs() {
                self.tree.put_aside(node);
            }
        }
    }

    fn answer(mut self, network: &Network) -> Result<Outcome, FlowError> {
        let graph = self.graph;
        let arcs = graph.arcs();
        let mut flow = vec![0i64; arcs];
        for slot in 0..arcs {
            let original = graph.original(slot);
            flow[original] = network.lower(original);
            if self.state[slot] < 0 {
                flow[original] = network.upper[original];
            }
        }
        let mut missing = None;
        for v in 0..graph.nodes {
            let node = self.tree.nodes[v];
            let carried = if node.points_up { node.down } else { node.up };
            if (node.arc as usize) < arcs {
                let original = graph.original(node.arc as usize);
                flow[original] = network.lower(original) + carried;
                if node.aside {
                    self.tree.price[v] = self.price_aside(v);
                }
            } else if carried > 0 {
                // Seen from the unmirrored graph, does this node have too much or too little?
                missing = Some((v, node.points_up != graph.mirrored));
            }
        }
        if let Some((node, surplus)) = missing {
            return Ok(Outcome::Infeasible(cut(network, &flow, node, surplus)));
        }
        let base = (0..graph.nodes).find(|&v| self.tree.nodes[v].parent == self.tree.root() as u32);
        let base = base.map_or(0, |v| self.tree.price[v]);
        let sign = if graph.mirrored { -1 } else { 1 };
        let potential = (0..graph.nodes).map(|v| sign * (self.tree.price[v] - base)).collect();
        let total: i128 = flow.iter().zip(&network.cost).map(|(&f, &c)| i128::from(f) * i128::from(c)).sum();
        let objective = i64::try_from(total).map_err(|_| FlowError::Overflow)?;
        Ok(Outcome::Optimal(Solution { flow, potential, objective, pivots: self.pivots }))
    }
}

/// Everything that a node with a surplus can still reach (or, with a shortage, be reached from).
fn cut(network: &Network, flow: &[i64], first: usize, surplus: bool) -> Cut {
    let mut around = vec![Vec::new(); network.nodes()];
    for (arc, &flow) in flow.iter().enumerate() {
        let (mut tail, mut head) = (network.tail[arc], network.head[arc]);
        if !surplus {
            (tail, head) = (head, tail);
        }
        if flow < network.upper[arc] {
            around[tail as usize].push(head);
        }
        if flow > network.lower(arc) {
            around[head as usize].push(tail);
        }
    }
    let mut inside = vec![false; network.nodes()];
    inside[first] = true;
    let mut open = vec![first];
    while let Some(node) = open.pop() {
        for &next in &around[node] {
            if !std::mem::replace(&mut inside[next as usize], true) {
                open.push(next as usize);
            }
        }
    }
    Cut { inside }
}

#[derive(Clone, Copy)]
struct Candidate {
    gain: i64,
    slot: u32,
    tail: u32,
}

impl Candidate {
    const NONE: Self = Self { gain: 0, slot: NONE, tail: NONE };
}
