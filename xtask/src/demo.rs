//! `cargo xtask demo`: from a fresh clone to a running Lianhe with the demonstration data.

use crate::{
    shell::{self, say},
    web,
};
use anyhow::{Context, Result};
use std::{os::unix::process::CommandExt, path::PathBuf, process::Command};

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Folder of the demonstration's database [default: demo-data in the repository]
    #[arg(long)]
    data: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    web::build()?;
    // After the pages, because they are embedded.
    say("Building the server (some minutes the first time) …");
    let lianhe = shell::build_lianhe(true)?;
    let data = match &arguments.data {
        Some(folder) => std::path::absolute(folder)?,
        None => shell::root().join("demo-data"),
    };
    // The server takes our place, so that Ctrl-C and the exit status are its own.
    let mut command = Command::new(&lianhe);
    command.current_dir(shell::root()).arg("demo").arg("--data").arg(data);
    command.args(["--listen", &arguments.listen]);
    Err(command.exec()).with_context(|| format!("cannot start {}", lianhe.display()))
}
