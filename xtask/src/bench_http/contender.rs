//! A server that takes part, and what is measured of it.

use super::{load, process};
use crate::{
    background::{Background, Folder},
    http,
};
use anyhow::{Context, Result, ensure};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

/// The command that serves the data of a folder on a port.
pub type Serve = Box<dyn Fn(&Path, u16) -> Command>;

pub struct Contender {
    pub name: &'static str,
    /// SQLite's `synchronous` for this turn: FULL survives a power cut.
    pub synchronous: &'static str,
    /// Reading does not depend on `synchronous`, so one of a product's turns is enough.
    pub lists: bool,
    /// The folder with its seeded data; every turn starts from a copy.
    pub data: PathBuf,
    /// The path that answers 200 as soon as it serves.
    pub ready: &'static str,
    pub command: Serve,
    /// What to send, asked once the server runs.
    pub requests: Box<dyn Fn(u16) -> Result<Requests>>,
}

pub struct Requests {
    pub headers: Vec<(String, String)>,
    pub list: String,
    /// Under which key the answer holds its rows.
    pub rows: &'static str,
    pub create: String,
    /// JSON with `%d` where each new unit's number goes.
    pub body: String,
}

impl Contender {
    pub fn title(&self) -> String {
        format!("{} ({})", self.name, self.synchronous)
    }
}

pub struct Record {
    pub contender: Contender,
    pub starts: Vec<Duration>,
    pub idle_mib: Vec<f64>,
    pub list: Vec<Sample>,
    pub create: Vec<Sample>,
    pub in_turn: Vec<Sample>,
}

pub struct Sample {
    pub per_second: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub cpu_us: f64,
}

impl Record {
    pub fn new(contender: Contender) -> Self {
        let (starts, idle_mib) = (Vec::new(), Vec::new());
        Self { contender, starts, idle_mib, list: Vec::new(), create: Vec::new(), in_turn: Vec::new() }
    }

    pub fn turn(&mut self, parent: &Path, seconds: u64) -> Result<()> {
        self.measure(parent, seconds).with_context(|| self.contender.title())
    }

    fn measure(&mut self, parent: &Path, seconds: u64) -> Result<()> {
        let folder = Folder::within(parent, "turn")?;
        let data = folder.path().join("data");
        copy(&self.contender.data, &data)?;

        let port = http::free_port()?;
        let mut command = (self.contender.command)(&data, port);
        let begun = Instant::now();
        let mut server = Background::start(
            self.contender.name,
            &mut command,
            &folder.path().join("log"),
            Signal::SIGTERM,
        )?;
        let ready = self.contender.ready;
        server.wait_until(Duration::from_millis(1), Duration::from_secs(120), || {
            http::answers_200(port, ready)
        })?;
        self.starts.push(begun.elapsed());
        sleep(Duration::from_secs(3));
        self.idle_mib.push(process::memory_mib(server.id())?);

        let requests = (self.contender.requests)(port)?;
        check(port, &requests)?;
        if self.contender.lists {
            load::list(port, &requests, 2)?;
            self.list.push(sample(&server, || load::list(port, &requests, seconds))?);
        }
        load::create(port, &requests, 1, 0)?;
        self.create.push(sample(&server, || load::create(port, &requests, seconds, 1))?);
        if self.contender.lists {
            self.in_turn.push(sample(&server, || load::in_turn(port, &requests, seconds))?);
        }
        Ok(())
    }
}

fn sample(server: &Background, load: impl FnOnce() -> Result<load::Outcome>) -> Result<Sample> {
    let before = process::cpu_seconds(server.id())?;
    let outcome = load()?;
    let cpu = process::cpu_seconds(server.id())? - before;
    Ok(Sample {
        per_second: outcome.requests / outcome.seconds,
        p50_us: outcome.p50_us,
        p99_us: outcome.p99_us,
        cpu_us: cpu / outcome.requests * 1e6,
    })
}

/// That it really lists twenty, because an error page is served very quickly.
fn check(port: u16, requests: &Requests) -> Result<()> {
    let page = http::get(port, &requests.list, &requests.headers)?.json()?;
    let rows = page[requests.rows].as_array().map_or(0, Vec::len);
    ensure!(rows == 20, "the list gave {rows} rows and not 20");
    let body: Value = serde_json::from_str(&requests.body.replace("%d", "0"))?;
    http::post(port, &requests.create, &requests.headers, &body)?.json()?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
