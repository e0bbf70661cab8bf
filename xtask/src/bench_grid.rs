//! `cargo xtask bench grid`: a nation's divisions into an empty database, then the subtotals of provinces on any day.
//!
//! The import's time, processor time and peak memory; then, over HTTP with sign-in and permission as in daily use, the
//! children of every province with their subtotals on several days, again after one leaf was renamed, beside the
//! recursive SQL of SQLite and DuckDB over the same rows where Python has them.

use crate::{
    background::{Background, Folder},
    bench_http::process,
    http,
    shell::{self, say},
    web,
};
use anyhow::{Context, Result, ensure};
use nix::sys::signal::Signal;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const PEERS: &str = include_str!("bench_grid/peers.py");
/// As many times as each question is asked.
const TIMES: usize = 5;
const DAYS: [&str; 3] = ["2016-06-30", "2023-12-31", "2026-01-01"];

#[derive(clap::Args)]
pub struct Arguments {
    /// code12, level, name, parent12 of a whole nation; csv, also xz or gz
    #[arg(long, default_value = "../shared/data/divisions/china_2023_all_levels.csv.xz")]
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let file = shell::root().join(&arguments.file);
    ensure!(file.is_file(), "{} is not there: name another with --file", arguments.file.display());
    web::build()?;
    say("Building the server …");
    let program = shell::build_lianhe(true)?;
    let folder = Folder::within(&shell::target_folder()?.join("bench-grid"), "run")?;
    let database = format!("sqlite:{}", folder.path().join("lianhe.db").display());

    import(&program, &file, &database)?;
    let port = http::free_port()?;
    let administrator = shell::capture(shell::program(&program).args([
        "token",
        "--database",
        &database,
        "--as",
        "district-administrator@210211",
    ]))?;
    let headers = [("Authorization".to_owned(), format!("Bearer {}", administrator.trim()))];
    let mut command = shell::program(&program);
    command.args(["serve", "--database", &database, "--listen", &format!("127.0.0.1:{port}")]);
    let log = folder.path().join("serve.log");
    let mut server = Background::start("lianhe", &mut command, &log, Signal::SIGTERM)?;
    server.wait_until(Duration::from_millis(20), Duration::from_secs(60), || {
        http::answers_200(port, "/healthz")
    })?;

    let provinces = provinces(&file)?;
    ask(port, &headers, &provinces, "children of each province")?;
    rename_a_leaf(port, &headers)?;
    ask(port, &headers, &provinces, "the same after a leaf changed")?;
    server.stop()?;
    peers(&folder, &file)
}

fn import(program: &Path, file: &Path, database: &str) -> Result<()> {
    say("Importing …");
    let begun = Instant::now();
    let mut child = shell::program(program)
        .args(["import", "divisions"])
        .arg(file)
        .args(["--database", database, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (mut memory, mut cpu) = (0.0f64, 0.0);
    while child.try_wait()?.is_none() {
        // The process may end between two looks.
        memory = memory.max(process::memory_mib(child.id()).unwrap_or(0.0));
        cpu = process::cpu_seconds(child.id()).unwrap_or(cpu);
        thread::sleep(Duration::from_millis(50));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    let report: Value = serde_json::from_slice(&output.stdout).context("the import did not report")?;
    ensure!(output.status.success(), "the import failed: {report}");
    say(format_args!(
        "import: {} rows, {} added, {} flagged (codes that the file repeats) in {seconds:.1} s, {cpu:.1} CPU s, peak {memory:.0} MiB",
        report["rows"], report["added"], report["flagged"]
    ));
    Ok(())
}

/// The codes of the provinces, as the file lists them.
fn provinces(file: &Path) -> Result<Vec<String>> {
    let text = shell::capture(shell::program("sh").arg("-c").arg(format!(
        "case '{0}' in *.xz) xz -dc '{0}';; *.gz) gzip -dc '{0}';; *) cat '{0}';; esac | grep ',1,'",
        file.display()
    )))?;
    Ok(text.lines().filter_map(|line| line.split(',').next()).map(str::to_owned).collect())
}

fn ask(port: u16, headers: &[(String, String)], provinces: &[String], what: &str) -> Result<()> {
    let mut millis = Vec::new();
    let mut slowest = (0.0, String::new());
    for _ in 0..TIMES {
        for province in provinces {
            for day in DAYS {
                let begun = Instant::now();
                let path = format!("/api/v1/uppers/{province}/below?as_of={day}");
                http::get(port, &path, headers)?.json()?;
                let took = begun.elapsed().as_secs_f64() * 1000.0;
                if took > slowest.0 {
                    slowest = (took, format!("{province} on {day}"));
                }
                millis.push(took);
            }
        }
    }
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share) as usize];
    say(format_args!(
        "{what}: {} questions over HTTP, p50 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms ({})",
        millis.len(),
        at(0.5),
        at(0.99),
        slowest.0,
        slowest.1
    ));
    Ok(())
}

/// Renames the first community that the administrator's district lists.
fn rename_a_leaf(port: u16, headers: &[(String, String)]) -> Result<()> {
    let found = http::get(port, "/api/v1/divisions?kind=community&limit=1", headers)?.json()?;
    let leaf = &found["items"][0];
    let id = leaf["id"].as_str().context("no community in the district")?;
    let edit = json!({ "version": leaf["version"], "name": "改名示例社区居委会" });
    let begun = Instant::now();
    http::patch(port, &format!("/api/v1/divisions/{id}"), headers, &edit)?.json()?;
    say(format_args!("one leaf renamed in {:.1} ms", begun.elapsed().as_secs_f64() * 1000.0));
    Ok(())
}

fn peers(folder: &Folder, file: &Path) -> Result<()> {
    let script = folder.path().join("peers.py");
    fs::write(&script, PEERS)?;
    let python =
        std::env::var_os("LIANHE_BENCH_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    if shell::find(&python.to_string_lossy()).is_none() && !python.is_file() {
        say("peers: not measured, there is no Python");
        return Ok(());
    }
    shell::run(shell::program(&python).arg(&script).arg(file))
}
