//! Minimum-cost flow: a primal network simplex whose answer carries its own proof.
//!
//! The graph is given as arrays ([`Network`]); the answer is either a flow with node potentials that satisfy
//! complementary slackness ([`Solution::verify`]), or a cut that cannot carry what is asked of it
//! ([`Cut::verify`]). All arithmetic is on integers; a network whose potentials could leave `i64` is refused.
//!
//! How it works, file by file: `limits` refuses what could overflow, `grouped` puts the arcs of one tail side by
//! side, `tree` keeps the spanning tree, `start` builds the first one, `simplex` pivots, `certificate` checks,
//! `kept` goes on from an optimum when the network changes.

mod certificate;
mod grouped;
mod kept;
mod limits;
mod simplex;
mod start;
mod tree;

use std::ops::ControlFlow;

pub use certificate::Defect;
pub use kept::{Change, Found, Kept, Optimum};

use limits::Totals;

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

    pub fn set_bounds(&mut self, arc: usize, lower: i64, upper: i64) {
        if lower != 0 && self.lower.is_empty() {
            self.lower = vec![0; self.arcs()];
        }
        if !self.lower.is_empty() {
            self.lower[arc] = lower;
        }
        self.upper[arc] = upper;
    }

    /// What must change for this network to become the other; `None` when that has fewer nodes or arcs, or
    /// arcs between other nodes.
    pub fn changes_to(&self, after: &Self) -> Option<Vec<Change>> {
        kept::changes(self, after)
    }
}

/// An optimal flow and its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    pub flow: Vec<i64>,
    /// Node prices: an arc of reduced cost `cost + potential[tail] - potential[head]` is at its lower bound
    /// when that is positive, at its upper bound when negative.
    pub potential: Vec<i64>,
    pub objective: i64,
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
    #[error("change {0} names a node or an arc that does not exist")]
    NoSuchIndex(usize),
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

/// Solves from scratch; [`Kept`] solves a changed network from where it stands.
pub fn solve(network: &Network) -> Result<Outcome, FlowError> {
    solve_watched(network, &mut |_| ControlFlow::Continue(()))
}

pub fn solve_watched(network: &Network, watch: Watch<'_>) -> Result<Outcome, FlowError> {
    let limits = Totals::of(network)?.limits(network.nodes())?;
    if limits.imbalance != 0 {
        return Ok(Outcome::Infeasible(Cut { inside: vec![true; network.nodes()] }));
    }
    // Half the memory traffic where costs are small, as they mostly are.
    let outcome = if limits.largest_cost < i64::from(i32::MAX) {
        simplex::run::<i32>(network, limits.artificial_cost, watch)
    } else {
        simplex::run::<i64>(network, limits.artificial_cost, watch)
    }?;
    if cfg!(debug_assertions) {
        match &outcome {
            Outcome::Optimal(solution) => debug_assert_eq!(solution.verify(network), Ok(())),
            Outcome::Infeasible(cut) => debug_assert!(cut.verify(network)),
        }
    }
    Ok(outcome)
}
