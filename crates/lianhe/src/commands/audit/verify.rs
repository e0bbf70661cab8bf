//! `lianhe audit verify`.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;
use service::journal::{Anchor, Archive, Bad, Torn, Verified};

use super::Where;

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    place: Where,
    /// What `lianhe audit anchor` printed: it must still be so
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// What `lianhe audit prune` wrote, oldest first: it must hold, and join the kept chain
    #[arg(long, value_name = "FILE")]
    archive: Vec<PathBuf>,
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub async fn run(self) -> Result<ExitCode> {
        let mut anchors = Vec::new();
        for file in &self.anchor {
            each_line(file, |line| {
                let anchor: Anchor = serde_json::from_str(line)
                    .with_context(|| format!("{}: not a line of lianhe audit anchor", file.display()))?;
                anchors.push(anchor);
                Ok(())
            })?;
        }
        let lianhe = self.place.open().await?;
        let mut found = service::journal::verify(&lianhe.db, &anchors).await?;
        lianhe.db.close().await;
        let mut archive = Archive::default();
        if !self.archive.is_empty() {
            let torn = self.read(&mut archive)?.or_else(|| archive.joins(&found.horizons).err());
            let bad = torn.map(|(district, sequence, why)| Bad { district, sequence, why });
            found.first_bad = bad.or(found.first_bad);
        }
        Ok(if self.tell(&found, &archive) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Reads the archives up to the first line that does not hold.
    fn read(&self, archive: &mut Archive) -> Result<Option<Torn>> {
        let mut torn = None;
        for file in &self.archive {
            each_line(file, |line| {
                if torn.is_none() {
                    torn = archive.take(line).err();
                }
                Ok(())
            })?;
        }
        Ok(torn)
    }

    fn tell(&self, found: &Verified, archive: &Archive) -> bool {
        if let Some(bad) = &found.first_bad {
            if self.json {
                let bad = json!({ "district": bad.district, "sequence": bad.sequence, "why": bad.why });
                println!("{}", json!({ "ok": false, "first_bad": bad }));
            } else {
                println!("entry {} of district {}: {}", bad.sequence, bad.district, bad.why);
            }
            return false;
        }
        if self.json {
            let mut answer = json!({ "entries": found.entries, "sealed": found.sealed, "ok": true });
            if !found.horizons.is_empty() {
                let from = found.horizons.iter();
                answer["from"] =
                    from.map(|h| json!({ "district": h.district, "sequence": h.sequence + 1 })).collect();
            }
            if !self.archive.is_empty() {
                answer["archived"] = json!(archive.entries);
            }
            println!("{answer}");
        } else {
            println!("{} entries, {} sealed: the chain holds", found.entries, found.sealed);
            for horizon in &found.horizons {
                println!("  district {}: kept from entry {}", horizon.district, horizon.sequence + 1);
            }
            if !self.archive.is_empty() {
                println!("  {} archived entries hold and join the kept chain", archive.entries);
            }
        }
        if found.anchors_archived > 0 {
            eprintln!(
                "{} anchors lie before the kept chain: they cannot be compared",
                found.anchors_archived
            );
        }
        true
    }
}

fn each_line(file: &Path, mut take: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let opened = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    for line in BufReader::new(opened).lines() {
        let line = line.with_context(|| format!("{} cannot be read", file.display()))?;
        if !line.trim().is_empty() {
            take(&line)?;
        }
    }
    Ok(())
}
