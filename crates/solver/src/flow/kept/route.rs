//! Routes of excess to where it is missing: shortest ones, found close by.
//!
//! Forwards, excess goes to the nearest node that lacks something, or to the hub; after that, backwards, what
//! is still missing comes from the nearest excess, or from the hub. Dijkstra stops at the first goal. It looks at
//! near arcs only, as far as that is safe, and at all of them beyond. Only the prices of nodes nearer than
//! the goal change.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use super::adjacency::{BACKWARDS, FORWARDS};
use super::residual::{Residual, Spot};
use crate::flow::{Cut, FlowError, Network, Progress, Watch};

/// How many arcs are looked at between two reports.
const REPORT_EVERY: u64 = 1 << 16;
/// When nothing is near, so many times farther is tried before everywhere.
const FARTHER: i64 = 4;
const NONE: u32 = u32::MAX;

#[derive(Debug, PartialEq, Eq)]
pub enum Routed {
    All,
    /// Something is left that can go nowhere.
    Stuck(Cut),
    /// Beginning anew would be quicker, or is necessary.
    TooMuch,
}

#[derive(Debug, Default)]
pub struct Router {
    pub routes: u64,
    scanned: u64,
    search: u32,
    open: BinaryHeap<(Reverse<i64>, u32)>,
    /// Open nodes at the present distance.
    here: Vec<u32>,
    done: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Goal {
    node: u32,
    /// Only shorter routes are of interest.
    distance: i64,
}

impl Router {
    /// Routes everything, looking at no more than `budget` arcs.
    pub fn run(
        &mut self,
        residual: &mut Residual,
        network: &Network,
        budget: u64,
        watch: Watch<'_>,
    ) -> Result<Routed, FlowError> {
        let mut nodes = residual.unsettled.clone();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.retain(|&node| node != residual.hub);
        (self.routes, self.scanned) = (0, 0);
        if residual.spoilt {
            return Ok(Routed::TooMuch);
        }
        let mut reported = 0;
        for forwards in [true, false] {
            for &node in &nodes {
                loop {
                    let excess = residual.spot(node).excess;
                    if if forwards { excess <= 0 } else { excess >= 0 } {
                        break;
                    }
                    if residual.spoilt || self.scanned > budget {
                        return Ok(Routed::TooMuch);
                    }
                    if self.scanned - reported > REPORT_EVERY {
                        reported = self.scanned;
                        if let ControlFlow::Break(()) = watch(Progress { pivots: self.routes, threshold: 1 })
                        {
                            return Err(FlowError::Stopped);
                        }
                    }
                    let Some(goal) = self.find(residual, network, node, forwards) else {
                        let search = self.search;
                        let inside =
                            residual.near.nodes().iter().map(|node| node.own.search == search).collect();
                        return Ok(Routed::Stuck(Cut { inside }));
                    };
                    send(residual, network, node, goal, forwards);
                    self.routes += 1;
                }
            }
        }
        residual.settled();
        Ok(Routed::All)
    }

    /// The nearest goal, prices changed so that the way there costs nothing.
    fn find(&mut self, residual: &mut Residual, network: &Network, from: u32, forwards: bool) -> Option<u32> {
        if self.search == u32::MAX {
            residual.near.nodes_mut().iter_mut().for_each(|node| node.own.search = 0);
            self.search = 0;
        }
        self.search += 1;
        self.open.clear();
        self.here.clear();
        self.done.clear();
        let start = residual.spot_mut(from);
        (start.search, start.distance, start.via) = (self.search, 0, NONE);
        self.here.push(from);

        let near = residual.reach() + 1;
        let mut goal = Goal { node: NONE, distance: near };
        self.explore(residual, network, forwards, false, &mut goal);
        for bound in [near.saturating_mul(FARTHER), i64::MAX] {
            if goal.node == NONE {
                goal.distance = bound;
                for at in 0..self.done.len() {
                    self.look_around(residual, network, self.done[at], forwards, true, &mut goal);
                }
                self.explore(residual, network, forwards, true, &mut goal);
            }
        }
        if goal.node == NONE {
            return None;
        }
        for at in 0..self.done.len() {
            let node = self.done[at];
            let spot = *residual.spot(node);
            let change = goal.distance - spot.distance;
            if change > 0 {
                let price = if forwards { spot.price - change } else { spot.price + change };
                residual.set_price(network, node, price);
            }
        }
        Some(goal.node)
    }

    fn explore(
        &mut self,
        residual: &mut Residual,
        network: &Network,
        forwards: bool,
        far: bool,
        goal: &mut Goal,
    ) {
        let mut distance = 0;
        loop {
            let node = if let Some(node) = self.here.pop() {
                node
            } else {
                let Some((Reverse(nearest), node)) = self.open.pop() else { return };
                if nearest >= goal.distance {
                    return;
                }
                distance = nearest;
                node
            };
            // Reached on a shorter way meanwhile, and done.
            if residual.spot(node).distance < distance {
                continue;
            }
            self.done.push(node);
            self.look_around(residual, network, node, forwards, false, goal);
            if far {
                self.look_around(residual, network, node, forwards, true, goal);
            }
            if goal.distance <= distance {
                return;
            }
        }
    }

    #[inline(always)]
    fn look_around(
        &mut self,
        residual: &mut Residual,
        network: &Network,
        node: u32,
        forwards: bool,
        far: bool,
        goal: &mut Goal,
    ) {
        let at = node as usize;
        let Spot { price, distance, towards_hub, .. } = *residual.spot(node);
        let (way, sign) = if forwards { (FORWARDS, 1) } else { (BACKWARDS, -1) };
        let hub = residual.hub;
        let (steps, spots) = residual.near.with_nodes(at);
        let steps = if far { residual.all.of(at) } else { steps };
        self.scanned += steps.len() as u64;
        let mut first = None;
        for step in steps {
            let there = step.there();
            let other = &mut spots[there as usize].own;
            let length = sign * (step.cost + price - other.price);
            let next = distance + length;
            let open = if far { length > 0 } else { step.is_open(way) };
            if !open || next >= goal.distance || (other.search == self.search && next >= other.distance) {
                continue;
            }
            let arc = step.arc() as usize;
            if far && network.lower(arc) == network.upper[arc] {
                continue;
            }
            (other.search, other.distance, other.via) = (self.search, next, step.arc());
            let wanted = if forwards { other.excess < 0 } else { other.excess > 0 };
            if wanted || there == hub {
                *goal = Goal { node: there, distance: next };
            } else if next > distance {
                self.open.push((Reverse(next), there));
            } else if there == towards_hub {
                first = Some(there);
            } else {
                self.here.push(there);
            }
        }
        self.here.extend(first);
    }
}

/// Sends as much as the way found can carry.
fn send(residual: &mut Residual, network: &Network, from: u32, goal: u32, forwards: bool) {
    let (given, wanted) = (residual.spot(from).excess, residual.spot(goal).excess);
    let mut amount = given.abs();
    if goal != residual.hub {
        amount = amount.min(wanted.abs());
    }
    // Each arc of the way, whether flow on it grows, and the node before it.
    let step = |residual: &Residual, node: u32| {
        let arc = residual.spot(node).via as usize;
        let (tail, head) = (network.tail[arc], network.head[arc]);
        if head == node { (arc, forwards, tail) } else { (arc, !forwards, head) }
    };
    let mut node = goal;
    while node != from {
        let (arc, grows, before) = step(residual, node);
        let flow = residual.flow[arc];
        amount = amount.min(if grows { network.upper[arc] - flow } else { flow - network.lower(arc) });
        node = before;
    }
    node = goal;
    while node != from {
        let (arc, grows, before) = step(residual, node);
        let (lower, upper, flow) = (network.lower(arc), network.upper[arc], residual.flow[arc]);
        let next = if grows { flow + amount } else { flow - amount };
        residual.flow[arc] = next;
        let inside = |flow: i64| lower < flow && flow < upper;
        if !(inside(flow) && inside(next)) {
            residual.sort(network, arc);
        }
        residual.spot_mut(before).towards_hub = node;
        node = before;
    }
    let amount = if forwards { amount } else { -amount };
    residual.spot_mut(from).excess -= amount;
    residual.spot_mut(goal).excess += amount;
    // Every arc of the way has a reduced cost of zero by now: it costs what the prices at its ends differ by.
    let cost = i128::from(residual.spot(goal).price) - i128::from(residual.spot(from).price);
    residual.objective += i128::from(amount) * cost;
}
