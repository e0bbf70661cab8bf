//! `lianhe solve flow`: minimum-cost flow of a DIMACS file.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;
use solver::flow::{Outcome, solve_watched};

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
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let started = Instant::now();
    let network = read::dimacs::read(read::open(&args.common.file)?)?;
    let read_seconds = started.elapsed().as_secs_f64();

    let watch = Watch::new(args.common.time_limit);
    let outcome = solve_watched(&network, None, &mut |at| {
        watch.tick(|| format!("{} pivots, gains of {} and more", at.pivots, at.threshold))
    })?;
    let solve_seconds = watch.seconds();
    drop(watch);

    let memory = peak_memory_mib();
    let (status, objective, pivots, verified) = match &outcome {
        Outcome::Optimal(solution) => {
            let verified = solution.verify(&network).is_ok();
            ("optimal", Some(solution.objective), Some(solution.pivots), verified)
        }
        Outcome::Infeasible(cut) => ("infeasible", None, None, cut.verify(&network)),
    };
    anyhow::ensure!(verified, "the answer failed its own check; please report this file");
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
    print(
        args.common.json,
        &json!({
            "status": status,
            "objective": objective,
            "nodes": network.nodes(),
            "arcs": network.arcs(),
            "pivots": pivots,
            "verified": verified,
            "read_seconds": read_seconds,
            "solve_seconds": solve_seconds,
            "peak_memory_mib": memory,
        }),
    )
}
