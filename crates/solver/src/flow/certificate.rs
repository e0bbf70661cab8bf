//! The checks that make an answer worth believing: they share no code with the search.

use super::{Cut, Network, Solution, UNBOUNDED};

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    Length,
    Bounds { arc: usize },
    Conservation { node: usize },
    Slackness { arc: usize },
    Objective,
}

impl Solution {
    /// Feasible, and complementary slackness holds on every arc: together that proves optimality.
    pub fn verify(&self, network: &Network) -> Result<(), Defect> {
        if self.flow.len() != network.arcs() || self.potential.len() != network.nodes() {
            return Err(Defect::Length);
        }
        let mut balance: Vec<i128> = network.supply.iter().map(|&s| i128::from(s)).collect();
        let mut objective: i128 = 0;
        for arc in 0..network.arcs() {
            let (tail, head) = (network.tail[arc] as usize, network.head[arc] as usize);
            let flow = self.flow[arc];
            let (above, below) = (flow > network.lower(arc), flow < network.upper[arc]);
            if flow < network.lower(arc) || flow > network.upper[arc] {
                return Err(Defect::Bounds { arc });
            }
            balance[tail] -= i128::from(flow);
            balance[head] += i128::from(flow);
            objective += i128::from(flow) * i128::from(network.cost[arc]);
            let reduced = i128::from(network.cost[arc]) + i128::from(self.potential[tail])
                - i128::from(self.potential[head]);
            if (reduced > 0 && above) || (reduced < 0 && below) {
                return Err(Defect::Slackness { arc });
            }
        }
        if let Some(node) = balance.iter().position(|&b| b != 0) {
            return Err(Defect::Conservation { node });
        }
        if objective != i128::from(self.objective) { Err(Defect::Objective) } else { Ok(()) }
    }
}

impl Cut {
    /// What must leave the set is more than its arcs can carry, or less than they must.
    pub fn verify(&self, network: &Network) -> bool {
        if self.inside.len() != network.nodes() {
            return false;
        }
        let supply: i128 = network
            .supply
            .iter()
            .zip(&self.inside)
            .filter(|(_, inside)| **inside)
            .map(|(&s, _)| i128::from(s))
            .sum();
        let (mut most, mut least, mut open, mut forced) = (0i128, 0i128, false, false);
        for arc in 0..network.arcs() {
            let out = self.inside[network.tail[arc] as usize];
            if out == self.inside[network.head[arc] as usize] {
                continue;
            }
            let (lower, upper) = (i128::from(network.lower(arc)), i128::from(network.upper[arc]));
            let endless = network.upper[arc] >= UNBOUNDED;
            if out {
                most += upper;
                least += lower;
                open |= endless;
            } else {
                most -= lower;
                least -= upper;
                forced |= endless;
            }
        }
        (supply > most && !open) || (supply < least && !forced)
    }
}
