//! Matching supplies to demands: optimal in a fixed order of aims, and explained.
//!
//! Aims, in this order ([`Aim::ServedFirst`]): serve as much as possible of the first priority class, then of
//! the second, and so on; then the greatest total of score × quantity; then, if wanted, loads that are spread
//! over the suppliers (a convex cost, so that work goes by comparative advantage). The aims are strict: no
//! amount of a later aim outweighs one unit of an earlier one. The answer is exact and carries the proof of
//! the flow it was read from.
//!
//! `weights` turns the aims into one integer cost, `network` builds the flow, `prices` finds what one more unit
//! of each supply would gain, `reasons` explains the answer with them.

mod network;
mod prices;
mod reasons;
mod weights;

use crate::flow::{FlowError, Outcome, Watch, solve_watched};

pub use reasons::{Chosen, Gain, Reasons, Unserved, Why, explain};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aim {
    /// Priority classes first, then the score.
    #[default]
    ServedFirst,
    /// The score alone; a demand may stay unserved when that scores more.
    Score,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    pub quantity: i64,
    /// Smaller is served first; only the order counts.
    pub priority: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub supply: u32,
    pub demand: u32,
    pub score: i64,
    /// At most this much, if there is a bound.
    pub upper: Option<i64>,
    /// At least this much: what has been agreed stays.
    pub fixed: i64,
}

/// Everything as plain arrays; pairs name supplies and demands by index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instance {
    /// The capacity of each supply.
    pub supplies: Vec<i64>,
    pub demands: Vec<Demand>,
    pub pairs: Vec<Pair>,
    pub aim: Aim,
    /// In how many equal slices each capacity is cut for balance; each costs one more per unit than the one
    /// before. 0: no balance.
    pub balance_slices: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    #[error("pair {0} names a supply or a demand that does not exist")]
    NoSuchIndex(usize),
    #[error("a negative capacity, quantity, bound or score")]
    Negative,
    #[error("what is fixed for supply {0} exceeds its capacity")]
    FixedOverCapacity(usize),
    #[error("what is fixed for demand {0} exceeds its quantity")]
    FixedOverQuantity(usize),
    #[error("what is fixed for pair {0} exceeds its bound")]
    FixedOverBound(usize),
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// The answer: how much of each pair, what that achieves, and what `explain` needs to say why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One amount per pair.
    pub amount: Vec<i64>,
    /// Priority and served quantity of each class, first class first.
    pub served: Vec<(i64, i64)>,
    pub score: i64,
    /// The steps the search took, for statistics.
    pub pivots: u64,
    /// Prices of demands, supplies and the sink, in the one cost that all aims are folded into.
    potential: Vec<i64>,
    weights: weights::Weights,
}

pub fn solve(instance: &Instance, watch: Watch<'_>) -> Result<Plan, MatchError> {
    check(instance)?;
    let weights = weights::Weights::of(instance)?;
    let built = network::build(instance, &weights)?;
    let solution = match solve_watched(&built.network, watch)? {
        Outcome::Optimal(solution) => solution,
        // Every demand may stay unserved and fixed amounts were checked, so something is always feasible.
        Outcome::Infeasible(_) => return Err(MatchError::Flow(FlowError::Unbounded)),
    };
    let mut amount: Vec<i64> = instance.pairs.iter().map(|pair| pair.fixed).collect();
    for (&pair, &flow) in built.pair_of.iter().zip(&solution.flow) {
        amount[pair as usize] += flow;
    }
    let score =
        amount.iter().zip(&instance.pairs).map(|(&a, p)| i128::from(a) * i128::from(p.score)).sum::<i128>();
    let score = i64::try_from(score).map_err(|_| FlowError::Overflow)?;
    Ok(Plan {
        served: served(instance, &amount, &weights),
        amount,
        score,
        pivots: solution.pivots,
        potential: solution.potential,
        weights,
    })
}

fn check(instance: &Instance) -> Result<(), MatchError> {
    let negative = instance.supplies.iter().any(|&capacity| capacity < 0)
        || instance.demands.iter().any(|demand| demand.quantity < 0)
        || instance.pairs.iter().any(|p| p.score < 0 || p.fixed < 0 || p.upper.is_some_and(|u| u < 0));
    if negative {
        return Err(MatchError::Negative);
    }
    let mut capacity = instance.supplies.clone();
    let mut quantity: Vec<i64> = instance.demands.iter().map(|demand| demand.quantity).collect();
    for (index, pair) in instance.pairs.iter().enumerate() {
        let (supply, demand) = (pair.supply as usize, pair.demand as usize);
        if supply >= capacity.len() || demand >= quantity.len() {
            return Err(MatchError::NoSuchIndex(index));
        }
        if pair.upper.is_some_and(|upper| pair.fixed > upper) {
            return Err(MatchError::FixedOverBound(index));
        }
        capacity[supply] = capacity[supply].saturating_sub(pair.fixed);
        quantity[demand] = quantity[demand].saturating_sub(pair.fixed);
        if capacity[supply] < 0 {
            return Err(MatchError::FixedOverCapacity(supply));
        }
        if quantity[demand] < 0 {
            return Err(MatchError::FixedOverQuantity(demand));
        }
    }
    Ok(())
}

fn served(instance: &Instance, amount: &[i64], weights: &weights::Weights) -> Vec<(i64, i64)> {
    let mut served: Vec<(i64, i64)> = weights.classes.iter().map(|&priority| (priority, 0)).collect();
    for (&amount, pair) in amount.iter().zip(&instance.pairs).filter(|(amount, _)| **amount > 0) {
        let class = weights.class(instance.demands[pair.demand as usize].priority);
        served[class].1 += amount;
    }
    served
}
