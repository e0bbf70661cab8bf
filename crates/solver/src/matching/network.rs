//! The flow behind a matching: demands send their quantity to supplies or, at a cost, straight to the sink;
//! supplies send on to the sink over one arc per slice of their load.

use super::{FlowError, Instance, MatchError, Pair, weights::Weights};
use crate::flow::Network;

pub struct Built {
    pub network: Network,
    /// The pair of each arc, for as many arcs as stand for pairs; they come first.
    pub pair_of: Vec<u32>,
}

/// The pairs of each demand side by side, in their given order, and where each demand's begin.
pub fn by_demand(instance: &Instance) -> Result<(Vec<u32>, Vec<u32>), MatchError> {
    let demands = instance.demands.len();
    let mut start = vec![0u32; demands + 2];
    instance.pairs.iter().for_each(|pair| start[pair.demand as usize + 2] += 1);
    (0..demands).for_each(|demand| start[demand + 2] += start[demand + 1]);
    let mut pair_of = vec![0u32; instance.pairs.len()];
    for (index, pair) in instance.pairs.iter().enumerate() {
        let slot = &mut start[pair.demand as usize + 1];
        pair_of[*slot as usize] = u32::try_from(index).map_err(|_| MatchError::Flow(FlowError::Overflow))?;
        *slot += 1;
    }
    start.pop();
    Ok((start, pair_of))
}

pub fn build(instance: &Instance, weights: &Weights) -> Result<Built, MatchError> {
    let (demands, supplies) = (instance.demands.len(), instance.supplies.len());
    let too_many = |_| MatchError::Flow(FlowError::Overflow);
    let sink = u32::try_from(demands + supplies).map_err(too_many)?;
    let mut quantity: Vec<i64> = instance.demands.iter().map(|demand| demand.quantity).collect();
    let mut load = vec![0i64; supplies];
    for pair in &instance.pairs {
        quantity[pair.demand as usize] -= pair.fixed;
        load[pair.supply as usize] += pair.fixed;
    }

    let pair_of = by_demand(instance)?.1;
    let mut network = Network::new(demands + supplies + 1);
    let top = weights.point * weights.highest_score;
    for &index in &pair_of {
        let Pair { supply, demand, score, upper, fixed } = instance.pairs[index as usize];
        let left = quantity[demand as usize];
        let room = upper.map_or(left, |upper| (upper - fixed).min(left));
        network.arc(demand, demands as u32 + supply, room, top - weights.point * score);
    }
    for (demand, &quantity) in quantity.iter().enumerate() {
        network.supply[demand] += quantity;
        let sent = &mut network.supply[sink as usize];
        *sent = sent.checked_sub(quantity).ok_or(MatchError::Flow(FlowError::Overflow))?;
        network.arc(demand as u32, sink, quantity, top + weights.unserved(instance.demands[demand].priority));
    }
    for (supply, &capacity) in instance.supplies.iter().enumerate() {
        let node = (demands + supply) as u32;
        let slices = i64::from(instance.balance_slices).clamp(1, capacity.max(1));
        let (size, longer) = (capacity / slices, capacity % slices);
        let mut used = load[supply];
        for slice in 0..slices {
            let size = size + i64::from(slice < longer);
            let taken = used.min(size);
            used -= taken;
            let cost = if instance.balance_slices == 0 {
                0
            } else {
                // Small capacities have fewer slices; they still span the whole range of costs.
                slice * i64::from(instance.balance_slices) / slices
            };
            network.arc(node, sink, size - taken, cost);
        }
    }
    Ok(Built { network, pair_of })
}
