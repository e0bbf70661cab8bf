//! `lianhe solve match`: supplies to demands, from JSON lines.

use std::time::Instant;

use serde::Serialize;
use solver::matching::{Aim, Gain, Why, explain, solve};

use super::watch::Watch;
use super::{Common, peak_memory_mib, print, read};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    common: Common,
    /// After served quantities and score, spread the load over the suppliers
    #[arg(long)]
    balance: bool,
    /// Aim at the score alone: a demand may stay unserved when that scores more
    #[arg(long)]
    score_only: bool,
    /// Say why each pair was chosen
    #[arg(long)]
    reasons: bool,
}

/// Slices per supplier when loads are balanced: one for each tenth of the capacity.
const SLICES: u32 = 10;

#[derive(Serialize)]
struct Answer<'a> {
    status: &'static str,
    served: Vec<Served>,
    score: i64,
    pairs: Vec<(&'a str, &'a str, i64)>,
    unserved: Vec<Unserved<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<Vec<Chosen<'a>>>,
    pivots: u64,
    read_seconds: f64,
    solve_seconds: f64,
    solve_cpu_seconds: Option<f64>,
    explain_seconds: f64,
    peak_memory_mib: Option<f64>,
}

#[derive(Serialize)]
struct Served {
    priority: i64,
    quantity: i64,
}

#[derive(Serialize)]
struct Unserved<'a> {
    demand: &'a str,
    quantity: i64,
    reason: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supplies: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_more_unit_gains: Option<Worth>,
}

#[derive(Serialize)]
struct Worth {
    classes: i64,
    score: i64,
}

impl From<Gain> for Worth {
    fn from(gain: Gain) -> Self {
        Self { classes: gain.classes, score: gain.score }
    }
}

#[derive(Serialize)]
struct Chosen<'a> {
    pair: (&'a str, &'a str),
    score: i64,
    price_of_supply: Worth,
    runner_up: Option<&'a str>,
    ahead: Worth,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let started = Instant::now();
    let read::matching::Named { mut instance, supplies, demands } =
        read::matching::read(read::open(&args.common.file)?)?;
    let read_seconds = started.elapsed().as_secs_f64();
    instance.aim = if args.score_only { Aim::Score } else { Aim::ServedFirst };
    instance.balance_slices = if args.balance { SLICES } else { 0 };

    let watch = Watch::new(args.common.time_limit);
    let plan = solve(&instance, &mut |at| watch.tick(|| format!("{} pivots", at.pivots)))?;
    let (solve_seconds, solve_cpu_seconds) = (watch.seconds(), watch.cpu_seconds());
    drop(watch);
    let started = Instant::now();
    let reasons = explain(&instance, &plan)?;
    let explain_seconds = started.elapsed().as_secs_f64();

    let supply = |index: u32| supplies[index as usize].as_str();
    let demand = |index: u32| demands[index as usize].as_str();
    let pairs = instance.pairs.iter().zip(&plan.amount).filter(|(_, amount)| **amount > 0);
    let unserved = reasons.unserved.iter().map(|unserved| {
        let (reason, supplies, gain) = match &unserved.why {
            Why::NoEligibleSupply => ("no eligible supply", vec![], None),
            Why::PairBounds => ("all pairs at their upper bound", vec![], None),
            Why::Full { supplies, gain } => {
                let names = supplies.iter().map(|&index| supply(index)).collect();
                ("all eligible supplies full", names, Some((*gain).into()))
            }
            Why::NotWorth => ("not worth its cost", vec![], None),
        };
        let (demand, quantity) = (demand(unserved.demand), unserved.quantity);
        Unserved { demand, quantity, reason, supplies, one_more_unit_gains: gain }
    });
    let chosen = reasons.chosen.iter().map(|chosen| {
        let pair = &instance.pairs[chosen.pair as usize];
        Chosen {
            pair: (supply(pair.supply), demand(pair.demand)),
            score: pair.score,
            price_of_supply: reasons.gain[pair.supply as usize].into(),
            runner_up: chosen.runner_up.map(|other| supply(instance.pairs[other as usize].supply)),
            ahead: chosen.ahead.into(),
        }
    });
    let answer = Answer {
        status: "optimal",
        served: plan.served.iter().map(|&(priority, quantity)| Served { priority, quantity }).collect(),
        score: plan.score,
        pairs: pairs.map(|(pair, &amount)| (supply(pair.supply), demand(pair.demand), amount)).collect(),
        unserved: unserved.collect(),
        chosen: args.reasons.then(|| chosen.collect()),
        pivots: plan.pivots,
        read_seconds,
        solve_seconds,
        solve_cpu_seconds,
        explain_seconds,
        peak_memory_mib: peak_memory_mib(),
    };
    print(args.common.json, &answer)
}
