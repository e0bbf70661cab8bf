//! `lianhe solve flow`: minimum-cost flow of a DIMACS file.

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;
use solver::flow::{Network, Outcome, Place, solve_watched};

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
    /// Then solve this file, a changed version of the first, starting from the first answer
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

pub fn run(args: &Args) -> anyhow::Result<()> {
    let (network, outcome, mut answer) = solve(args, &args.common.file, None)?;
    let mut last = (network, outcome);
    if let (Some(file), Outcome::Optimal(solution)) = (&args.then, &last.1) {
        let (network, outcome, then) = solve(args, file, Some(&solution.basis))?;
        answer.then = Some(Box::new(then));
        last = (network, outcome);
    }
    let (network, outcome) = last;
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
    print(args.common.json, &answer)
}

fn solve(
    args: &Args,
    file: &std::path::Path,
    basis: Option<&[Place]>,
) -> anyhow::Result<(Network, Outcome, Answer)> {
    let started = Instant::now();
    let network = read::dimacs::read(read::open(file)?)?;
    let read_seconds = started.elapsed().as_secs_f64();

    let watch = Watch::new(args.common.time_limit);
    let outcome = solve_watched(&network, basis, &mut |at| {
        watch.tick(|| format!("{} pivots, gains of {} and more", at.pivots, at.threshold))
    })?;
    let (solve_seconds, solve_cpu_seconds) = (watch.seconds(), watch.cpu_seconds());
    drop(watch);

    let peak_memory_mib = peak_memory_mib();
    let (status, objective, pivots, verified) = match &outcome {
        Outcome::Optimal(solution) => {
            let verified = solution.verify(&network).is_ok();
            ("optimal", Some(solution.objective), Some(solution.pivots), verified)
        }
        Outcome::Infeasible(cut) => ("infeasible", None, None, cut.verify(&network)),
    };
    anyhow::ensure!(verified, "the answer failed its own check; please report this file");
    let (nodes, arcs) = (network.nodes(), network.arcs());
    let answer = Answer {
        status,
        objective,
        nodes,
        arcs,
        pivots,
        verified,
        read_seconds,
        solve_seconds,
        solve_cpu_seconds,
        peak_memory_mib,
        then: None,
    };
    Ok((network, outcome, answer))
}
