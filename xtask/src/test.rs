//! `cargo xtask test`: everything that must hold, in the order of what fails fastest.
//!
//! To add a step: a line in [`STEPS`] and its function.

mod browser;
mod privacy;

use crate::{background::Folder, generate, kill, postgres::Postgres, rules, shell, shell::say, web};
use anyhow::{Result, anyhow, bail};
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Arguments {
    /// Run only these steps
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these steps out
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    skip: Vec<String>,
    /// Name the steps
    #[arg(long)]
    list: bool,
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Workshop) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "format", what: "cargo fmt --check", run: format },
    Step {
        name: "rules",
        what: "layers, licences and versions of the dependencies; no secret",
        run: |_| rules::check(),
    },
    Step { name: "clippy", what: "cargo clippy, warnings are errors", run: clippy },
    Step { name: "rust", what: "Rust tests on SQLite and PostgreSQL", run: rust },
    Step {
        name: "kill",
        what: "kill -9 under write load, a few times on each engine",
        run: |_| kill::short(),
    },
    Step { name: "pages", what: "build of the web pages", run: |_| web::build() },
    Step { name: "openapi", what: "web/openapi.json is what the server says", run: |_| generate::check() },
    Step {
        name: "client",
        what: "the web client is generated from it",
        run: |_| web::script("generate:check"),
    },
    Step { name: "types", what: "TypeScript types", run: |_| web::script("typecheck") },
    Step { name: "lint", what: "lint of the web", run: |_| web::script("lint") },
    Step { name: "web", what: "unit tests of the web", run: |_| web::script("test") },
    Step { name: "e2e-sqlite", what: "browser tests on SQLite", run: e2e_sqlite },
    Step { name: "e2e-postgres", what: "browser tests on PostgreSQL", run: e2e_postgres },
];

/// What steps share.
#[derive(Default)]
struct Workshop {
    postgres: Option<Postgres>,
}

impl Workshop {
    fn postgres(&mut self) -> Result<&Postgres> {
        if self.postgres.is_none() {
            say("Starting a PostgreSQL for the tests …");
            self.postgres = Some(Postgres::start()?);
        }
        self.postgres.as_ref().ok_or_else(|| anyhow!("PostgreSQL was just started"))
    }
}

pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.list {
        STEPS.iter().for_each(|step| println!("{:<14}{}", step.name, step.what));
        return Ok(());
    }
    let chosen = choose(arguments)?;
    let mut workshop = Workshop::default();
    let mut done = Vec::new();
    for step in &chosen {
        say(format_args!("\n━━ {}: {}", step.name, step.what));
        let begun = Instant::now();
        let result = (step.run)(&mut workshop);
        done.push((step.name, begun.elapsed(), result.is_ok()));
        if let Err(error) = result {
            say(format_args!("\n✗ {} failed after {}: {error:#}", step.name, seconds(begun.elapsed())));
            say(format_args!("  Again, this alone: cargo xtask test --only {}", step.name));
            break;
        }
        say(format_args!("✓ {} {}", step.name, seconds(begun.elapsed())));
    }
    drop(workshop);
    summarise(&chosen, &done)
}

fn summarise(chosen: &[&Step], done: &[(&str, Duration, bool)]) -> Result<()> {
    say("\n━━ Summary");
    for (name, duration, passed) in done {
        say(format_args!("{} {name:<14}{:>9}", if *passed { "✓" } else { "✗" }, seconds(*duration)));
    }
    for step in &chosen[done.len()..] {
        say(format_args!("- {:<14} not run", step.name));
    }
    let total: Duration = done.iter().map(|(_, duration, _)| *duration).sum();
    let passed = done.iter().filter(|(.., passed)| *passed).count();
    let failed = done.len() - passed;
    let skipped = STEPS.len() - done.len();
    say(format_args!("  {:<14}{:>9}\n", "together", seconds(total)));
    // The plain closing line that a CI reads.
    println!("steps: {passed} passed, {failed} failed, {skipped} skipped");
    if failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn choose(arguments: &Arguments) -> Result<Vec<&'static Step>> {
    for name in arguments.only.iter().chain(&arguments.skip) {
        if STEPS.iter().all(|step| step.name != name) {
            let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
            bail!("there is no step {name}; the steps are {}", names.join(", "));
        }
    }
    let named = |names: &[String], step: &Step| names.iter().any(|name| name == step.name);
    let wanted = |step: &&Step| {
        (arguments.only.is_empty() || named(&arguments.only, step)) && !named(&arguments.skip, step)
    };
    Ok(STEPS.iter().filter(wanted).collect())
}

fn format(_: &mut Workshop) -> Result<()> {
    shell::run(&mut shell::cargo(["fmt", "--all", "--check"]))
}

fn clippy(_: &mut Workshop) -> Result<()> {
    shell::run(&mut shell::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn rust(workshop: &mut Workshop) -> Result<()> {
    let address = workshop.postgres()?.url("postgres");
    let has_nextest = shell::succeeds(&mut shell::cargo(["nextest", "--version"]));
    let mut command = if has_nextest {
        shell::cargo(["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        shell::cargo(["test", "--workspace", "--no-fail-fast"])
    };
    shell::run(command.env("LIANHE_TEST_POSTGRES", address))
}

fn e2e_sqlite(_: &mut Workshop) -> Result<()> {
    let data = Folder::new("e2e")?;
    browser::test(&["--data".into(), data.path().display().to_string()], &[])
}

/// How screens look does not depend on the engine: only the tests that read and write run again.
const ON_BOTH_ENGINES: &[&str] =
    &["grid-time", "imports", "merge", "personal-data", "shell", "statistics", "units", "writes"];

fn e2e_postgres(workshop: &mut Workshop) -> Result<()> {
    let address = workshop.postgres()?.create_database("lianhe_e2e")?;
    browser::test(&["--database".into(), address], ON_BOTH_ENGINES)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
