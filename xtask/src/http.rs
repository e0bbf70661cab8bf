//! As much HTTP as waiting for a server and asking it a few questions takes, on loopback only.

use anyhow::{Context, Result, bail};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    /// The body as JSON, or an error with what the server said instead.
    pub fn json(&self) -> Result<serde_json::Value> {
        if !(200..300).contains(&self.status) {
            bail!("the server answered {}: {}", self.status, self.body);
        }
        serde_json::from_str(&self.body).with_context(|| format!("not JSON: {}", self.body))
    }
}

pub fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// A port that nobody listens on at the moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(local(0))?.local_addr()?.port())
}

pub fn get(port: u16, path: &str, headers: &[(String, String)]) -> Result<Answer> {
    send(port, "GET", path, headers, "")
}

pub fn post(port: u16, path: &str, headers: &[(String, String)], body: &serde_json::Value) -> Result<Answer> {
    send(port, "POST", path, headers, &body.to_string())
}

pub fn patch(
    port: u16,
    path: &str,
    headers: &[(String, String)],
    body: &serde_json::Value,
) -> Result<Answer> {
    send(port, "PATCH", path, headers, &body.to_string())
}

pub fn answers_200(port: u16, path: &str) -> bool {
    get(port, path, &[]).is_ok_and(|answer| answer.status == 200)
}

/// HTTP/1.0, because then the end of the connection is the end of the answer.
fn send(port: u16, method: &str, path: &str, headers: &[(String, String)], body: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&local(port), Duration::from_secs(1))?;
    // A plan of a whole city is worth waiting for.
    stream.set_read_timeout(Some(Duration::from_secs(300)))?;
    let mut request = format!("{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        request.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes())?;

    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").context("the answer has no header")?;
    let status =
        head.split(' ').nth(1).and_then(|word| word.parse().ok()).context("the answer has no status")?;
    Ok(Answer { status, body: body.into() })
}
