//! Whether a plan is the best there is, from the exported lines and the plan alone. No code of the solver takes part.
//!
//! Prices are found by looking for a cycle of exchanges that would improve the plan. Then they are checked for themselves: no
//! plan whatever can be worth more than what they add up to, and this plan is worth exactly that.

use std::collections::HashMap;

use serde_json::Value;

/// What a plan achieves, in the order of the aims: served quantity of three classes, score, and less uneven load. Compared
/// from the left, added and subtracted part by part.
pub type Worth = [i64; 5];

const NOTHING: Worth = [0; 5];
/// Each capacity lies in tenths; each tenth costs one more per unit than the one before.
const TENTHS: i64 = 10;

fn plus(a: Worth, b: Worth) -> Worth {
    std::array::from_fn(|at| a[at] + b[at])
}

fn times(a: Worth, n: i64) -> Worth {
    a.map(|part| part * n)
}

fn minus(a: Worth, b: Worth) -> Worth {
    plus(a, times(b, -1))
}

pub struct Exported {
    pub supplies: Vec<(String, i64)>,
    /// Name, quantity, class.
    pub demands: Vec<(String, i64, i64)>,
    pub pairs: Vec<Pair>,
}

pub struct Pair {
    supply: usize,
    demand: usize,
    score: i64,
    fixed: i64,
    upper: Option<i64>,
}

pub fn read(lines: &[String]) -> Exported {
    let values: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let number = |value: &Value, of: &str| value[of].as_i64().expect("a number");
    let name = |value: &Value| value.as_str().expect("a name").to_owned();
    let (mut supplies, mut demands) = (Vec::new(), Vec::new());
    for value in &values {
        if value.get("supply").is_some() {
            supplies.push((name(&value["supply"]), number(value, "capacity")));
        } else if value.get("demand").is_some() {
            demands.push((name(&value["demand"]), number(value, "quantity"), number(value, "priority")));
        }
    }
    let places = |names: Vec<&str>| {
        let each = names.into_iter().enumerate();
        each.map(|(at, name)| (name.to_owned(), at)).collect::<HashMap<String, usize>>()
    };
    let supply_at = places(supplies.iter().map(|(name, _)| name.as_str()).collect());
    let demand_at = places(demands.iter().map(|(name, ..)| name.as_str()).collect());
    let pair = |value: &Value| Pair {
        supply: supply_at[value["pair"][0].as_str().expect("a name")],
        demand: demand_at[value["pair"][1].as_str().expect("a name")],
        score: number(value, "score"),
        fixed: value["fixed"].as_i64().unwrap_or(0),
        upper: value["upper"].as_i64(),
    };
    let pairs = values.iter().filter(|value| value.get("pair").is_some()).map(pair).collect();
    Exported { supplies, demands, pairs }
}

impl Exported {
    /// The offers that would do for a demand.
    pub fn offers_of(&self, demand: &str) -> Vec<String> {
        let of = |pair: &&Pair| self.demands[pair.demand].0 == demand;
        self.pairs.iter().filter(of).map(|pair| self.supplies[pair.supply].0.clone()).collect()
    }

    /// Those of them from whom more could be had, if they had it.
    pub fn unbound_offers_of(&self, demand: &str) -> Vec<String> {
        let of = |pair: &&Pair| self.demands[pair.demand].0 == demand && pair.upper.is_none();
        self.pairs.iter().filter(of).map(|pair| self.supplies[pair.supply].0.clone()).collect()
    }

    /// What one unit of a pair is worth.
    fn gain(&self, pair: &Pair) -> Worth {
        let mut gain = NOTHING;
        gain[usize::try_from(self.demands[pair.demand].2).expect("a class")] = 1;
        gain[3] = pair.score;
        gain
    }

    /// The tenths of a capacity: how large each is, and what a unit of it costs.
    fn tenths(capacity: i64) -> impl Iterator<Item = (i64, Worth)> {
        let pieces = TENTHS.min(capacity).max(1);
        (0..pieces).map(move |at| {
            let size = capacity / pieces + i64::from(at < capacity % pieces);
            (size, [0, 0, 0, 0, at * TENTHS / pieces])
        })
    }

    /// What the next unit costs at a load, and what the last one cost.
    fn marginal(capacity: i64, load: i64) -> (Option<Worth>, Option<Worth>) {
        let mut below = 0;
        let (mut next, mut last) = (None, None);
        for (size, cost) in Self::tenths(capacity) {
            if below < load && load <= below + size {
                last = Some(cost);
            }
            if next.is_none() && load < below + size {
                next = Some(cost);
            }
            below += size;
        }
        (next, last)
    }

    /// Proves that no plan is better, or says what is wrong with this one. A plan: supply, demand, quantity.
    ///
    /// # Errors
    /// What it breaks, or that it can be improved.
    pub fn certify(&self, plan: &[(String, String, i64)]) -> Result<Worth, String> {
        let mut amount = vec![0; self.pairs.len()];
        for (supply, demand, quantity) in plan {
            let same = |pair: &Pair| {
                self.supplies[pair.supply].0 == *supply && self.demands[pair.demand].0 == *demand
            };
            let at = self.pairs.iter().position(same).ok_or(format!("{supply} to {demand} is no pair"))?;
            amount[at] += quantity;
        }
        let mut load = vec![0; self.supplies.len()];
        let mut open: Vec<i64> = self.demands.iter().map(|(_, quantity, _)| *quantity).collect();
        let mut worth = NOTHING;
        for (pair, &amount) in self.pairs.iter().zip(&amount) {
            if amount < pair.fixed || pair.upper.is_some_and(|upper| amount > upper) {
                return Err(format!(
                    "{amount} of {} to {}",
                    self.supplies[pair.supply].0, self.demands[pair.demand].0
                ));
            }
            load[pair.supply] += amount;
            open[pair.demand] -= amount;
            worth = plus(worth, times(self.gain(pair), amount));
        }
        for ((name, capacity), &load) in self.supplies.iter().zip(&load) {
            if load > *capacity {
                return Err(format!("{name} gives {load} of {capacity}"));
            }
            let mut left = load;
            for (size, cost) in Self::tenths(*capacity) {
                worth = minus(worth, times(cost, left.min(size)));
                left -= left.min(size);
            }
        }
        if let Some(at) = open.iter().position(|open| *open < 0) {
            return Err(format!("{} gets more than it asks", self.demands[at].0));
        }
        let (of_demand, of_supply) = self.prices(&amount, &load, &open)?;
        self.check(worth, &of_demand, &of_supply)?;
        Ok(worth)
    }

    /// Potentials of the exchanges that are still possible; nodes are demands, supplies, and the end.
    fn prices(&self, amount: &[i64], load: &[i64], open: &[i64]) -> Result<(Vec<Worth>, Vec<Worth>), String> {
        let (demands, supplies) = (self.demands.len(), self.supplies.len());
        let end = demands + supplies;
        let mut arcs: Vec<(usize, usize, Worth)> = Vec::new();
        for (pair, &amount) in self.pairs.iter().zip(amount) {
            let (demand, supply, cost) = (pair.demand, demands + pair.supply, times(self.gain(pair), -1));
            if pair.upper.is_none_or(|upper| amount < upper) {
                arcs.push((demand, supply, cost));
            }
            if amount > pair.fixed {
                arcs.push((supply, demand, times(cost, -1)));
            }
        }
        for (at, ((_, capacity), &load)) in self.supplies.iter().zip(load).enumerate() {
            let (next, last) = Self::marginal(*capacity, load);
            arcs.extend(next.map(|cost| (demands + at, end, cost)));
            arcs.extend(last.map(|cost| (end, demands + at, times(cost, -1))));
        }
        for (at, &open) in open.iter().enumerate() {
            arcs.push((at, end, NOTHING));
            if open > 0 {
                arcs.push((end, at, NOTHING));
            }
        }
        let mut potential = vec![NOTHING; end + 1];
        for round in 0.. {
            let mut changed = false;
            for &(from, to, cost) in &arcs {
                let through = plus(potential[from], cost);
                if through < potential[to] {
                    (potential[to], changed) = (through, true);
                }
            }
            if !changed {
                break;
            }
            if round > end + 1 {
                return Err("a cycle of exchanges improves it".to_owned());
            }
        }
        let of_demand = (0..demands).map(|at| minus(potential[at], potential[end])).collect();
        let of_supply = (demands..end).map(|at| minus(potential[end], potential[at])).collect();
        Ok((of_demand, of_supply))
    }

    /// No plan is worth more than these prices add up to, and this one is worth as much.
    fn check(&self, worth: Worth, of_demand: &[Worth], of_supply: &[Worth]) -> Result<(), String> {
        let mut most = NOTHING;
        for ((_, quantity, _), price) in self.demands.iter().zip(of_demand) {
            if *price < NOTHING {
                return Err("a demand's price is negative".to_owned());
            }
            most = plus(most, times(*price, *quantity));
        }
        for ((_, capacity), price) in self.supplies.iter().zip(of_supply) {
            for (size, cost) in Self::tenths(*capacity) {
                most = plus(most, times(minus(*price, cost).max(NOTHING), size));
            }
        }
        for pair in &self.pairs {
            let left = minus(minus(self.gain(pair), of_demand[pair.demand]), of_supply[pair.supply]);
            let bound = match (left > NOTHING, pair.upper) {
                (true, None) => return Err("a pair is worth more than its prices".to_owned()),
                (true, Some(upper)) => upper,
                (false, _) => pair.fixed,
            };
            most = plus(most, times(left, bound));
        }
        if most == worth { Ok(()) } else { Err(format!("worth {worth:?}, and {most:?} is the bound")) }
    }
}
