//! Why a plan is as it is: prices of full supplies turned into sentences' raw material.

use super::{Instance, MatchError, Plan, prices};

/// A worth in the order of the aims: whole priority classes first, then score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Gain {
    /// 1: one more unit of some demand would be served (for two, a more urgent one in its place).
    pub classes: i64,
    pub score: i64,
}

/// A quantity that stays unserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unserved {
    pub demand: u32,
    pub quantity: i64,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    NoEligibleSupply,
    /// Every eligible pair has reached its own bound.
    PairBounds,
    /// All eligible supplies are full with what is worth more; the supplies, and what one more unit of
    /// capacity would gain at the best of them.
    Full {
        supplies: Vec<u32>,
        gain: Gain,
    },
    /// There is room, but using it scores less than not using it.
    NotWorth,
}

/// Why a pair was chosen: what comes next for its demand, and by how much the chosen one is better once the
/// prices of both supplies are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    pub pair: u32,
    pub runner_up: Option<u32>,
    pub ahead: Gain,
}

/// The whole explanation of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasons {
    /// What one more unit of each supply's capacity would gain.
    pub gain: Vec<Gain>,
    pub chosen: Vec<Chosen>,
    pub unserved: Vec<Unserved>,
}

pub fn explain(instance: &Instance, plan: &Plan) -> Result<Reasons, MatchError> {
    let price = prices::exact(instance, plan)?;
    let gain: Vec<Gain> = price.iter().map(|&price| plan.weights.gain(price)).collect();
    let chosen = chosen(instance, plan, &price);
    let unserved = unserved(instance, plan, &gain);
    Ok(Reasons { gain, chosen, unserved })
}

fn unserved(instance: &Instance, plan: &Plan, gain: &[Gain]) -> Vec<Unserved> {
    let mut left: Vec<i64> = instance.demands.iter().map(|demand| demand.quantity).collect();
    let mut load = vec![0i64; instance.supplies.len()];
    for (pair, &amount) in instance.pairs.iter().zip(&plan.amount) {
        left[pair.demand as usize] -= amount;
        load[pair.supply as usize] += amount;
    }
    // What could still be raised, per unserved demand: only those few need their pairs looked at.
    let mut eligible = vec![(0u32, Vec::new()); instance.demands.len()];
    for (pair, &amount) in instance.pairs.iter().zip(&plan.amount) {
        let demand = pair.demand as usize;
        if left[demand] > 0 {
            eligible[demand].0 += 1;
            if pair.upper.is_none_or(|upper| amount < upper) {
                eligible[demand].1.push(pair.supply);
            }
        }
    }
    let mut unserved = Vec::new();
    for (demand, &quantity) in left.iter().enumerate().filter(|(_, quantity)| **quantity > 0) {
        let (pairs, mut supplies) = std::mem::take(&mut eligible[demand]);
        supplies.sort_unstable();
        supplies.dedup();
        let full = |supply: &u32| load[*supply as usize] == instance.supplies[*supply as usize];
        let why = if pairs == 0 {
            Why::NoEligibleSupply
        } else if supplies.is_empty() {
            Why::PairBounds
        } else if supplies.iter().all(full) {
            let gain = supplies.iter().map(|&supply| gain[supply as usize]).max().unwrap_or_default();
            Why::Full { supplies, gain }
        } else {
            Why::NotWorth
        };
        unserved.push(Unserved { demand: demand as u32, quantity, why });
    }
    unserved
}

fn chosen(instance: &Instance, plan: &Plan, price: &[i64]) -> Vec<Chosen> {
    let worth = |index: usize| {
        let pair = &instance.pairs[index];
        plan.weights.point * pair.score - price[pair.supply as usize]
    };
    // The best two pairs of each demand: whichever is chosen, the other one is its runner-up.
    let mut best: Vec<[Option<u32>; 2]> = vec![[None; 2]; instance.demands.len()];
    for (index, pair) in instance.pairs.iter().enumerate() {
        let slot = &mut best[pair.demand as usize];
        let beats = |other: Option<u32>| other.is_none_or(|other| worth(index) > worth(other as usize));
        if beats(slot[0]) {
            *slot = [Some(index as u32), slot[0]];
        } else if beats(slot[1]) {
            slot[1] = Some(index as u32);
        }
    }
    let chosen = plan.amount.iter().enumerate().filter(|(_, amount)| **amount > 0);
    chosen
        .map(|(index, _)| {
            let slot = best[instance.pairs[index].demand as usize];
            let runner_up = slot.into_iter().flatten().find(|&other| other != index as u32);
            let ahead = runner_up.map_or(0, |other| worth(index) - worth(other as usize));
            Chosen { pair: index as u32, runner_up, ahead: plan.weights.gain(ahead) }
        })
        .collect()
}
