//! `lianhe solve`: the solver on files, without a database. Formats and guarantees: `docs/SOLVER.md`.
//!
//! To add one more kind of problem: a reader in `read`, a file beside this one with its `Args` and `run`, and
//! a variant below. Answers go to standard output, everything for people to standard error.

mod communities;
mod flow;
mod matching;
mod read;
mod rota;
mod watch;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    problem: Problem,
}

#[derive(Subcommand)]
enum Problem {
    /// Minimum-cost flow, from a DIMACS file
    Flow(flow::Args),
    /// Supplies to demands by priority, score and balance, from JSON lines
    Match(matching::Args),
    /// Who visits whom when, over several periods, from a JSON object
    Rota(rota::Args),
    /// Communities of a weighted graph by the Leiden method, from an edge list
    Communities(communities::Args),
}

/// What every kind of problem understands.
#[derive(clap::Args)]
pub struct Common {
    /// The file; plain, or compressed with gzip or xz
    file: PathBuf,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
    /// Threads to use at most; the answer does not depend on it
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    threads: u8,
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("a positive number of seconds is needed".into()),
    }
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    match &args.problem {
        Problem::Flow(args) => flow::run(args),
        Problem::Match(args) => matching::run(args),
        Problem::Rota(args) => rota::run(args),
        Problem::Communities(args) => communities::run(args),
    }
}

/// Prints one object: compact for machines, indented for people.
fn print(json: bool, answer: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    if json {
        serde_json::to_writer(&mut out, answer)?;
    } else {
        serde_json::to_writer_pretty(&mut out, answer)?;
    }
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Writes lines to a file, if one is wanted.
fn write(path: Option<&Path>, lines: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let Some(path) = path else { return Ok(()) };
    let context = || format!("cannot write {}", path.display());
    let mut out = BufWriter::new(File::create(path).with_context(context)?);
    for line in lines {
        writeln!(out, "{line}").with_context(context)?;
    }
    out.flush().with_context(context)
}

/// The most memory this process has held so far, where the system says.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((kib / 1024.0 * 10.0).round() / 10.0)
}
