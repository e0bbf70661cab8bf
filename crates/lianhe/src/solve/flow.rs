//! `lianhe solve flow`: minimum-cost flow of a DIMACS file.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;
use solver::flow::{Kept, Network, Outcome, Progress, solve_watched};

use super::watch::Watch;
use super::{Common, peak_memory_mib, print, read, write};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    common: Common,
    /// Write `tail head flow` for every arc, in the order of the file
    #[arg(long, value_name = "FILE")]
    flows: Option<PathBuf>,
    /// Write `node price` for every node
    #[arg(long, value_name = "FILE")]
    potentials: Option<PathBuf>,
    /// When nothing is feasible, write the nodes of the cut that proves it
    #[arg(long, value_name = "FILE")]
    cut: Option<PathBuf>,
    /// Then solve this file, a changed version of the first, from where the first answer stands
    #[arg(long, value_name = "FILE")]
    then: Option<PathBuf>,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    objective: Option<i64>,
    nodes: usize,
    arcs: usize,
    pivots: Option<u64>,
    verified: bool,
    read_seconds: f64,
    solve_seconds: f64,
    solve_cpu_seconds: Option<f64>,
    peak_memory_mib: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<Box<Answer>>,
}

/// Clock and processor seconds of one solve, without reading and checking.
type Times = (f64, Option<f64>);

pub fn run(args: &Args) -> anyhow::Result<()> {
    let (network, read_seconds) = read_network(&args.common.file)?;
    let watch = Watch::new(args.common.time_limit);
    let Some(then) = &args.then else {
        let outcome = solve_watched(&network, &mut |at| tick(&watch, at))?;
        let answer = answer(&network, &outcome, read_seconds, times(watch))?;
        return finish(args, &network, &outcome, &answer);
    };
    let mut kept = Kept::new(network)?;
    let found = kept.solve(&mut |at| tick(&watch, at))?;
    let taken = times(watch);
    let outcome = Outcome::from(found);
    let mut first = answer(kept.network(), &outcome, read_seconds, taken)?;
    drop(outcome);

    let (network, read_seconds) = read_network(then)?;
    let watch = Watch::new(args.common.time_limit);
    match kept.network().changes_to(&network) {
        Some(changes) => kept.change(&changes)?,
        None => kept = Kept::new(network)?,
    }
    let found = kept.solve(&mut |at| tick(&watch, at))?;
    let taken = times(watch);
    let outcome = Outcome::from(found);
    first.then = Some(Box::new(answer(kept.network(), &outcome, read_seconds, taken)?));
    finish(args, kept.network(), &outcome, &first)
}

fn read_network(file: &Path) -> anyhow::Result<(Network, f64)> {
    let started = Instant::now();
    let network = read::dimacs::read(read::open(file)?)?;
    Ok((network, started.elapsed().as_secs_f64()))
}

fn tick(watch: &Watch, at: Progress) -> ControlFlow<()> {
    watch.tick(|| format!("{} pivots, gains of {} and more", at.pivots, at.threshold))
}

fn times(watch: Watch) -> Times {
    (watch.seconds(), watch.cpu_seconds())
}

/// Checks an outcome and says what there is to say about it.
fn answer(
    network: &Network,
    outcome: &Outcome,
    read_seconds: f64,
    (solve_seconds, solve_cpu_seconds): Times,
) -> anyhow::Result<Answer> {
    let peak_memory_mib = peak_memory_mib();
    let (status, objective, pivots, verified) = match outcome {
        Outcome::Optimal(solution) => {
            let verified = solution.verify(network).is_ok();
            ("optimal", Some(solution.objective), Some(solution.pivots), verified)
        }
        Outcome::Infeasible(cut) => ("infeasible", None, None, cut.verify(network)),
    };
    anyhow::ensure!(verified, "the answer failed its own check; please report this file");
    Ok(Answer {
        status,
        objective,
        nodes: network.nodes(),
        arcs: network.arcs(),
        pivots,
        verified,
        read_seconds,
        solve_seconds,
        solve_cpu_seconds,
        peak_memory_mib,
        then: None,
    })
}

/// Writes the files that are wanted, and the answer.
fn finish(args: &Args, network: &Network, outcome: &Outcome, answer: &Answer) -> anyhow::Result<()> {
    match outcome {
        Outcome::Optimal(solution) => {
            let arcs = network.tail.iter().zip(&network.head).zip(&solution.flow);
            write(args.flows.as_deref(), arcs.map(|((t, h), f)| format!("{} {} {f}", t + 1, h + 1)))?;
            let prices = solution.potential.iter().enumerate();
            write(args.potentials.as_deref(), prices.map(|(node, price)| format!("{} {price}", node + 1)))?;
        }
        Outcome::Infeasible(cut) => {
            let inside = (1..).zip(&cut.inside).filter(|(_, inside)| **inside);
            write(args.cut.as_deref(), inside.map(|(node, _): (usize, _)| node.to_string()))?;
        }
    }
    print(args.common.json, answer)
}
