//! The binary: command line, configuration, wiring, the embedded pages. No rule of the product stands here.

mod commands;
mod configuration;
mod pages;
mod serving;
mod solve;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            eprintln!("lianhe: the runtime does not start: {why}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("lianhe: {why:#}");
            ExitCode::FAILURE
        }
    }
}
