//! `cargo xtask advisories`: known faults of what we depend on, where the databases of them can be reached.
//!
//! What cannot be checked is named and is no failure, unless `--require` says that it must be.

use crate::{
    shell::{self, say},
    web,
};
use anyhow::{Result, bail};

#[derive(clap::Args)]
pub struct Arguments {
    /// Fail when a database cannot be reached or a tool is missing
    #[arg(long)]
    require: bool,
}

enum Outcome {
    Clean(String),
    Found(String),
    NotChecked(String),
}

struct Check {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

const CHECKS: [Check; 3] = [
    Check { name: "Rust: licences, bans, sources", run: policy },
    Check { name: "Rust: advisories", run: rust },
    Check { name: "npm: advisories", run: npm },
];

pub fn run(arguments: &Arguments) -> Result<()> {
    let (mut found, mut unchecked) = (0, 0);
    for check in CHECKS {
        match (check.run)()? {
            Outcome::Clean(said) => println!("{}: nothing found. {said}", check.name),
            Outcome::Found(said) => {
                found += 1;
                println!("{}: FOUND\n{said}", check.name);
            }
            Outcome::NotChecked(why) => {
                unchecked += 1;
                println!("{}: not checked. {why}", check.name);
            }
        }
    }
    println!("advisories: {found} found, {unchecked} not checked");
    if found > 0 || (arguments.require && unchecked > 0) {
        bail!("{found} checks found something, {unchecked} could not be made");
    }
    Ok(())
}

fn has_deny() -> bool {
    shell::succeeds(&mut shell::cargo(["deny", "--version"]))
}

const INSTALL: &str = "cargo-deny is not installed: cargo install --locked cargo-deny.";

/// Needs no database.
fn policy() -> Result<Outcome> {
    if !has_deny() {
        return Ok(Outcome::NotChecked(INSTALL.into()));
    }
    let said = output(&mut shell::cargo(["deny", "check", "licenses", "bans", "sources"]))?;
    Ok(if said.0 { Outcome::Clean(last(&said.1)) } else { Outcome::Found(said.1) })
}

fn rust() -> Result<Outcome> {
    if !has_deny() {
        return Ok(Outcome::NotChecked(INSTALL.into()));
    }
    let (passed, said) = output(&mut shell::cargo(["deny", "check", "advisories"]))?;
    let unreachable = ["failed to fetch advisory database", "unable to fetch", "failed to open advisory"];
    Ok(if passed {
        Outcome::Clean(last(&said))
    } else if unreachable.iter().any(|sign| said.contains(sign)) {
        Outcome::NotChecked(format!("The advisory database cannot be reached: {}", first_error(&said)))
    } else {
        Outcome::Found(said)
    })
}

/// An answer of the audit has its own shape; anything else means that the registry gives none.
fn npm() -> Result<Outcome> {
    web::install()?;
    let (_, said) = output(&mut web::npm(["audit", "--json"]))?;
    let json = said.find('{').map_or("", |at| &said[at..]);
    let answer: serde_json::Value = match serde_json::Deserializer::from_str(json).into_iter().next() {
        Some(Ok(answer)) => answer,
        _ => return Ok(Outcome::NotChecked(format!("npm said: {}", last(&said)))),
    };
    let counts = &answer["metadata"]["vulnerabilities"];
    match counts["total"].as_u64() {
        Some(0) => Ok(Outcome::Clean("npm audit: 0 vulnerabilities".into())),
        Some(_) => Ok(Outcome::Found(counts.to_string())),
        None => {
            let said = [&answer["error"]["summary"], &answer["message"]];
            let why = said.iter().filter_map(|said| said.as_str()).find(|said| !said.is_empty());
            let why = why.unwrap_or("no audit");
            Ok(Outcome::NotChecked(format!("The registry answers no audits: {why}")))
        }
    }
}

/// Whether it succeeded, and all that it printed.
fn output(command: &mut std::process::Command) -> Result<(bool, String)> {
    let output = command.output()?;
    let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat();
    if said.is_empty() {
        say("a check printed nothing");
    }
    Ok((output.status.success(), said))
}

fn last(said: &str) -> String {
    said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

fn first_error(said: &str) -> String {
    said.lines().find(|line| line.contains("failed")).unwrap_or_default().trim().to_owned()
}
