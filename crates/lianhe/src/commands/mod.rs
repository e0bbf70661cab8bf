//! The commands that scripts and administrators rely on; docs/OPERATIONS.md describes them.

mod account;
mod audit;
mod demo;
mod doctor;
mod export;
mod history;
mod import;
mod keys;
mod serve;
mod statistics;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::configuration::{self, Configuration};
use crate::wiring;

/// Lianhe (联合) runs regional consortia.
#[derive(Parser)]
#[command(name = "lianhe", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the API.
    Serve(serve::Serve),
    /// Load the demonstration data where there is none yet, then serve it.
    Demo(demo::Demo),
    /// Bring the database's schema up to date.
    Migrate(Where),
    /// Read a table of a kind.
    Import(import::Import),
    /// Write a table of a kind to standard output.
    Export(export::Export),
    /// The figures of a division.
    Statistics(statistics::Statistics),
    /// What happened to a division and to those directly in it.
    History(history::History),
    /// An expiring bearer token for scripts.
    Token(token::Token),
    /// Accounts: invite somebody to set one up.
    #[command(subcommand)]
    Account(account::Account),
    /// The OpenAPI document.
    Openapi,
    /// Solve a problem given as a file: flow, matching, rota or communities.
    Solve(crate::solve::Args),
    /// Check the installation and say how to mend it.
    Doctor(doctor::Doctor),
    /// The keys that seal personal data.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// The journal's chain.
    #[command(subcommand)]
    Audit(audit::Audit),
}

/// Which database, and further settings.
#[derive(Args, Clone)]
pub struct Where {
    /// `sqlite:PATH` or `postgres://…`
    #[arg(long)]
    pub database: Option<String>,
    /// Short for `--database sqlite:DIR/lianhe.db`
    #[arg(long, conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// A configuration file (TOML)
    #[arg(long)]
    pub config: Option<PathBuf>,
}

impl Where {
    pub fn configuration(&self) -> Result<Configuration> {
        let mut configuration = configuration::load(self.config.as_deref())?;
        if let Some(url) = &self.database {
            configuration.database.url.clone_from(url);
        }
        if let Some(folder) = &self.data {
            std::fs::create_dir_all(folder)?;
            configuration.database.url = format!("sqlite:{}", folder.join("lianhe.db").display());
        }
        Ok(configuration)
    }

    /// Opens the database for a command that is no server: only warnings reach its log.
    pub async fn open(&self) -> Result<service::Lianhe> {
        let configuration = self.configuration()?;
        let log = configuration::Log { filter: "warn".to_owned(), ..configuration.log.clone() };
        wiring::log(&log)?;
        wiring::open(&configuration).await
    }
}

pub async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Serve(command) => command.run().await,
        Command::Demo(command) => command.run().await,
        Command::Migrate(place) => {
            place.open().await?.db.close().await;
            eprintln!("the database is up to date");
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(command) => command.run().await,
        Command::Export(command) => command.run().await,
        Command::Statistics(command) => command.run().await,
        Command::History(command) => command.run().await,
        Command::Token(command) => command.run().await,
        Command::Account(command) => command.run().await,
        Command::Openapi => {
            println!("{}", serde_json::to_string_pretty(&api::openapi())?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Solve(command) => {
            // Hours of arithmetic belong on a thread of their own, not on one that serves.
            tokio::task::spawn_blocking(move || crate::solve::run(&command)).await??;
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor(command) => command.run().await,
        Command::Keys(command) => command.run().await,
        Command::Audit(command) => command.run().await,
    }
}
