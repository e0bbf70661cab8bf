//! Minimum-cost flow: a primal network simplex whose answer carries its own proof.
//!
//! The graph is given as arrays ([`Network`]); the answer is either a flow with node potentials that satisfy
//! complementary slackness ([`Solution::verify`]), or a cut that cannot carry what is asked of it
//! ([`Cut::verify`]). All arithmetic is on integers; a network whose potentials could leave `i64` is refused.
//!
//! How it works, file by file: `grouped` puts the arcs of one tail side by side, `tree` keeps the spanning
//! tree, `start` builds a tree from any set of arcs (a star, or the basis of an earlier answer), `simplex`
//! pivots, `certificate` checks.

mod certificate;
mod grouped;
mod simplex;
mod start;
mod tree;

use std::ops::ControlFlow;

pub use certificate::Defect;

/// More than any flow: an upper bound from here on means "no bound".
pub const UNBOUNDED: i64 = 1 << 60;

/// A directed graph with bounds and costs per arc and a supply (negative: demand) per node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    pub tail: Vec<u32>,
    pub head: Vec<u32>,
    /// One lower bound per arc, or empty when all are zero.
    pub lower: Vec<i64>,
    pub upper: Vec<i64>,
    pub cost: Vec<i64>,
    pub supply: Vec<i64>,
}

impl Network {
    pub fn new(nodes: usize) -> Self {
        Self { supply: vec![0; nodes], ..Self::default() }
    }

    pub fn nodes(&self) -> usize {
        self.supply.len()
    }

    pub fn arcs(&self) -> usize {
        self.tail.len()
    }

    /// Adds an arc without a lower bound and returns its index.
    pub fn arc(&mut self, tail: u32, head: u32, upper: i64, cost: i64) -> usize {
        self.tail.push(tail);
        self.head.push(head);
        self.upper.push(upper);
        self.cost.push(cost);
        if !self.lower.is_empty() {
            self.lower.push(0);
        }
        self.tail.len() - 1
    }

    pub fn lower(&self, arc: usize) -> i64 {
        self.lower.get(arc).copied().unwrap_or(0)
    }
}

/// Where an arc stands in a basis; what a warm start needs to know of an earlier answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    #[default]
    Lower,
    Upper,
    Tree,
}

/// An optimal flow and its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    pub flow: Vec<i64>,
    /// Node prices: an arc of reduced cost `cost + potential[tail] - potential[head]` is at its lower bound
    /// when that is positive, at its upper bound when negative.
    pub potential: Vec<i64>,
    pub objective: i64,
    pub basis: Vec<Place>,
    pub pivots: u64,
}

/// A set of nodes whose supply can neither leave nor be brought in: the proof of infeasibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    pub inside: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Optimal(Solution),
    Infeasible(Cut),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    #[error("the arrays of the network do not have matching lengths")]
    Shape,
    #[error("arc {0} names a node that does not exist")]
    NoSuchNode(usize),
    #[error("arc {0} has a lower bound above its upper bound, or a negative infinite one")]
    Bounds(usize),
    #[error("the numbers are too large to be added up in 64 bits")]
    Overflow,
    #[error("a cycle of negative cost has no capacity limit")]
    Unbounded,
    #[error("stopped before the optimum was reached")]
    Stopped,
}

/// What a running solve reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub pivots: u64,
    /// Only arcs that gain at least this much per unit are taken at the moment; 1 in the last stage.
    pub threshold: i64,
}

/// Called every few thousand pivots; `Break` stops the solve with [`FlowError::Stopped`].
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Solves from scratch.
pub fn solve(network: &Network) -> Result<Outcome, FlowError> {
    solve_watched(network, None, &mut |_| ControlFlow::Continue(()))
}

/// Solves starting from the basis of an earlier answer. Arcs beyond its length count as `Lower`, so arcs may
/// be added at the end; to remove an arc set its upper bound to its lower one.
pub fn solve_from(network: &Network, basis: &[Place]) -> Result<Outcome, FlowError> {
    solve_watched(network, Some(basis), &mut |_| ControlFlow::Continue(()))
}

pub fn solve_watched(
    network: &Network,
    basis: Option<&[Place]>,
    watch: Watch<'_>,
) -> Result<Outcome, FlowError> {
    let limits = check(network)?;
    if limits.imbalance != 0 {
        return Ok(Outcome::Infeasible(Cut { inside: vec![true; network.nodes()] }));
    }
    // Half the memory traffic where costs are small, as they mostly are.
    let outcome = if limits.largest_cost < i64::from(i32::MAX) {
        simplex::run::<i32>(network, basis, limits.artificial_cost, watch)
    } else {
        simplex::run::<i64>(network, basis, limits.artificial_cost, watch)
    }?;
    if cfg!(debug_assertions) {
        match &outcome {
            Outcome::Optimal(solution) => debug_assert_eq!(solution.verify(network), Ok(())),
            Outcome::Infeasible(cut) => debug_assert!(cut.verify(network)),
        }
    }
    Ok(outcome)
}

struct Limits {
    largest_cost: i64,
    artificial_cost: i64,
    imbalance: i64,
}

/// Refuses what could overflow later, so that the inner loops need no checks.
fn check(network: &Network) -> Result<Limits, FlowError> {
    let (n, m) = (network.nodes(), network.arcs());
    let lengths = [network.head.len(), network.upper.len(), network.cost.len()];
    if lengths.iter().any(|&l| l != m) || !(network.lower.is_empty() || network.lower.len() == m) {
        return Err(FlowError::Shape);
    }
    if n + m >= (u32::MAX / 2) as usize {
        return Err(FlowError::Overflow);
    }
    let mut largest_cost: i64 = 0;
    // Every unit that could ever pile up on one node: supplies and all finite bounds.
    let mut volume: i64 = 0;
    for arc in 0..m {
        if network.tail[arc] as usize >= n || network.head[arc] as usize >= n {
            return Err(FlowError::NoSuchNode(arc));
        }
        let (lower, upper) = (network.lower(arc), network.upper[arc]);
        if lower > upper || lower <= -UNBOUNDED || lower >= UNBOUNDED {
            return Err(FlowError::Bounds(arc));
        }
        largest_cost = largest_cost.max(network.cost[arc].checked_abs().ok_or(FlowError::Overflow)?);
        volume = volume.checked_add(lower.abs()).ok_or(FlowError::Overflow)?;
        if upper < UNBOUNDED {
            volume = volume.checked_add(upper.abs()).ok_or(FlowError::Overflow)?;
        }
    }
    let mut imbalance: i64 = 0;
    for &supply in &network.supply {
        imbalance = imbalance.checked_add(supply).ok_or(FlowError::Overflow)?;
        let size = supply.checked_abs().ok_or(FlowError::Overflow)?;
        volume = volume.checked_add(size).ok_or(FlowError::Overflow)?;
    }
    if volume >= UNBOUNDED / 2 {
        return Err(FlowError::Overflow);
    }
    let nodes = i64::try_from(n).map_err(|_| FlowError::Overflow)?;
    let artificial_cost = (largest_cost + 1).checked_mul(nodes + 1).ok_or(FlowError::Overflow)?;
    artificial_cost.checked_mul(8).ok_or(FlowError::Overflow)?;
    Ok(Limits { largest_cost, artificial_cost, imbalance })
}
