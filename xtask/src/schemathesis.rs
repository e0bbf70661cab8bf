//! `cargo xtask schemathesis`: strangers' requests, made up from the OpenAPI document, against the product with the
//! demonstration data; as three appointments at once, each with a server of its own.
//!
//! Schemathesis comes from PyPI into a virtual environment below the target folder. Ends well when no answer was a 5xx
//! and every one was as the document says.

use crate::{
    background::{Background, Folder},
    http,
    shell::{self, say},
};
use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Child,
    time::Duration,
};

const VERSION: &str = "schemathesis>=4.32,<5";
const APPOINTMENTS: [&str; 3] =
    ["district-administrator@甘井子区", "street-secretary@大连湾街道", "liaison@连湾示例海洋装备有限公司"];
/// Whether the answer is one that the document promises; whether it is right is for the tests of the API.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance";
/// These end the session or the account with which we call: everything after them would be a 401.
const LEFT_OUT: [&str; 6] = [
    "end_session",
    "end_own_session",
    "end_own_sessions",
    "change_password",
    "reset_account",
    "disable_account",
];

#[derive(clap::Args)]
pub struct Arguments {
    /// How long each appointment calls
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// Only appointments whose name contains this
    #[arg(long)]
    only: Option<String>,
}

struct Caller {
    appointment: &'static str,
    server: Background,
    schemathesis: Child,
    report: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let program = install()?;
    let lianhe = shell::build_lianhe(false)?;
    let folder = Folder::new("schemathesis")?;
    let wanted = |name: &&&str| arguments.only.as_deref().is_none_or(|part| name.contains(part));
    let callers = APPOINTMENTS
        .iter()
        .filter(wanted)
        .enumerate()
        .map(|(n, appointment)| {
            let place = folder.path().join(n.to_string());
            start(&program, &lianhe, &place, appointment, arguments.minutes)
        })
        .collect::<Result<Vec<_>>>()?;
    say(format_args!("{} appointments call for {} minutes …", callers.len(), arguments.minutes));
    let mut failed = Vec::new();
    for mut caller in callers {
        let status = caller.schemathesis.wait()?;
        let report = fs::read_to_string(&caller.report)?;
        let tail: Vec<_> = report.lines().rev().take_while(|line| !line.contains("= SUMMARY =")).collect();
        println!("── {}", caller.appointment);
        tail.iter().rev().for_each(|line| println!("{line}"));
        if !status.success() {
            println!("{report}");
            failed.push(caller.appointment);
        }
        caller.server.stop()?;
    }
    if !failed.is_empty() {
        bail!("Schemathesis found faults as {}", failed.join(", "));
    }
    Ok(())
}

fn install() -> Result<PathBuf> {
    let folder = shell::target_folder()?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    if !program.exists() {
        say("Installing Schemathesis from PyPI into the target folder …");
        shell::run(shell::program("python3").args(["-m", "venv"]).arg(&folder))
            .context("Schemathesis needs python3 with venv (on Debian: python3-venv)")?;
        shell::run(shell::program(folder.join("bin/pip")).args(["install", "--quiet", VERSION]))?;
    }
    Ok(program)
}

fn start(
    program: &Path,
    lianhe: &Path,
    place: &Path,
    appointment: &'static str,
    minutes: u64,
) -> Result<Caller> {
    fs::create_dir_all(place)?;
    let data = place.join("data");
    let port = http::free_port()?;
    let mut command = shell::program(lianhe);
    command.arg("demo").arg("--data").arg(&data).args(["--listen", &format!("127.0.0.1:{port}")]);
    let mut server = Background::start("lianhe demo", &mut command, &place.join("log"), Signal::SIGINT)?;
    server.wait_until(Duration::from_millis(100), Duration::from_secs(180), || {
        http::answers_200(port, "/healthz")
    })?;
    let mut token = shell::program(lianhe);
    token.arg("token").arg("--data").arg(&data).args(["--as", appointment]);
    let token = shell::capture(&mut token)?;
    let report = place.join("report");
    let mut command = shell::program(program);
    command
        .current_dir(place)
        .args(["run", &format!("http://127.0.0.1:{port}/api/v1/openapi.json"), "--no-color"])
        .args(["--header", &format!("Authorization: Bearer {}", token.trim())])
        .args(["--checks", CHECKS, "--max-time", &(minutes * 60).to_string()])
        .args(["--continue-on-failure", "--request-timeout", "40"]);
    for operation in LEFT_OUT {
        command.args(["--exclude-operation-id", operation]);
    }
    let output = File::create(&report)?;
    let schemathesis = command
        .stdout(output.try_clone()?)
        .stderr(output)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    Ok(Caller { appointment, server, schemathesis, report })
}
