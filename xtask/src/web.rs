//! The web pages: npm, and building them only when something changed.

use crate::shell::{self, root, say};
use anyhow::{Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// The oldest Node.js that the tools of `web/` run on (`engines` in `web/package.json`).
const OLDEST_NODE: (u32, u32) = (20, 19);

pub fn npm<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = shell::program("npm");
    command
        .args(arguments)
        .current_dir(folder())
        // The end-to-end tests use the system's Chromium.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    command
}

/// Runs a script of `web/package.json`.
pub fn script(name: &str) -> Result<()> {
    install()?;
    shell::run(&mut npm(["run", "--silent", name]))
}

/// The packages of the lock file, when they are not there yet or the lock file changed.
pub fn install() -> Result<()> {
    check_node()?;
    let installed = changed(&folder().join("node_modules/.package-lock.json"));
    let wanted = changed(&folder().join("package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    say("Installing the web packages by the lock file (about half a minute) …");
    shell::run(&mut npm(["ci", "--no-progress", "--loglevel", "error"]))
}

/// Builds `web/dist` when a source is newer than it.
pub fn build() -> Result<()> {
    install()?;
    let sources = [
        "index.html",
        "package-lock.json",
        "package.json",
        "public",
        "src",
        "tsconfig.json",
        "vite.config.ts",
    ];
    let newest = sources.iter().filter_map(|name| newest_below(&folder().join(name))).max();
    let built = changed(&folder().join("dist/index.html"));
    if built.is_some() && built >= newest {
        return Ok(());
    }
    say("Building the web pages (about half a minute) …");
    shell::run(&mut npm(["run", "--silent", "build"]))
}

fn check_node() -> Result<()> {
    let advice = format!(
        "Install Node.js {}.{} or newer with npm: https://nodejs.org, or your system's packages nodejs and npm.",
        OLDEST_NODE.0, OLDEST_NODE.1
    );
    for name in ["node", "npm"] {
        if shell::find(name).is_none() {
            bail!("{name} is not installed; the web pages are built with it.\n{advice}");
        }
    }
    let text = shell::capture(shell::program("node").arg("--version"))?;
    let mut numbers = text.trim().trim_start_matches('v').split('.').map_while(|word| word.parse().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < OLDEST_NODE {
        bail!("Node.js {} is too old for the tools of the web pages.\n{advice}", text.trim());
    }
    Ok(())
}

fn folder() -> PathBuf {
    root().join("web")
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Folders count too: they change when a file in them is removed.
fn newest_below(path: &Path) -> Option<SystemTime> {
    let below =
        fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest_below(&entry.path()));
    below.chain(changed(path)).max()
}
