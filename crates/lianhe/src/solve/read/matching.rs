//! A matching as JSON lines: one supply, demand, pair or fixed amount per line, in any order.

use std::collections::HashMap;
use std::io::BufRead;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use solver::matching::{Demand, Instance, Pair};

use super::lines;

/// The names of everything, in the order of the instance's arrays.
#[derive(Debug, Default)]
pub struct Named {
    pub instance: Instance,
    pub supplies: Vec<String>,
    pub demands: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    supply: Option<String>,
    capacity: Option<i64>,
    demand: Option<String>,
    quantity: Option<i64>,
    priority: Option<i64>,
    pair: Option<(String, String)>,
    score: Option<i64>,
    upper: Option<i64>,
    fixed: Option<i64>,
}

/// Names to indices; a name may be used before the line that describes it.
#[derive(Default)]
struct Names {
    index: HashMap<String, u32>,
    described: Vec<bool>,
}

impl Names {
    fn index(&mut self, name: String) -> anyhow::Result<u32> {
        let next = u32::try_from(self.index.len()).context("too many names")?;
        let index = *self.index.entry(name).or_insert(next);
        if index == next {
            self.described.push(false);
        }
        Ok(index)
    }

    fn describe(&mut self, name: String) -> anyhow::Result<usize> {
        let index = self.index(name)? as usize;
        ensure!(!std::mem::replace(&mut self.described[index], true), "described a second time");
        Ok(index)
    }

    fn finish(self, what: &str) -> anyhow::Result<Vec<String>> {
        let mut names = vec![String::new(); self.index.len()];
        for (name, index) in self.index {
            ensure!(self.described[index as usize], "the {what} “{name}” is used but never described");
            names[index as usize] = name;
        }
        Ok(names)
    }
}

pub fn read(input: impl BufRead) -> anyhow::Result<Named> {
    let (mut supplies, mut demands) = (Names::default(), Names::default());
    let mut instance = Instance::default();
    lines(input, |_, text| {
        if text.is_empty() {
            return Ok(());
        }
        let line: Line = serde_json::from_slice(text)?;
        match line {
            Line {
                supply: Some(name),
                capacity: Some(capacity),
                demand: None,
                quantity: None,
                priority: None,
                pair: None,
                score: None,
                upper: None,
                fixed: None,
            } => {
                let index = supplies.describe(name)?;
                grow(&mut instance.supplies, index, 0);
                instance.supplies[index] = capacity;
            }
            Line {
                demand: Some(name),
                quantity: Some(quantity),
                priority,
                supply: None,
                capacity: None,
                pair: None,
                score: None,
                upper: None,
                fixed: None,
            } => {
                let index = demands.describe(name)?;
                grow(&mut instance.demands, index, Demand { quantity: 0, priority: 0 });
                instance.demands[index] = Demand { quantity, priority: priority.unwrap_or(0) };
            }
            Line {
                pair: Some((supply, demand)),
                score: Some(score),
                upper,
                fixed,
                supply: None,
                capacity: None,
                demand: None,
                quantity: None,
                priority: None,
            } => {
                let (supply, demand) = (supplies.index(supply)?, demands.index(demand)?);
                instance.pairs.push(Pair { supply, demand, score, upper, fixed: fixed.unwrap_or(0) });
            }
            _ => bail!("a line is a supply with capacity, a demand with quantity, or a pair with score"),
        }
        Ok(())
    })?;
    let (mut supplies, mut demands) = (supplies.finish("supply")?, demands.finish("demand")?);
    // By name, whatever order the lines came in: the same instance has the same answer.
    let supply_at = ordered(&mut supplies, &mut instance.supplies);
    let demand_at = ordered(&mut demands, &mut instance.demands);
    for pair in &mut instance.pairs {
        (pair.supply, pair.demand) = (supply_at[pair.supply as usize], demand_at[pair.demand as usize]);
    }
    instance.pairs.sort_by_key(|pair| (pair.demand, pair.supply, pair.score, pair.upper, pair.fixed));
    Ok(Named { instance, supplies, demands })
}

/// Sorts by name; answers with the new place of each old one.
fn ordered<T: Copy>(names: &mut Vec<String>, values: &mut Vec<T>) -> Vec<u32> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| names[*a].cmp(&names[*b]));
    let mut places = vec![0; names.len()];
    for (place, old) in (0_u32..).zip(&order) {
        places[*old] = place;
    }
    *names = order.iter().map(|old| std::mem::take(&mut names[*old])).collect();
    *values = order.iter().map(|old| values[*old]).collect();
    places
}

fn grow<T: Clone>(values: &mut Vec<T>, index: usize, filler: T) {
    if values.len() <= index {
        values.resize(index + 1, filler);
    }
}
