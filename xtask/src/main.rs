//! The two commands of the README (`demo`, `test`), generation and benches. Nothing of the product is decided here.
//!
//! To add a command: a file beside this one with `pub fn run`, a variant in [`Task`], a line in [`run`].
//! To add a test step: a line in `test::STEPS`.

mod advisories;
mod background;
mod bench_consortia;
mod bench_exchange;
mod bench_grid;
mod bench_http;
mod bench_solver;
mod debian;
mod demo;
mod generate;
mod http;
mod kill;
mod postgres;
mod rules;
mod schemathesis;
mod shell;
mod test;
mod verify_plans;
mod web;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests and measures Lianhe", disable_version_flag = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and start Lianhe with the demonstration data
    Demo(demo::Arguments),
    /// Check and test everything, as CI does
    Test(test::Arguments),
    /// Write web/openapi.json and the web client generated from it
    Generate,
    /// Known faults of what we depend on, where their databases can be reached
    Advisories(advisories::Arguments),
    /// Requests made up from the OpenAPI document, as three appointments
    Schemathesis(schemathesis::Arguments),
    /// Kill the server in mid-write, again and again, and check that nothing acknowledged is lost
    Kill(kill::Arguments),
    /// Plans of the demonstration data and made-up ones, checked by another solver
    VerifyPlans(verify_plans::Arguments),
    /// Measure
    #[command(subcommand)]
    Bench(Bench),
}

#[derive(Subcommand)]
enum Bench {
    /// List and create over HTTP beside a bare handler and other products
    Http(bench_http::Arguments),
    /// A nation's divisions: import, and subtotals of provinces on any day
    Grid(bench_grid::Arguments),
    /// Thousands of consortia with years of meetings: desk, page, obligations, lists on both engines
    Consortia(bench_consortia::Arguments),
    /// The lists of a city: a plan over all of them, suggestions, list pages on both engines
    Exchange(bench_exchange::Arguments),
    /// Flow, communities and rotas beside public solvers
    Solver,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes in one line; a backtrace of this program helps nobody.
            shell::say(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    background::stop_everything_on_signals()?;
    match task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Generate => generate::run(),
        Task::Advisories(arguments) => advisories::run(&arguments),
        Task::Schemathesis(arguments) => schemathesis::run(&arguments),
        Task::Kill(arguments) => kill::run(&arguments),
        Task::VerifyPlans(arguments) => verify_plans::run(&arguments),
        Task::Bench(Bench::Http(arguments)) => bench_http::run(&arguments),
        Task::Bench(Bench::Grid(arguments)) => bench_grid::run(&arguments),
        Task::Bench(Bench::Consortia(arguments)) => bench_consortia::run(&arguments),
        Task::Bench(Bench::Exchange(arguments)) => bench_exchange::run(&arguments),
        Task::Bench(Bench::Solver) => bench_solver::run(),
    }
}
