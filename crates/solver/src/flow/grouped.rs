//! The arcs as the search wants them: those of one tail side by side, lower bounds moved away.
//!
//! Nodes that only send come first in importance: when more nodes only receive than only send, every arc is
//! turned round, so that the many simple nodes are always the senders (`sender`), which the tree may keep
//! outside its lists while they are leaves.

use super::{Network, UNBOUNDED};

/// The width in which costs are kept.
pub trait Cost: Copy {
    fn narrow(cost: i64) -> Self;
    fn wide(self) -> i64;
}

impl Cost for i32 {
    fn narrow(cost: i64) -> Self {
        cost as i32
    }
    #[inline(always)]
    fn wide(self) -> i64 {
        i64::from(self)
    }
}

impl Cost for i64 {
    fn narrow(cost: i64) -> Self {
        cost
    }
    #[inline(always)]
    fn wide(self) -> i64 {
        self
    }
}

pub struct Grouped<C> {
    pub nodes: usize,
    /// Where the arcs of each tail begin; one longer than the nodes.
    pub start: Vec<u32>,
    pub head: Vec<u32>,
    pub cost: Vec<C>,
    /// Upper minus lower bound; [`UNBOUNDED`] where the bound can never bind.
    pub capacity: Vec<i64>,
    /// The original index of each arc, unless the order is the original one.
    pub order: Option<Vec<u32>>,
    pub mirrored: bool,
    /// Nodes that no arc enters.
    pub sender: Vec<bool>,
    /// Supplies after the lower bounds have been sent, turned round where the arcs are.
    pub supply: Vec<i64>,
}

impl<C: Cost> Grouped<C> {
    pub fn new(network: &Network) -> Self {
        let (nodes, arcs) = (network.nodes(), network.arcs());
        let (mut outgoing, mut incoming) = (vec![0u32; nodes + 1], vec![0u32; nodes + 1]);
        for arc in 0..arcs {
            outgoing[network.tail[arc] as usize] += 1;
            incoming[network.head[arc] as usize] += 1;
        }
        let only = |these: &[u32], others: &[u32]| {
            these.iter().zip(others).filter(|(t, o)| **t > 0 && **o == 0).count()
        };
        let mirrored = only(&incoming, &outgoing) > only(&outgoing, &incoming);
        let (tail, head, mut start, entered) = if mirrored {
            (&network.head, &network.tail, incoming, outgoing)
        } else {
            (&network.tail, &network.head, outgoing, incoming)
        };
        let sender: Vec<bool> = entered[..nodes].iter().map(|&d| d == 0).collect();
        let mut sum = 0;
        for slot in &mut start {
            sum += std::mem::replace(slot, sum);
        }

        let mut supply = network.supply.clone();
        for (arc, &lower) in network.lower.iter().enumerate() {
            supply[network.tail[arc] as usize] -= lower;
            supply[network.head[arc] as usize] += lower;
        }
        if mirrored {
            supply.iter_mut().for_each(|s| *s = -*s);
        }

        let order = if tail.is_sorted() {
            None
        } else {
            let mut next = start.clone();
            let mut order = vec![0u32; arcs];
            for (arc, &t) in tail.iter().enumerate() {
                order[next[t as usize] as usize] = arc as u32;
                next[t as usize] += 1;
            }
            Some(order)
        };
        let original = |slot: usize| order.as_ref().map_or(slot, |o| o[slot] as usize);
        let head_of = (0..arcs).map(|slot| head[original(slot)]).collect();
        let cost = (0..arcs).map(|slot| C::narrow(network.cost[original(slot)])).collect();
        let capacity = (0..arcs)
            .map(|slot| {
                let arc = original(slot);
                let from = tail[arc] as usize;
                let room = if network.upper[arc] >= UNBOUNDED {
                    UNBOUNDED
                } else {
                    network.upper[arc] - network.lower(arc)
                };
                // A sender never has more than its supply to send, so such a bound cannot bind. Saying so
                // keeps a sender that sends everything over one arc from being degenerate.
                if sender[from] && supply[from] >= 0 && room > 0 && room >= supply[from] {
                    UNBOUNDED
                } else {
                    room
                }
            })
            .collect();
        Self { nodes, start, head: head_of, cost, capacity, order, mirrored, sender, supply }
    }

    pub fn arcs(&self) -> usize {
        self.head.len()
    }

    pub fn arcs_of(&self, tail: usize) -> std::ops::Range<usize> {
        self.start[tail] as usize..self.start[tail + 1] as usize
    }

    pub fn original(&self, slot: usize) -> usize {
        self.order.as_ref().map_or(slot, |order| order[slot] as usize)
    }
}
