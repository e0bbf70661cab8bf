//! What Linux counts for a process and those it started.

use anyhow::{Context, Result};
use std::fs;

/// The kernel's unit in /proc/PID/stat: 100 on every Linux that people run.
const TICKS_PER_SECOND: f64 = 100.0;

/// User and system time so far.
pub fn cpu_seconds(id: u32) -> Result<f64> {
    let mut ticks = 0.0;
    for id in family(id)? {
        let fields = stat(id)?;
        for field in [11, 12] {
            ticks +=
                fields.get(field).and_then(|text| text.parse::<f64>().ok()).context("odd /proc/PID/stat")?;
        }
    }
    Ok(ticks / TICKS_PER_SECOND)
}

/// Proportional set size: shared pages are counted once.
pub fn memory_mib(id: u32) -> Result<f64> {
    let mut kib = 0.0;
    for id in family(id)? {
        let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
        let line =
            text.lines().find_map(|line| line.strip_prefix("Pss:")).context("no Pss in smaps_rollup")?;
        kib += line.trim().trim_end_matches("kB").trim().parse::<f64>()?;
    }
    Ok(kib / 1024.0)
}

/// The process and all below it.
fn family(id: u32) -> Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(child) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process that has just ended is no error.
        if let Some(parent) = stat(child).ok().and_then(|fields| fields.get(1)?.parse::<u32>().ok()) {
            parents.push((child, parent));
        }
    }
    let mut family = vec![id];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(child, _)| *child));
        next += 1;
    }
    Ok(family)
}

/// The fields behind the name, which may itself hold blanks and brackets.
fn stat(id: u32) -> Result<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = text.rsplit_once(')').context("odd /proc/PID/stat")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}

/// The most memory that one process ever held.
pub fn peak_mib(id: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM in status")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
}
