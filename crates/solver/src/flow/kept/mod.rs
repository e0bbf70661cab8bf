//! A network that is kept: solved once, and after each change from where it stands.
//!
//! After a change the prices still prove everything that has not changed. What has is made to fit them at once,
//! which leaves too much at some nodes and too little at others; that is routed along shortest ways, each found
//! by looking at its surroundings only. So the work grows with the change, not with the network.
//!
//! `adjacency` finds the arcs worth looking at, `residual` holds flow and prices, `route` routes.

mod adjacency;
mod difference;
mod residual;
mod route;

pub use difference::changes;
use residual::Residual;
use route::{Routed, Router};

use super::limits::{Totals, check_bounds, check_size};
use super::{Cut, FlowError, Network, Outcome, Solution, Watch, solve_watched};

/// A warm start may look at so many times the number of arcs; after that a cold one is quicker.
const PATIENCE: u64 = 2;
const LEAST_BUDGET: u64 = 1 << 14;

/// What can happen to a network. Nodes and arcs are named by index; new ones come at the end. An arc is removed
/// by bounds of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Supply { node: usize, supply: i64 },
    Cost { arc: usize, cost: i64 },
    Bounds { arc: usize, lower: i64, upper: i64 },
    Node { supply: i64 },
    Arc { tail: u32, head: u32, lower: i64, upper: i64, cost: i64 },
}

#[derive(Debug)]
pub struct Kept {
    network: Network,
    totals: Totals,
    /// Flow and prices as they stand, once there are any.
    residual: Option<Residual>,
    router: Router,
}

/// What a solve found.
#[derive(Debug)]
pub enum Found<'a> {
    Optimum(Optimum<'a>),
    Infeasible(Cut),
}

/// An optimal flow and its proof, to be looked at where it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Optimum<'a> {
    residual: &'a Residual,
    pub objective: i64,
    /// How many pivots or routes it took.
    pub steps: u64,
}

impl Optimum<'_> {
    pub fn flow(&self) -> &[i64] {
        &self.residual.flow
    }

    /// The price of a node, as in [`Solution::potential`].
    pub fn potential(&self, node: usize) -> i64 {
        self.residual.near.nodes()[node].own.price
    }

    pub fn to_solution(&self) -> Solution {
        Solution {
            flow: self.flow().to_vec(),
            potential: self.residual.near.nodes().iter().map(|node| node.own.price).collect(),
            objective: self.objective,
            pivots: self.steps,
        }
    }
}

/// A copy of what was found.
impl From<Found<'_>> for Outcome {
    fn from(found: Found<'_>) -> Self {
        match found {
            Found::Optimum(optimum) => Self::Optimal(optimum.to_solution()),
            Found::Infeasible(cut) => Self::Infeasible(cut),
        }
    }
}

impl Kept {
    pub fn new(network: Network) -> Result<Self, FlowError> {
        let totals = Totals::of(&network)?;
        Ok(Self { network, totals, residual: None, router: Router::default() })
    }

    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Changes the network; when one of the changes is refused, nothing has changed.
    pub fn change(&mut self, changes: &[Change]) -> Result<(), FlowError> {
        self.check(changes)?;
        let mut arcs = Vec::new();
        for &change in changes {
            self.apply(change, &mut arcs);
        }
        if self.totals.limits(self.network.nodes()).is_err() {
            // Costs of the past no longer count; if it still is too much the next solve says so.
            self.totals = Totals::of(&self.network)?;
            self.residual = None;
        }
        if let Some(residual) = &mut self.residual {
            residual.settle(&self.network, &arcs);
        }
        Ok(())
    }

    fn check(&self, changes: &[Change]) -> Result<(), FlowError> {
        let (mut nodes, mut arcs) = (self.network.nodes(), self.network.arcs());
        for (index, &change) in changes.iter().enumerate() {
            let known = match change {
                Change::Supply { node, .. } => node < nodes,
                Change::Cost { arc, .. } | Change::Bounds { arc, .. } => arc < arcs,
                Change::Arc { tail, head, .. } => (tail as usize) < nodes && (head as usize) < nodes,
                Change::Node { .. } => true,
            };
            if !known {
                return Err(FlowError::NoSuchIndex(index));
            }
            match change {
                Change::Bounds { arc, lower, upper } => check_bounds(arc, lower, upper)?,
                Change::Arc { lower, upper, .. } => {
                    check_bounds(arcs, lower, upper)?;
                    arcs += 1;
                }
                Change::Node { .. } => nodes += 1,
                Change::Supply { .. } | Change::Cost { .. } => {}
            }
        }
        check_size(nodes, arcs)
    }

    fn apply(&mut self, change: Change, arcs: &mut Vec<u32>) {
        let (network, residual) = (&mut self.network, self.residual.as_mut());
        match change {
            Change::Supply { node, supply } => {
                let before = std::mem::replace(&mut network.supply[node], supply);
                self.totals.replace_supply(before, supply);
                if let Some(residual) = residual {
                    residual.add_supply(node as u32, supply.saturating_sub(before));
                }
            }
            Change::Cost { arc, cost } => {
                let before = std::mem::replace(&mut network.cost[arc], cost);
                self.totals.add_cost(cost);
                if let Some(residual) = residual {
                    residual.count_cost(arc, before, cost);
                }
                arcs.push(arc as u32);
            }
            Change::Bounds { arc, lower, upper } => {
                self.totals.remove_bounds(network.lower(arc), network.upper[arc]);
                self.totals.add_bounds(lower, upper);
                network.set_bounds(arc, lower, upper);
                arcs.push(arc as u32);
            }
            Change::Node { supply } => {
                network.supply.push(0);
                if let Some(residual) = residual {
                    residual.add_node();
                }
                let node = self.network.nodes() - 1;
                self.apply(Change::Supply { node, supply }, arcs);
            }
            Change::Arc { tail, head, lower, upper, cost } => {
                let arc = network.arc(tail, head, upper, cost);
                network.set_bounds(arc, lower, upper);
                self.totals.add_bounds(lower, upper);
                self.totals.add_cost(cost);
                if let Some(residual) = residual {
                    residual.add_arc();
                }
                arcs.push(arc as u32);
            }
        }
    }

    /// The optimum of the network as it is now: from where the last solve ended if that had found one, from
    /// nothing otherwise. A solve that was stopped goes on.
    pub fn solve(&mut self, watch: Watch<'_>) -> Result<Found<'_>, FlowError> {
        if self.totals.limits(self.network.nodes())?.imbalance != 0 {
            return Ok(Found::Infeasible(Cut { inside: vec![true; self.network.nodes()] }));
        }
        let (residual, steps) = match self.next(watch)? {
            Ok((residual, steps)) => (self.residual.insert(residual), steps),
            Err(cut) => return Ok(Found::Infeasible(cut)),
        };
        let objective = i64::try_from(residual.objective).map_err(|_| FlowError::Overflow)?;
        let optimum = Optimum { residual, objective, steps };
        debug_assert_eq!(optimum.to_solution().verify(&self.network), Ok(()));
        Ok(Found::Optimum(optimum))
    }

    /// Takes what is kept, if anything is, and brings it to the optimum.
    fn next(&mut self, watch: Watch<'_>) -> Result<Result<(Residual, u64), Cut>, FlowError> {
        if let Some(mut residual) = self.residual.take() {
            let budget = (PATIENCE * self.network.arcs() as u64).max(LEAST_BUDGET);
            match self.router.run(&mut residual, &self.network, budget, watch) {
                Ok(Routed::All) => return Ok(Ok((residual, self.router.routes))),
                Ok(Routed::TooMuch) => {}
                Ok(Routed::Stuck(cut)) => {
                    debug_assert!(cut.verify(&self.network));
                    self.residual = Some(residual);
                    return Ok(Err(cut));
                }
                Err(error) => {
                    self.residual = Some(residual);
                    return Err(error);
                }
            }
        }
        Ok(match solve_watched(&self.network, watch)? {
            Outcome::Optimal(solution) => {
                let Solution { flow, potential, pivots, .. } = solution;
                Ok((Residual::new(&self.network, flow, &potential), pivots))
            }
            Outcome::Infeasible(cut) => Err(cut),
        })
    }
}
