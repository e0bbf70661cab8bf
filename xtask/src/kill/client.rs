//! One who writes and notes what was acknowledged, and later looks for it.

use crate::http;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How often a unit is edited before the next one is made.
const EDITS: usize = 3;

pub struct Client {
    port: u16,
    headers: Vec<(String, String)>,
    street: String,
    name: String,
    stop: Arc<AtomicBool>,
}

/// A unit that was acknowledged, its edits that were, and the one whose answer never came.
pub struct Written {
    id: String,
    name: String,
    addresses: Vec<String>,
    unsure: Option<String>,
}

impl Client {
    pub const fn new(
        port: u16,
        headers: Vec<(String, String)>,
        street: String,
        name: String,
        stop: Arc<AtomicBool>,
    ) -> Self {
        Self { port, headers, street, name, stop }
    }

    /// Writes until the server is gone.
    pub fn write(&self) -> Vec<Written> {
        let mut all = Vec::new();
        for n in 0.. {
            if self.stop.load(Ordering::SeqCst) {
                break;
            }
            let name = format!("示例单位{}-{n}", self.name);
            let body = json!({ "name": name, "type": "private_enterprise", "division_id": self.street });
            let Some(made) = acknowledged(http::post(self.port, "/api/v1/units", &self.headers, &body))
            else {
                break;
            };
            let Some(id) = made["id"].as_str() else { break };
            let mut written = Written { id: id.to_owned(), name, addresses: Vec::new(), unsure: None };
            let alive = self.edit(&mut written, made["version"].clone());
            all.push(written);
            if !alive {
                break;
            }
        }
        all
    }

    fn edit(&self, written: &mut Written, mut version: Value) -> bool {
        for n in 0..EDITS {
            let address = format!("第{n}号楼，{}", written.name);
            let body = json!({ "version": version, "address": address });
            let path = format!("/api/v1/units/{}", written.id);
            match acknowledged(http::patch(self.port, &path, &self.headers, &body)) {
                Some(unit) => {
                    version = unit["version"].clone();
                    written.addresses.push(address);
                }
                None => {
                    written.unsure = Some(address);
                    return false;
                }
            }
        }
        true
    }
}

fn acknowledged(answer: Result<http::Answer>) -> Option<Value> {
    answer.ok()?.json().ok()
}

impl Written {
    pub fn acknowledged(&self) -> usize {
        1 + self.addresses.len()
    }

    /// Looks for all of it: the row, every entry, and that both say the same.
    pub fn check(&self, port: u16, headers: &[(String, String)]) -> Result<()> {
        let lost = || format!("the acknowledged unit {} ({})", self.name, self.id);
        let unit =
            http::get(port, &format!("/api/v1/units/{}", self.id), headers)?.json().with_context(lost)?;
        let history = format!("/api/v1/units/{}/history?limit=200", self.id);
        let history = http::get(port, &history, headers)?.json().with_context(lost)?;
        let entries = history["items"].as_array().with_context(lost)?;
        let says = |address: &str| entries.iter().any(|entry| entry["after"]["address"] == address);
        for address in &self.addresses {
            ensure!(says(address), "{}: no entry says '{address}'", lost());
        }
        let now = unit["address"].as_str();
        let expected = [self.addresses.last(), self.unsure.as_ref()];
        let known = expected.iter().flatten().any(|address| Some(address.as_str()) == now);
        ensure!(known || (now.is_none() && self.addresses.is_empty()), "{}: its address is {now:?}", lost());
        if let Some(now) = now {
            ensure!(says(now), "{}: its row says '{now}', no entry does", lost());
        }
        let (version, count) = (unit["version"].as_u64(), entries.len() as u64);
        ensure!(version == Some(count), "{}: version {version:?}, but {count} entries", lost());
        Ok(())
    }
}
