//! `cargo xtask bench exchange`: a city's resources and demands, and what a person waits for on each engine: suggestions for
//! an entry, also for one that was published a moment ago, pages of a list, and a plan over everything, from the database to
//! the answer. Over HTTP, with sign-in and permission as in daily use. Beside it, the same texts asked of the engine's own
//! text search.

mod data;

use crate::{
    background::{Background, Folder},
    bench_consortia::{
        Headers,
        data::{DISTRICT, Dialect, POSTGRES, SQLITE, divisions},
        measure_pages,
    },
    bench_http::process::peak_mib,
    http,
    postgres::Postgres,
    shell::{self, say},
};
use anyhow::{Context, Result, ensure};
use nix::sys::signal::Signal;
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

const SUGGESTION_MS: f64 = 50.0;
const PAGE_MS: f64 = 100.0;
const PLAN_SECONDS: f64 = 60.0;
const PEAK_MIB: f64 = 4_096.0;

#[derive(clap::Args)]
pub struct Arguments {
    /// Resources, and as many demands
    #[arg(long, default_value_t = 100_000)]
    entries: u32,
    /// Streets and communities they lie in
    #[arg(long, default_value_t = 1_000)]
    places: u32,
    /// Units that offer something
    #[arg(long, default_value_t = 5_000)]
    units: u32,
    /// How often each question is asked
    #[arg(long, default_value_t = 200)]
    times: usize,
    #[arg(long, default_value_t = 20_170_328)]
    seed: u32,
    /// A server that is built already; else it is built for release
    #[arg(long)]
    program: Option<PathBuf>,
    /// One engine only
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    engine: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => shell::build_lianhe(true)?,
    };
    let folder = Folder::within(&shell::target_folder()?.join("bench-exchange"), "run")?;
    say(format_args!(
        "{} resources and {} demands in {} places; each question {} times",
        arguments.entries, arguments.entries, arguments.places, arguments.times
    ));
    let wanted = |engine: &str| arguments.engine.as_deref().is_none_or(|only| only == engine);
    let mut slow = Vec::new();
    if wanted("sqlite") {
        let file = folder.path().join("lianhe.db");
        let ask = |script: &Path| {
            let mut command = shell::program("sqlite3");
            command.arg("-bail").arg(&file).stdin(File::open(script)?);
            shell::capture(&mut command)
        };
        let database = format!("sqlite:{}", file.display());
        slow.extend(
            Bench { name: "sqlite", arguments, program: &program, folder: &folder, database, ask: &ask }
                .run(&SQLITE)?,
        );
    }
    if wanted("postgres") {
        let postgres = Postgres::start()?;
        let database = postgres.create_database("exchange")?;
        let url = database.clone();
        let ask = |script: &Path| {
            let mut command = shell::program("psql");
            command.args(["--quiet", "--no-psqlrc", "--tuples-only", "--set", "ON_ERROR_STOP=1", &url]);
            shell::capture(command.arg("--file").arg(script))
        };
        slow.extend(
            Bench { name: "postgres", arguments, program: &program, folder: &folder, database, ask: &ask }
                .run(&POSTGRES)?,
        );
    }
    ensure!(slow.is_empty(), "beyond the bound: {}", slow.join(", "));
    Ok(())
}

struct Bench<'a> {
    name: &'static str,
    arguments: &'a Arguments,
    program: &'a Path,
    folder: &'a Folder,
    database: String,
    /// Runs a script inside the database.
    ask: &'a dyn Fn(&Path) -> Result<String>,
}

impl Bench<'_> {
    /// Answers with what was too slow.
    fn run(&self, dialect: &Dialect) -> Result<Vec<String>> {
        self.fill(dialect)?;
        let mut token = shell::program(self.program);
        let appointment = format!("district-administrator@{DISTRICT}");
        token.args(["token", "--database", &self.database, "--as", &appointment]);
        let headers =
            vec![("Authorization".to_owned(), format!("Bearer {}", shell::capture(&mut token)?.trim()))];
        let port = http::free_port()?;
        let mut command = shell::program(self.program);
        command.args(["serve", "--database", &self.database, "--listen", &format!("127.0.0.1:{port}")]);
        command.env("LIANHE_LIMITS__REQUESTS", "0");
        let log = self.folder.path().join(format!("{}.log", self.name));
        let mut server = Background::start("lianhe", &mut command, &log, Signal::SIGTERM)?;
        server.wait_until(Duration::from_millis(20), Duration::from_secs(60), || {
            http::answers_200(port, "/healthz")
        })?;
        let mut slow = self.lists(port, &headers)?;
        slow.extend(self.suggestions(port, &headers)?);
        slow.extend(self.plan(port, &headers, server.id())?);
        server.stop()?;
        self.peer()?;
        Ok(slow)
    }

    fn fill(&self, dialect: &Dialect) -> Result<()> {
        let begun = Instant::now();
        let write = |name: &str, text: &str| -> Result<PathBuf> {
            let file = self.folder.path().join(name);
            fs::write(&file, text)?;
            Ok(file)
        };
        let grid = write("divisions.csv", &divisions(self.arguments.places))?;
        let first = write("resources.csv", data::FIRST)?;
        for (kind, file) in [("divisions", &grid), ("resources", &first)] {
            let mut import = shell::program(self.program);
            import.args(["import", kind]).arg(file).args(["--database", &self.database, "--json"]);
            shell::capture(&mut import)?;
        }
        let Arguments { entries, units, seed, .. } = *self.arguments;
        (self.ask)(&write("fill.sql", &data::script(dialect, entries, units, seed))?)?;
        say(format_args!("{}: filled in {:.0} s", self.name, begun.elapsed().as_secs_f64()));
        Ok(())
    }

    fn row(&self, what: &str, (p50, p99): (f64, f64), most: f64) -> Vec<String> {
        say(format_args!("| {} | {what} | {p50:.1} | {p99:.1} |", self.name));
        if p99 > most { vec![format!("{what} on {}", self.name)] } else { Vec::new() }
    }

    fn lists(&self, port: u16, headers: &Headers) -> Result<Vec<String>> {
        say("| engine | question | p50 ms | p99 ms |\n| --- | --- | --- | --- |");
        let streets = http::get(port, "/api/v1/divisions?level=4&limit=50", headers)?.json()?;
        let streets = ids(&streets)?;
        let page = http::get(port, "/api/v1/entries?kind=demand&limit=50", headers)?.json()?;
        let next = page["next"].as_str().unwrap_or_default().to_owned();
        let words = ["停车", "老人 午餐", "法律", "急救", "图书", "维修"];
        let mut slow = Vec::new();
        let mut ask = |what: &str, path: &dyn Fn(usize) -> String| -> Result<()> {
            let found = measure_pages(port, headers, self.arguments.times, path)?;
            slow.extend(self.row(what, found, PAGE_MS));
            Ok(())
        };
        ask("list of demands, district", &|_| "/api/v1/entries?kind=demand&limit=50".into())?;
        ask("its second page", &|_| {
            format!("/api/v1/entries?kind=demand&limit=50&after={}", percent(&next))
        })?;
        ask("list of a street", &|n| {
            format!("/api/v1/entries?limit=50&within={}", streets[n % streets.len()])
        })?;
        ask("list by words", &|n| {
            format!("/api/v1/entries?kind=demand&limit=50&text={}", percent(words[n % words.len()]))
        })?;
        Ok(slow)
    }

    fn suggestions(&self, port: u16, headers: &Headers) -> Result<Vec<String>> {
        let mut known = Vec::new();
        for kind in ["demand", "resource"] {
            let page = http::get(port, &format!("/api/v1/entries?kind={kind}&limit=100"), headers)?.json()?;
            known.extend(ids(&page)?);
        }
        let of = |id: &str| format!("/api/v1/entries/{id}/suggestions");
        let begun = Instant::now();
        http::get(port, &of(&known[0]), headers)?.json()?;
        say(format_args!("{}: all lists were read in {:.1} s", self.name, begun.elapsed().as_secs_f64()));
        let asked =
            measure_pages(port, headers, self.arguments.times, &|n| of(&known[n * 7919 % known.len()]))?;
        let mut slow = self.row("suggestions for an entry", asked, SUGGESTION_MS);
        // Published, and asked for at once: what was remembered has to follow.
        let (mut millis, mut writes) = (Vec::new(), Vec::new());
        let like = http::get(port, &format!("/api/v1/entries/{}", known[0]), headers)?.json()?;
        for n in 0..self.arguments.times {
            let begun = Instant::now();
            let made = http::post(port, "/api/v1/entries", headers, &entry(&like, n))?.json()?;
            writes.push(begun.elapsed().as_secs_f64() * 1000.0);
            let id = made["id"].as_str().context("an id")?.to_owned();
            let begun = Instant::now();
            let found = http::get(port, &of(&id), headers)?.json()?;
            millis.push(begun.elapsed().as_secs_f64() * 1000.0);
            ensure!(
                found["items"].as_array().is_some_and(|items| !items.is_empty()),
                "no suggestion: {found}"
            );
        }
        self.row("publishing an entry", spread(writes), f64::INFINITY);
        slow.extend(self.row("suggestions for it at once", spread(millis), SUGGESTION_MS));
        Ok(slow)
    }

    fn plan(&self, port: u16, headers: &Headers, server: u32) -> Result<Vec<String>> {
        let district =
            http::get(port, "/api/v1/session", headers)?.json()?["appointment"]["place"]["id"].clone();
        let begun = Instant::now();
        let asked = json!({ "division_id": district });
        let plan = http::post(port, "/api/v1/match-plans", headers, &asked)?.json()?;
        let (seconds, peak) = (begun.elapsed().as_secs_f64(), peak_mib(server)?);
        say(format_args!(
            "{}: a plan of {} demands and {} offers in {seconds:.1} s: {} pairs, {} of {} served; peak {peak:.0} MiB",
            self.name,
            plan["demands"],
            plan["offers"],
            plan["pairs"].as_array().map_or(0, Vec::len),
            plan["served"],
            plan["asked"]
        ));
        let slow = seconds > PLAN_SECONDS || peak > PEAK_MIB;
        Ok(slow.then(|| format!("the plan on {}", self.name)).into_iter().collect())
    }

    /// The same question to the engine's own text search: the words of a demand in pairs of characters, five best offers.
    fn peer(&self) -> Result<()> {
        let (prepare, ask): (&str, fn(usize) -> String) = match self.name {
            "sqlite" => (
                "CREATE VIRTUAL TABLE peer USING fts5(words, tokenize = 'trigram');\n\
                 INSERT INTO peer (rowid, words) SELECT rowid, search_key FROM entry WHERE kind = 'resource';\n",
                |n| {
                    format!(
                        "SELECT COUNT(*) FROM (SELECT p.rowid FROM peer p, (SELECT title, body FROM entry WHERE kind = 'demand' \
                         LIMIT 1 OFFSET {n}) d WHERE peer MATCH (WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g \
                         WHERE i < length(d.title) - 2) SELECT group_concat('\"' || substr(d.title, i, 3) || '\"', ' OR ') FROM g) \
                         ORDER BY rank LIMIT 5);\n"
                    )
                },
            ),
            _ => (
                "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n\
                 CREATE INDEX peer ON entry USING gist (search_key gist_trgm_ops) WHERE kind = 'resource';\n",
                |n| {
                    format!(
                        "SELECT COUNT(*) FROM (SELECT id FROM entry WHERE kind = 'resource' ORDER BY search_key <-> \
                         (SELECT search_key FROM entry WHERE kind = 'demand' LIMIT 1 OFFSET {n}) LIMIT 5) s;\n"
                    )
                },
            ),
        };
        let script = self.folder.path().join("peer.sql");
        let timed = |text: &str| -> Result<f64> {
            fs::write(&script, text)?;
            let begun = Instant::now();
            (self.ask)(&script)?;
            Ok(begun.elapsed().as_secs_f64())
        };
        let Ok(prepared) = timed(prepare) else {
            say(format_args!("{}: its own text search is not here, skipped", self.name));
            return Ok(());
        };
        const ASKED: usize = 20;
        let nothing = timed("SELECT 1;\n")?;
        let questions: String = (0..ASKED).map(|n| ask(n * 97)).collect();
        let each = (timed(&questions)? - nothing) * 1000.0 / ASKED as f64;
        say(format_args!(
            "{}: its own text search: indexed in {prepared:.1} s, the five likest offers in {each:.1} ms on average",
            self.name
        ));
        Ok(())
    }
}

fn ids(page: &Value) -> Result<Vec<String>> {
    let items = page["items"].as_array().context("a list")?;
    let ids: Vec<String> = items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect();
    ensure!(!ids.is_empty(), "an empty list: {page}");
    Ok(ids)
}

/// A new entry in the words and the place of one that is there.
fn entry(like: &Value, n: usize) -> Value {
    json!({ "kind": like["kind"], "owner_division_id": like["division"]["id"], "category_id": like["category"]["id"],
        "title": like["title"], "text": format!("{}，第{n}次登记", like["text"].as_str().unwrap_or_default()),
        "quantity": 2, "measure": like["measure"], "division_id": like["division"]["id"], "reach": "district",
        "valid_from": "2026-01-01", "source": "community", "urgency": "ordinary", "publish": true })
}

fn spread(mut millis: Vec<f64>) -> (f64, f64) {
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share).round() as usize];
    (at(0.5), at(0.99))
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
