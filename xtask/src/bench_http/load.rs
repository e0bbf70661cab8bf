//! The load: `wrk`, one thread, 16 connections kept open, the same for all.

use super::contender::Requests;
use crate::shell;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::io::Write;

const CONNECTIONS: u32 = 16;

/// wrk's own summary rounds; this prints what it knows.
const REPORT: &str = r#"
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"us":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
"#;

pub struct Outcome {
    pub requests: f64,
    pub seconds: f64,
    pub p50_us: f64,
    pub p99_us: f64,
}

pub fn list(port: u16, requests: &Requests, seconds: u64) -> Result<Outcome> {
    run(port, &requests.list, &format!("{}wrk.method = \"GET\"\n", headers(requests)), seconds)
}

/// `series` keeps the numbers of several loads on one server apart.
pub fn create(port: u16, requests: &Requests, seconds: u64, series: u64) -> Result<Outcome> {
    let script = format!("{}request = create\n", creating(requests, series));
    run(port, &requests.create, &script, seconds)
}

/// A list, a create, a list …: what a server remembers of a list is out of date again at once.
pub fn in_turn(port: u16, requests: &Requests, seconds: u64) -> Result<Outcome> {
    let script = format!(
        "{}local path = {}\nlocal turn = 0\nrequest = function()\n  turn = turn + 1\n  \
         if turn % 2 == 0 then return create() end\n  return wrk.format(\"GET\", path)\nend\n",
        creating(requests, 2),
        lua(&requests.list),
    );
    run(port, &requests.create, &script, seconds)
}

fn creating(requests: &Requests, series: u64) -> String {
    format!(
        "{}wrk.headers[\"Content-Type\"] = \"application/json\"\nlocal body = {}\nlocal number = {}\n\
         local create = function()\n  number = number + 1\n  \
         return wrk.format(\"POST\", {}, nil, string.format(body, number))\nend\n",
        headers(requests),
        lua(&requests.body),
        (series + 1) * 10_000_000,
        lua(&requests.create),
    )
}

fn run(port: u16, path: &str, script: &str, seconds: u64) -> Result<Outcome> {
    let mut file = tempfile::Builder::new().suffix(".lua").tempfile()?;
    write!(file, "{script}{REPORT}")?;
    let mut command = shell::program("wrk");
    command
        .args([
            "--threads",
            "1",
            "--connections",
            &CONNECTIONS.to_string(),
            "--duration",
            &format!("{seconds}s"),
        ])
        .args(["--timeout", "10s", "--script"])
        .arg(file.path())
        .arg(format!("http://127.0.0.1:{port}{path}"));
    let text = shell::capture(&mut command)?;
    let result =
        text.lines().find_map(|line| line.strip_prefix("RESULT ")).context("wrk printed no result")?;
    let result: Value = serde_json::from_str(result)?;
    let number = |key: &str| result[key].as_f64().with_context(|| format!("wrk's result has no {key}"));
    let requests = number("requests")?;
    ensure!(requests > 0.0, "no request was answered");
    ensure!(number("refused")? == 0.0, "{} of {requests} requests were refused", number("refused")?);
    ensure!(number("broken")? == 0.0, "{} of {requests} connections broke", number("broken")?);
    Ok(Outcome { requests, seconds: number("us")? / 1e6, p50_us: number("p50")?, p99_us: number("p99")? })
}

fn headers(requests: &Requests) -> String {
    requests
        .headers
        .iter()
        .map(|(name, value)| format!("wrk.headers[{}] = {}\n", lua(name), lua(value)))
        .collect()
}

/// A Lua text that takes everything as it is. The blanks keep it apart from an index's brackets.
fn lua(text: &str) -> String {
    format!(" [==[{text}]==] ")
}
