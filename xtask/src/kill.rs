//! `cargo xtask kill`: clients write to a real server over HTTP and note what was acknowledged; the server is killed at a
//! random moment and started again. Every acknowledged write and its journal entry must be there, rows and entries must
//! agree, and the chain must verify. On PostgreSQL, which keeps its durability here, the database is killed as well now
//! and then.

mod client;

use crate::{
    background::{Background, Folder},
    http,
    postgres::Postgres,
    shell::{self, say},
};
use anyhow::{Context, Result, bail, ensure};
use client::{Client, Written};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// How many times on each engine
    #[arg(long, default_value_t = 50)]
    rounds: usize,
    /// Only on this engine: sqlite or postgres
    #[arg(long)]
    only: Option<String>,
}

const CLIENTS: usize = 4;
/// In every so many rounds PostgreSQL is killed too.
const DATABASE_TOO: usize = 5;
const IN_CI: usize = 5;
const STREET: &str = "甲街道";
const DIVISIONS: &str = "code,name,level,parent_code,valid_from
990000000000,示例省,1,,
990100000000,示例市,2,990000000000,
990101000000,示例区,3,990100000000,2016-01-01
990101001000,甲街道,4,990101000000,2016-01-01
";

pub fn run(arguments: &Arguments) -> Result<()> {
    let lianhe = shell::build_lianhe(false)?;
    let wanted = |engine| arguments.only.as_deref().is_none_or(|only| only == engine);
    ensure!(wanted("sqlite") || wanted("postgres"), "--only takes sqlite or postgres");
    if wanted("sqlite") {
        let folder = Folder::new("kill")?;
        let url = format!("sqlite:{}", folder.path().join("lianhe.db").display());
        Round::prepare(&lianhe, url, None)?.all(arguments.rounds)?;
    }
    if wanted("postgres") {
        let postgres = Postgres::with_durability(true)?;
        let url = postgres.create_database("lianhe_kill")?;
        Round::prepare(&lianhe, url, Some(postgres))?.all(arguments.rounds)?;
    }
    Ok(())
}

/// As often as fits between the other tests.
pub fn short() -> Result<()> {
    run(&Arguments { rounds: IN_CI, only: None })
}

struct Round {
    lianhe: PathBuf,
    url: String,
    postgres: Option<Postgres>,
    folder: Folder,
    token: String,
    street: String,
    written: Vec<Written>,
}

impl Round {
    fn prepare(lianhe: &Path, url: String, postgres: Option<Postgres>) -> Result<Self> {
        let folder = Folder::new("kill-log")?;
        let divisions = folder.path().join("divisions.csv");
        fs::write(&divisions, DIVISIONS)?;
        let mut round = Self {
            lianhe: lianhe.into(),
            url,
            postgres,
            folder,
            token: String::new(),
            street: String::new(),
            written: Vec::new(),
        };
        shell::capture(round.lianhe(&["import", "divisions"]).arg(&divisions).arg("--json"))?;
        let token =
            shell::capture(&mut round.lianhe(&["token", "--as", &format!("street-secretary@{STREET}")]))?;
        round.token = token.trim().to_owned();
        let (server, port) = round.serve()?;
        let session = http::get(port, "/api/v1/session", &round.headers())?.json()?;
        let place = &session["appointment"]["place"]["id"];
        round.street = place.as_str().context("the street has an id")?.to_owned();
        drop(server);
        Ok(round)
    }

    /// The product's command line on this database.
    fn lianhe(&self, words: &[&str]) -> Command {
        let mut command = shell::program(&self.lianhe);
        command.args(words).args(["--database", &self.url]);
        command.env("LIANHE_KEYS__FILE", self.folder.path().join("keys"));
        command
    }

    fn headers(&self) -> Vec<(String, String)> {
        vec![("Authorization".into(), format!("Bearer {}", self.token))]
    }

    /// A server whose end is SIGKILL.
    fn serve(&self) -> Result<(Background, u16)> {
        let port = http::free_port()?;
        let mut command = self.lianhe(&["serve", "--listen", &format!("127.0.0.1:{port}")]);
        let log = self.folder.path().join("log");
        let mut server = Background::start("lianhe serve", &mut command, &log, Signal::SIGKILL)?;
        server.wait_until(Duration::from_millis(20), Duration::from_secs(60), || {
            http::answers_200(port, "/readyz")
        })?;
        Ok((server, port))
    }

    fn all(mut self, rounds: usize) -> Result<()> {
        let engine = if self.postgres.is_some() { "PostgreSQL" } else { "SQLite" };
        let (mut acknowledged, mut crashes) = (0, 0);
        for n in 1..=rounds {
            let database_too = self.postgres.is_some() && n % DATABASE_TOO == 0;
            let writes = self.one(n, database_too).with_context(|| format!("{engine}, round {n}"))?;
            acknowledged += writes;
            crashes += usize::from(database_too);
            say(format_args!(
                "{engine} {n:>3}/{rounds}: {writes} writes acknowledged, all there, the chain holds"
            ));
        }
        let (server, port) = self.serve()?;
        for written in &self.written {
            written.check(port, &self.headers())?;
        }
        drop(server);
        let units = self.agree()?;
        println!(
            "{engine}: killed {rounds} times ({crashes} times with the database); {acknowledged} acknowledged writes, \
             {units} units, none lost; rows and entries agree; the chain verifies"
        );
        Ok(())
    }

    /// One round: write, kill, look. Gives the number of writes that were acknowledged.
    fn one(&mut self, n: usize, database_too: bool) -> Result<usize> {
        let (server, port) = self.serve()?;
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let name = format!("{n}-{client}");
                let client = Client::new(port, self.headers(), self.street.clone(), name, stop.clone());
                thread::spawn(move || client.write())
            })
            .collect();
        thread::sleep(Duration::from_millis(50 + random()? % 650));
        if database_too && let Some(postgres) = &mut self.postgres {
            postgres.crash()?;
        }
        server.end_by(Signal::SIGKILL);
        stop.store(true, Ordering::SeqCst);
        let mut acknowledged = 0;
        let mut fresh = Vec::new();
        for client in clients {
            for written in client.join().map_err(|_| anyhow::anyhow!("a client panicked"))? {
                acknowledged += written.acknowledged();
                fresh.push(written);
            }
        }
        self.verify()?;
        let (server, port) = self.serve()?;
        for written in &fresh {
            written.check(port, &self.headers())?;
        }
        drop(server);
        self.written.extend(fresh);
        Ok(acknowledged)
    }

    fn verify(&self) -> Result<()> {
        let answer = shell::capture(&mut self.lianhe(&["audit", "verify", "--json"]))?;
        let answer: Value = serde_json::from_str(&answer)?;
        ensure!(answer["ok"] == true, "the chain does not verify: {answer}");
        Ok(())
    }

    /// As many units as entries that made one, also of writes whose answer never came.
    fn agree(&self) -> Result<usize> {
        self.verify()?;
        let trail = shell::capture(&mut self.lianhe(&["audit", "export"]))?;
        let mut made = 0;
        for line in trail.lines() {
            let entry: Value = serde_json::from_str(line)?;
            made += usize::from(entry["operation"] == "unit.create");
            ensure!(entry["seal"].is_string(), "entry {} has no seal", entry["sequence"]);
        }
        let units = shell::capture(&mut self.lianhe(&["export", "units", "--format", "csv"]))?;
        let there = units.lines().count() - 1;
        if there != made {
            bail!("{there} units, but {made} entries that made one");
        }
        Ok(there)
    }
}

fn random() -> Result<u64> {
    let mut bytes = [0; 8];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(u64::from_ne_bytes(bytes))
}
