//! `lianhe solve rota`: who visits whom when, from one JSON object.

use anyhow::Context;
use serde::Serialize;
use solver::rota::{WhyNot, broken_rules, plan};

use super::read::rota::VisitLine;
use super::watch::Watch;
use super::{Common, peak_memory_mib, print, read};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    visits: usize,
    unassigned: usize,
    changed: u32,
    broken_rules: usize,
    loads: Loads,
    plan: Vec<VisitLine>,
    not_visited: Vec<NotVisited>,
    solve_seconds: f64,
    solve_cpu_seconds: Option<f64>,
    peak_memory_mib: Option<f64>,
}

#[derive(Serialize)]
struct Loads {
    least: u32,
    most: u32,
}

#[derive(Serialize)]
struct NotVisited {
    period: u32,
    unit: String,
    reason: &'static str,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let read = read::rota::read(read::open(&args.common.file)?)
        .with_context(|| format!("cannot read {}", args.common.file.display()))?;
    let watch = Watch::new(args.common.time_limit);
    let plan = plan(&read.rota, &mut |period| watch.tick(|| format!("period {period}")))?;
    let (solve_seconds, solve_cpu_seconds) = (watch.seconds(), watch.cpu_seconds());
    drop(watch);
    let broken = broken_rules(&read.rota, &plan);
    broken.iter().for_each(|rule| eprintln!("broken: {rule}"));
    let unit = |unit: u32| read.units[unit as usize].clone();
    let visits = plan.visits.iter().map(|visit| VisitLine {
        period: visit.period,
        person: read.persons[visit.person as usize].clone(),
        unit: unit(visit.unit),
    });
    let not_visited = plan.unassigned.iter().map(|&(period, missed, why)| NotVisited {
        period,
        unit: unit(missed),
        reason: match why {
            WhyNot::NobodyMay => "nobody who is there may go",
            WhyNot::AllBusy => "all who may go have reached their limit",
        },
    });
    let answer = Answer {
        status: "planned",
        visits: plan.visits.len(),
        unassigned: plan.unassigned.len(),
        changed: plan.changed,
        broken_rules: broken.len(),
        loads: Loads {
            least: plan.load.iter().copied().min().unwrap_or(0),
            most: plan.load.iter().copied().max().unwrap_or(0),
        },
        plan: visits.collect(),
        not_visited: not_visited.collect(),
        solve_seconds,
        solve_cpu_seconds,
        peak_memory_mib: peak_memory_mib(),
    };
    print(args.common.json, &answer)
}
