//! `cargo xtask generate`: the OpenAPI snapshot and the TypeScript client, both from the server's own code.

use crate::{shell, web};
use anyhow::{Result, bail};
use std::{fs, path::PathBuf};

pub fn run() -> Result<()> {
    fs::write(snapshot(), openapi()?)?;
    web::script("generate")
}

/// Fails when the snapshot is not what the server says of itself.
pub fn check() -> Result<()> {
    let now = openapi()?;
    let kept = fs::read_to_string(snapshot()).unwrap_or_default();
    if now == kept {
        return Ok(());
    }
    let difference = now.lines().zip(kept.lines()).position(|(now, kept)| now != kept);
    let line = difference.unwrap_or_else(|| now.lines().count().min(kept.lines().count())) + 1;
    bail!("web/openapi.json is stale from line {line} on. Run: cargo xtask generate")
}

fn openapi() -> Result<String> {
    shell::capture(&mut shell::cargo(["run", "--quiet", "--package", "lianhe", "--", "openapi"]))
}

fn snapshot() -> PathBuf {
    shell::root().join("web/openapi.json")
}
