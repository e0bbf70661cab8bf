//! What is refused before the search starts, so that its inner loops need no checks.

use super::{FlowError, Network, UNBOUNDED};

/// What the numbers of a network add up to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Every unit that could ever pile up on one node: supplies and all finite bounds.
    volume: i128,
    imbalance: i128,
    /// A cost that was changed since still counts.
    largest_cost: u64,
}

pub struct Limits {
    pub largest_cost: i64,
    pub artificial_cost: i64,
    pub imbalance: i128,
}

impl Totals {
    /// Looks at every number once; refuses arrays that do not fit together.
    pub fn of(network: &Network) -> Result<Self, FlowError> {
        let (n, m) = (network.nodes(), network.arcs());
        let lengths = [network.head.len(), network.upper.len(), network.cost.len()];
        if lengths.iter().any(|&l| l != m) || !(network.lower.is_empty() || network.lower.len() == m) {
            return Err(FlowError::Shape);
        }
        check_size(n, m)?;
        let mut totals = Self::default();
        for arc in 0..m {
            if network.tail[arc] as usize >= n || network.head[arc] as usize >= n {
                return Err(FlowError::NoSuchNode(arc));
            }
            check_bounds(arc, network.lower(arc), network.upper[arc])?;
            totals.add_bounds(network.lower(arc), network.upper[arc]);
            totals.add_cost(network.cost[arc]);
        }
        network.supply.iter().for_each(|&supply| totals.replace_supply(0, supply));
        Ok(totals)
    }

    pub fn add_bounds(&mut self, lower: i64, upper: i64) {
        self.volume += size(lower, upper);
    }

    pub fn remove_bounds(&mut self, lower: i64, upper: i64) {
        self.volume -= size(lower, upper);
    }

    pub fn add_cost(&mut self, cost: i64) {
        self.largest_cost = self.largest_cost.max(cost.unsigned_abs());
    }

    pub fn replace_supply(&mut self, before: i64, after: i64) {
        let (before, after) = (i128::from(before), i128::from(after));
        self.volume += after.abs() - before.abs();
        self.imbalance += after - before;
    }

    pub fn limits(&self, nodes: usize) -> Result<Limits, FlowError> {
        let limits = || {
            let largest_cost = i64::try_from(self.largest_cost).ok()?;
            let nodes = i64::try_from(nodes).ok()?;
            let artificial_cost = largest_cost.checked_add(1)?.checked_mul(nodes + 1)?;
            // No price is above four of these, no way above eight.
            artificial_cost.checked_mul(32)?;
            Some(Limits { largest_cost, artificial_cost, imbalance: self.imbalance })
        };
        if self.volume >= i128::from(UNBOUNDED / 2) {
            return Err(FlowError::Overflow);
        }
        limits().ok_or(FlowError::Overflow)
    }
}

pub fn check_size(nodes: usize, arcs: usize) -> Result<(), FlowError> {
    if nodes.saturating_add(arcs) >= (u32::MAX / 4) as usize { Err(FlowError::Overflow) } else { Ok(()) }
}

pub fn check_bounds(arc: usize, lower: i64, upper: i64) -> Result<(), FlowError> {
    let sound = lower <= upper && (-UNBOUNDED + 1..UNBOUNDED).contains(&lower);
    if sound { Ok(()) } else { Err(FlowError::Bounds(arc)) }
}

fn size(lower: i64, upper: i64) -> i128 {
    let finite = if upper < UNBOUNDED { i128::from(upper).abs() } else { 0 };
    i128::from(lower).abs() + finite
}
