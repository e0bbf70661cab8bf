//! `cargo xtask bench consortia`: a district with thousands of consortia and years of meetings, and what a person waits
//! for on each engine: the desk of three appointments, a consortium's page, its obligations, lists, a long calendar. Over HTTP, with
//! sign-in and permission as in daily use; each question is asked of another body.

mod data;

use crate::{
    background::{Background, Folder},
    http,
    postgres::Postgres,
    shell::{self, say},
};
use anyhow::{Context, Result, ensure};
use nix::sys::signal::Signal;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use data::Dialect;

/// What nobody should wait longer for.
const MOST_MS: f64 = 100.0;
/// In the calendar of a body that has existed for long.
const EVENTS: u32 = 5_000;

#[derive(clap::Args)]
pub struct Arguments {
    /// Streets and communities, each with a consortium
    #[arg(long, default_value_t = 1_000)]
    bodies: u32,
    #[arg(long, default_value_t = 3)]
    years: u32,
    /// Member units of each
    #[arg(long, default_value_t = 3)]
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
    let folder = Folder::within(&shell::target_folder()?.join("bench-consortia"), "run")?;
    say(format_args!(
        "{} bodies, {} years, {} units each; each question {} times",
        arguments.bodies, arguments.years, arguments.units, arguments.times
    ));
    let wanted = |engine: &str| arguments.engine.as_deref().is_none_or(|only| only == engine);
    let mut slow = Vec::new();
    if wanted("sqlite") {
        let file = folder.path().join("lianhe.db");
        let database = format!("sqlite:{}", file.display());
        let fill = |script: &Path| {
            let mut command = shell::program("sqlite3");
            command.arg("-bail").arg(&file).stdin(File::open(script)?);
            shell::capture(&mut command).map(drop)
        };
        slow.extend(engine("sqlite", arguments, &program, &folder, &database, &data::SQLITE, &fill)?);
    }
    if wanted("postgres") {
        let postgres = Postgres::start()?;
        let database = postgres.create_database("consortia")?;
        let fill = |script: &Path| {
            let mut command = shell::program("psql");
            command.args(["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", &database]);
            shell::capture(command.arg("--file").arg(script)).map(drop)
        };
        slow.extend(engine("postgres", arguments, &program, &folder, &database, &data::POSTGRES, &fill)?);
    }
    ensure!(slow.is_empty(), "slower than {MOST_MS} ms: {}", slow.join(", "));
    Ok(())
}

/// Answers with what was too slow.
fn engine(
    name: &str,
    arguments: &Arguments,
    program: &Path,
    folder: &Folder,
    database: &str,
    dialect: &Dialect,
    fill: &dyn Fn(&Path) -> Result<()>,
) -> Result<Vec<String>> {
    let divisions = folder.path().join("divisions.csv");
    fs::write(&divisions, data::divisions(arguments.bodies))?;
    let charters = folder.path().join("charters.csv");
    fs::write(
        &charters,
        "consortium,item,value,valid_from,reason\n,joint_conference_months,3,2000-01-01,\n\
         ,liaison_meeting_months,1,2000-01-01,\n,quorum_percent,50,2000-01-01,\n,warning_absences,3,2000-01-01,\n",
    )?;
    let holidays = shell::root().join("demo/holidays.csv");
    for (kind, file) in [("divisions", &divisions), ("holidays", &holidays), ("charters", &charters)] {
        let mut import = shell::program(program);
        import.args(["import", kind]).arg(file).args(["--database", database, "--json"]);
        shell::capture(&mut import)?;
    }
    let begun = Instant::now();
    let script = folder.path().join(format!("{name}.sql"));
    fs::write(&script, data::script(dialect, arguments.years, arguments.units, arguments.seed))?;
    fill(&script)?;
    say(format_args!("{name}: filled in {:.0} s", begun.elapsed().as_secs_f64()));
    let token = |appointment: &str| -> Result<Headers> {
        let mut command = shell::program(program);
        command.args(["token", "--database", database, "--as", appointment]);
        let token = shell::capture(&mut command)?;
        Ok(vec![("Authorization".to_owned(), format!("Bearer {}", token.trim()))])
    };
    let administrator = token(&format!("district-administrator@{}", data::DISTRICT))?;
    let secretary = token("street-secretary@测量1街道")?;
    let liaison = token("liaison@测量单位0")?;

    let port = http::free_port()?;
    let mut command = shell::program(program);
    command.args(["serve", "--database", database, "--listen", &format!("127.0.0.1:{port}")]);
    command.env("LIANHE_LIMITS__REQUESTS", "0");
    let log = folder.path().join(format!("{name}.log"));
    let mut server = Background::start("lianhe", &mut command, &log, Signal::SIGTERM)?;
    let begun = Instant::now();
    server.wait_until(Duration::from_millis(20), Duration::from_secs(60), || {
        http::answers_200(port, "/healthz")
    })?;
    // Kept once the desk answers at once: the server does it beside its work.
    loop {
        let asked = Instant::now();
        let answered = http::get(port, "/api/v1/desk", &administrator).and_then(|answer| answer.json());
        if answered.is_ok() && asked.elapsed() < Duration::from_millis(300)
            || begun.elapsed() > Duration::from_secs(900)
        {
            break;
        }
        std::thread::sleep(Duration::from_secs(2));
    }
    say(format_args!("{name}: what is owed was kept {:.0} s after the start", begun.elapsed().as_secs_f64()));

    let bodies = bodies(port, &administrator)?;
    let at = |n: usize| bodies[(n * 7919) % bodies.len()].as_str();
    let mut slow = Vec::new();
    let mut ask =
        |what: &str, headers: &Headers, bound: bool, path: &dyn Fn(usize) -> String| -> Result<()> {
            let mut n = 0..;
            let (p50, p99) = measure(arguments.times, || {
                let path = path(n.next().unwrap_or_default());
                http::get(port, &path, headers)?.json().map(drop)
            })?;
            say(format_args!("| {name} | {what} | {p50:.1} | {p99:.1} |"));
            if bound && p99 > MOST_MS {
                slow.push(format!("{what} on {name}"));
            }
            Ok(())
        };
    say("| engine | question | p50 ms | p99 ms |\n| --- | --- | --- | --- |");
    let desk = |_: usize| "/api/v1/desk".to_owned();
    ask("desk, district administrator", &administrator, true, &desk)?;
    ask("desk, street secretary", &secretary, true, &desk)?;
    ask("desk, liaison", &liaison, true, &desk)?;
    let body = |n: usize| format!("/api/v1/consortia/{}", at(n));
    ask("consortium page", &administrator, true, &body)?;
    ask("obligations", &administrator, true, &|n| format!("{}/obligations", body(n)))?;
    ask("meetings of a body", &administrator, true, &|n| format!("{}/meetings", body(n)))?;
    ask("list of consortia, district", &administrator, true, &|_| "/api/v1/consortia?limit=50".into())?;
    ask("list of consortia, street", &secretary, true, &|_| "/api/v1/consortia?limit=50".into())?;
    ask("register of resolutions, district", &administrator, false, &|_| {
        "/api/v1/resolutions?limit=50".into()
    })?;
    ask("register of resolutions, street", &secretary, false, &|_| "/api/v1/resolutions?limit=50".into())?;
    let script = folder.path().join(format!("{name}-calendar.sql"));
    fs::write(&script, data::calendar(dialect, EVENTS))?;
    fill(&script)?;
    let tree = http::get(port, "/api/v1/divisions/tree", &administrator)?.json()?;
    let nodes = tree["nodes"].as_array().context("no tree")?;
    let district = nodes.iter().find(|node| node["code"] == data::DISTRICT).context("no district")?;
    let district = district["id"].as_str().context("no id")?.replace('-', "");
    let feed = format!("/api/v1/feeds/{district}{}.ics", data::SECRET);
    let (p50, p99) = measure(arguments.times, || {
        let calendar = http::get(port, &feed, &Headers::new())?;
        let events = calendar.body.matches("BEGIN:VEVENT").count();
        ensure!(calendar.status == 200 && events >= EVENTS as usize, "{}: {events} events", calendar.status);
        Ok(())
    })?;
    say(format_args!("| {name} | calendar of {EVENTS} events | {p50:.1} | {p99:.1} |"));
    if p99 > MOST_MS {
        slow.push(format!("calendar on {name}"));
    }
    server.stop()?;
    Ok(slow)
}

type Headers = Vec<(String, String)>;

fn bodies(port: u16, headers: &Headers) -> Result<Vec<String>> {
    let found = http::get(port, "/api/v1/consortia?limit=100", headers)?.json()?;
    let items = found["items"].as_array().context("no list of consortia")?;
    let ids: Vec<String> = items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)).collect();
    ensure!(!ids.is_empty(), "there are no consortia");
    Ok(ids)
}

/// Median and 99th percentile in milliseconds, after a few questions that are not counted.
fn measure(times: usize, mut ask: impl FnMut() -> Result<()>) -> Result<(f64, f64)> {
    const FIRST: usize = 3;
    let mut millis = Vec::with_capacity(times);
    for n in 0..times + FIRST {
        let begun = Instant::now();
        ask()?;
        if n >= FIRST {
            millis.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share).round() as usize];
    Ok((at(0.5), at(0.99)))
}
