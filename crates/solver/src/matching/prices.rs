//! What one more unit of each supply would gain, exactly.
//!
//! The prices of the flow prove that it is optimal, but where the optimum is not unique they may say more than
//! one more unit brings. The exact gain is a shortest path: from the sink, through what could be exchanged, to
//! the supply. Reduced costs are never negative, so Dijkstra finds all of them at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Instance, MatchError, Plan, network};

/// One price per supply, in the folded cost; they too satisfy complementary slackness.
pub fn exact(instance: &Instance, plan: &Plan) -> Result<Vec<i64>, MatchError> {
    let (demands, supplies) = (instance.demands.len(), instance.supplies.len());
    let (start, pair_of) = network::by_demand(instance)?;
    let pairs_of = |demand: usize| &pair_of[start[demand] as usize..start[demand + 1] as usize];
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); supplies];
    let mut left: Vec<i64> = instance.demands.iter().map(|demand| demand.quantity).collect();
    for (index, (pair, &amount)) in instance.pairs.iter().zip(&plan.amount).enumerate() {
        left[pair.demand as usize] -= amount;
        if amount > pair.fixed {
            holders[pair.supply as usize].push(index as u32);
        }
    }
    let sink = plan.potential[demands + supplies];
    let top = plan.weights.point * plan.weights.highest_score;
    let cost = |index: u32| top - plan.weights.point * instance.pairs[index as usize].score;
    let (of_demand, of_supply) = plan.potential[..demands + supplies].split_at(demands);

    // Not using the unit is always possible and gains nothing: no supply is farther than that.
    let mut distance: Vec<i64> = of_supply.iter().map(|price| (sink - price).max(0)).collect();
    let mut reached = vec![i64::MAX; demands];
    let mut heap: BinaryHeap<(Reverse<i64>, bool, u32)> = BinaryHeap::new();
    for (demand, _) in left.iter().enumerate().filter(|(_, left)| **left > 0) {
        // Serving one unit that now goes straight to the sink.
        let unserved = top + plan.weights.unserved(instance.demands[demand].priority);
        reached[demand] = (sink - of_demand[demand] - unserved).max(0);
        heap.push((Reverse(reached[demand]), true, demand as u32));
    }
    heap.extend(distance.iter().enumerate().map(|(supply, &d)| (Reverse(d), false, supply as u32)));
    while let Some((Reverse(so_far), is_demand, at)) = heap.pop() {
        let node = at as usize;
        if is_demand {
            if so_far > reached[node] {
                continue;
            }
            for &index in pairs_of(node) {
                let pair = &instance.pairs[index as usize];
                if pair.upper.is_some_and(|upper| plan.amount[index as usize] >= upper) {
                    continue;
                }
                let supply = pair.supply as usize;
                let next = so_far + (cost(index) + of_demand[node] - of_supply[supply]).max(0);
                if next < distance[supply] {
                    distance[supply] = next;
                    heap.push((Reverse(next), false, pair.supply));
                }
            }
        } else if so_far <= distance[node] {
            for &index in &holders[node] {
                let demand = instance.pairs[index as usize].demand as usize;
                let next = so_far + (of_supply[node] - of_demand[demand] - cost(index)).max(0);
                if next < reached[demand] {
                    reached[demand] = next;
                    heap.push((Reverse(next), true, demand as u32));
                }
            }
        }
    }
    Ok(of_supply.iter().zip(&distance).map(|(price, distance)| (sink - price - distance).max(0)).collect())
}
