//! Directus: a Node.js server on SQLite, with a fixed token of its administrator.

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
    process::Command,
    time::Duration,
};

/// These live as long as the bench, on loopback, in a temporary folder.
const TOKEN: &str = "only-for-this-bench";
const SECRET: &str = "also-only-for-this-bench-32-letters";

pub fn contender(folder: &Path, installed: Option<&Path>) -> Result<Contender> {
    let Some(installed) = installed else {
        bail!(
            "Directus is not installed, so it was not measured. In an empty folder: npm install directus; \
             then give --directus FOLDER."
        );
    };
    let program = Program::find(installed)?;
    let data = folder.join("directus");
    fs::create_dir(&data)?;
    fill(&program, &data).context("Directus could not be prepared")?;
    Ok(Contender {
        name: "Directus",
        synchronous: "FULL",
        lists: true,
        data,
        ready: "/server/ping",
        command: Box::new(move |data, port| program.command(data, port, "start")),
        requests: Box::new(|_| {
            Ok(Requests {
                headers: headers(),
                list: format!(
                    "/items/unit?limit=20&sort=name&meta=filter_count&filter%5Bstreet%5D%5B_eq%5D={}",
                    seed::STREET
                ),
                rows: "data",
                create: "/items/unit".into(),
                body: format!(
                    r#"{{"name":"新建单位%d","type":"private_enterprise","street":"{}","division":"{}","industry":"51","valid_from":"2020-01-01"}}"#,
                    seed::OTHER_STREET,
                    seed::COMMUNITY
                ),
            })
        }),
    })
}

struct Program {
    node: PathBuf,
    script: PathBuf,
}

impl Program {
    /// The Node.js is the one on the search path: native modules were compiled for the one that installed them.
    fn find(folder: &Path) -> Result<Self> {
        let script = std::path::absolute(folder)?.join("node_modules/directus/cli.js");
        ensure!(script.is_file(), "there is no Directus at {}", script.display());
        Ok(Self { node: shell::find("node").context("node is not installed")?, script })
    }

    fn command(&self, data: &Path, port: u16, what: &str) -> Command {
        let mut command = shell::program(&self.node);
        command.arg(&self.script).arg(what).current_dir(data);
        for (name, value) in [
            ("HOST", "127.0.0.1"),
            ("PORT", &port.to_string()),
            ("DB_CLIENT", "sqlite3"),
            ("SECRET", SECRET),
            ("ADMIN_EMAIL", "bench@example.org"),
            ("ADMIN_PASSWORD", SECRET),
            ("ADMIN_TOKEN", TOKEN),
            ("TELEMETRY", "false"),
            ("NO_UPDATE_NOTIFIER", "1"),
            ("LOG_LEVEL", "error"),
            ("RATE_LIMITER_ENABLED", "false"),
            ("CACHE_ENABLED", "false"),
        ] {
            command.env(name, value);
        }
        command.env("DB_FILENAME", data.join("directus.db"));
        command
    }
}

fn fill(program: &Program, data: &Path) -> Result<()> {
    say("Filling Directus (about a minute) …");
    let port = http::free_port()?;
    shell::capture(&mut program.command(data, port, "bootstrap"))?;
    let log = data.with_extension("log");
    let mut command = program.command(data, port, "start");
    let mut server = Background::start("Directus", &mut command, &log, Signal::SIGTERM)?;
    let is_ready = || http::answers_200(port, "/server/ping");
    server.wait_until(Duration::from_millis(100), Duration::from_secs(120), is_ready)?;

    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}, "meta": {}});
    let mut fields = vec![json!({
        "field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}, "meta": {},
    })];
    fields.extend(["name", "type", "division", "industry", "valid_from"].map(text));
    // It can index one column, and that is the one which narrows most.
    fields.push(json!({"field": "street", "type": "string", "schema": {"is_indexed": true}, "meta": {}}));
    let collection = json!({"collection": "unit", "schema": {}, "meta": {}, "fields": fields});
    http::post(port, "/collections", &headers(), &collection)?.json()?;
    let units: Vec<Value> = seed::units().map(|unit| record(&unit)).collect();
    for part in units.chunks(200) {
        http::post(port, "/items/unit", &headers(), &Value::from(part))?.json()?;
    }
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

fn headers() -> Vec<(String, String)> {
    vec![("Authorization".into(), format!("Bearer {TOKEN}"))]
}
