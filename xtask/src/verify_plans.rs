//! `cargo xtask verify-plans`: plans of the demonstration data, exported as anybody exports them, and made-up instances, solved
//! by `lianhe solve match` and by networkx, which shares no code and no idea with it. Both must serve as much of each class
//! and reach the same score; the lines in another order must give the very same plan.

use crate::{
    background::Folder,
    shell::{self, say},
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PEER: &str = include_str!("verify_plans/peer.py");
const SCOPES: [Option<&str>; 4] = [None, Some("大连湾街道"), Some("泉水街道"), Some("大房身社区居委会")];

#[derive(clap::Args)]
pub struct Arguments {
    /// How many instances are made up
    #[arg(long, default_value_t = 40)]
    instances: u64,
    /// A program that is built already
    #[arg(long)]
    program: Option<PathBuf>,
    /// An interpreter that knows networkx
    #[arg(long, default_value = "python3")]
    python: String,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let lianhe = match &arguments.program {
        Some(program) => program.clone(),
        None => shell::build_lianhe(false)?,
    };
    let folder = Folder::new("verify-plans")?;
    let peer = folder.path().join("peer.py");
    fs::write(&peer, PEER)?;
    let known = shell::succeeds(shell::program(&arguments.python).args(["-c", "import networkx"]));
    ensure!(known, "{} knows no networkx", arguments.python);
    let data = folder.path().join("data");
    shell::capture(shell::program(&lianhe).args(["demo", "--load-only", "--data"]).arg(&data))?;
    let verify = |name: &str, lines: &[String]| {
        let file = folder.path().join("instance.jsonl");
        check(&lianhe, &arguments.python, &peer, &file, lines).with_context(|| name.to_owned())
    };
    for scope in SCOPES {
        let mut export = shell::program(&lianhe);
        export.args(["export", "match-instance", "--data"]).arg(&data);
        if let Some(scope) = scope {
            export.args(["--within", scope]);
        }
        let lines: Vec<String> = shell::capture(&mut export)?.lines().map(str::to_owned).collect();
        let name = scope.unwrap_or("the whole district");
        let answer = verify(name, &lines)?;
        say(format_args!("{name}: {} lines, both solvers: {answer}", lines.len()));
    }
    for seed in 0..arguments.instances {
        verify(&format!("made up from {seed}"), &made_up(seed))?;
    }
    println!(
        "{} exported and {} made-up instances: the same optimum by networkx",
        SCOPES.len(),
        arguments.instances
    );
    Ok(())
}

/// What both answered.
fn check(lianhe: &Path, python: &str, peer: &Path, file: &Path, lines: &[String]) -> Result<Value> {
    let ours = |lines: &[String]| -> Result<Value> {
        fs::write(file, lines.join("\n"))?;
        let mut command = Command::new(lianhe);
        Ok(serde_json::from_str(&shell::capture(command.args(["solve", "match", "--json"]).arg(file))?)?)
    };
    let mut turned = lines.to_vec();
    turned.reverse();
    let (back, answer) = (ours(&turned)?, ours(lines)?);
    ensure!(back["pairs"] == answer["pairs"], "another order of lines gives another plan");
    let served = answer["served"].as_array().context("served")?.iter();
    let served: Vec<Value> = served.map(|one| json!([one["priority"], one["quantity"]])).collect();
    let ours = json!({ "served": served, "score": answer["score"] });
    let theirs = shell::capture(shell::program(python).arg(peer).arg(file))?;
    let theirs: Value = serde_json::from_str(&theirs)?;
    ensure!(theirs == ours, "networkx says {theirs}, we say {ours}");
    Ok(ours)
}

fn made_up(seed: u64) -> Vec<String> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let (supplies, demands) = (2 + below(40), 2 + below(60));
    let mut lines = Vec::new();
    for n in 0..supplies {
        lines.push(json!({ "supply": format!("s{n}"), "capacity": below(12) }).to_string());
    }
    for n in 0..demands {
        let (quantity, priority) = (1 + below(6), below(3));
        lines.push(
            json!({ "demand": format!("d{n}"), "quantity": quantity, "priority": priority }).to_string(),
        );
        for supply in 0..supplies {
            if below(5) == 0 {
                let mut pair =
                    json!({ "pair": [format!("s{supply}"), format!("d{n}")], "score": below(1_001) });
                if below(6) == 0 {
                    pair["upper"] = below(4).into();
                }
                lines.push(pair.to_string());
            }
        }
    }
    lines
}
