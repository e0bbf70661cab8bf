//! `cargo xtask test`: everything that must hold, in the order of what fails fastest.
//!
//! To add a step: a line in [`STEPS`] and its function.

mod browser;
mod privacy;

use crate::{background::Folder, generate, kill, postgres::Postgres, rules, shell, shell::say, web};
use anyhow::{Result, anyhow, bail};
use std::{
    fs::{self, File},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

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
    run: fn(&Workshop) -> Result<()>,
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

/// Both wait for a browser most of their time, so they wait together.
const SIDE_BY_SIDE: [&str; 2] = ["e2e-sqlite", "e2e-postgres"];

/// What steps share.
#[derive(Default)]
struct Workshop {
    postgres: Mutex<Option<Postgres>>,
}

impl Workshop {
    fn postgres<T>(&self, ask: impl FnOnce(&Postgres) -> Result<T>) -> Result<T> {
        let mut running = self.postgres.lock().map_err(|_| anyhow!("starting PostgreSQL failed before"))?;
        if running.is_none() {
            say("Starting a PostgreSQL for the tests …");
            *running = Some(Postgres::start()?);
        }
        ask(running.as_ref().ok_or_else(|| anyhow!("PostgreSQL was just started"))?)
    }
}

/// How a step ended.
struct Done {
    name: &'static str,
    took: Duration,
    passed: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.list {
        STEPS.iter().for_each(|step| println!("{:<14}{}", step.name, step.what));
        return Ok(());
    }
    let chosen = choose(arguments)?;
    let workshop = Workshop::default();
    let begun = Instant::now();
    let mut done: Vec<Done> = Vec::new();
    let mut left = chosen.as_slice();
    while let Some((step, rest)) = left.split_first() {
        let beside = rest.first().filter(|next| SIDE_BY_SIDE == [step.name, next.name]);
        match beside {
            Some(beside) => done.extend(both(step, beside, &workshop)?),
            None => done.push(one(step, &workshop)),
        }
        left = &rest[usize::from(beside.is_some())..];
        if done.iter().any(|step| !step.passed) {
            break;
        }
    }
    drop(workshop);
    summarise(&chosen, &done, begun.elapsed())
}

fn one(step: &Step, workshop: &Workshop) -> Done {
    say(format_args!("\n━━ {}: {}", step.name, step.what));
    let begun = Instant::now();
    let result = (step.run)(workshop);
    let took = begun.elapsed();
    match &result {
        Ok(()) => say(format_args!("✓ {} {}", step.name, seconds(took))),
        Err(error) => {
            say(format_args!("\n✗ {} failed after {}: {error:#}", step.name, seconds(took)));
            say(format_args!("  Again, this alone: cargo xtask test --only {}", step.name));
        }
    }
    Done { name: step.name, took, passed: result.is_ok() }
}

/// The second one's output is shown when both are through.
fn both(first: &Step, second: &Step, workshop: &Workshop) -> Result<[Done; 2]> {
    let folder = Folder::new("beside")?;
    let path = folder.path().join("output");
    let file = File::create(&path)?;
    let done = thread::scope(|scope| {
        let beside = scope.spawn(|| {
            shell::keep_aside(file);
            one(second, workshop)
        });
        let first = one(first, workshop);
        Some([first, beside.join().ok()?])
    });
    say(String::from_utf8_lossy(&fs::read(&path)?));
    done.ok_or_else(|| anyhow!("{} broke off", second.name))
}

fn summarise(chosen: &[&Step], done: &[Done], together: Duration) -> Result<()> {
    say("\n━━ Summary");
    for Done { name, took, passed } in done {
        say(format_args!("{} {name:<14}{:>9}", if *passed { "✓" } else { "✗" }, seconds(*took)));
    }
    for step in &chosen[done.len()..] {
        say(format_args!("- {:<14} not run", step.name));
    }
    let passed = done.iter().filter(|step| step.passed).count();
    let failed = done.len() - passed;
    let skipped = STEPS.len() - done.len();
    say(format_args!("  {:<14}{:>9}\n", "together", seconds(together)));
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

fn format(_: &Workshop) -> Result<()> {
    shell::run(&mut shell::cargo(["fmt", "--all", "--check"]))
}

fn clippy(_: &Workshop) -> Result<()> {
    shell::run(&mut shell::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn rust(workshop: &Workshop) -> Result<()> {
    let address = workshop.postgres(|postgres| Ok(postgres.url("postgres")))?;
    let has_nextest = shell::succeeds(&mut shell::cargo(["nextest", "--version"]));
    let mut command = if has_nextest {
        shell::cargo(["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        shell::cargo(["test", "--workspace", "--no-fail-fast"])
    };
    shell::run(command.env("LIANHE_TEST_POSTGRES", address))
}

fn e2e_sqlite(_: &Workshop) -> Result<()> {
    let data = Folder::new("e2e")?;
    browser::test("sqlite", &["--data".into(), data.path().display().to_string()], &[])
}

/// How screens look does not depend on the engine: only the tests that read and write run again.
const ON_BOTH_ENGINES: &[&str] =
    &["grid-time", "imports", "merge", "personal-data", "shell", "statistics", "units", "writes"];

fn e2e_postgres(workshop: &Workshop) -> Result<()> {
    let address = workshop.postgres(|postgres| postgres.create_database("lianhe_e2e"))?;
    browser::test("postgres", &["--database".into(), address], ON_BOTH_ENGINES)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
