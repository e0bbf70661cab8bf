mod solve;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "lianhe", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Solve a problem given as a file: flow, matching, rota or communities
    Solve(solve::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Solve(args) => solve::run(&args),
    }
}
