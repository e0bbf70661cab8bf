//! `peers/axum_ref`: the same two operations without a product around them, as the lower bound.

use super::{
    contender::{Contender, Requests},
    seed::{self, Data},
};
use crate::shell::{self, say};
use anyhow::Result;
use std::{fs, path::Path};

pub fn contenders(folder: &Path, data: &Data) -> Result<Vec<Contender>> {
    say("Building the bare handler …");
    let target = shell::target_folder()?.join("peers");
    let mut build = shell::cargo(["build", "--release", "--quiet", "--locked"]);
    build.current_dir(shell::root().join("xtask/peers/axum_ref")).env("CARGO_TARGET_DIR", &target);
    shell::run(&mut build)?;
    let program = target.join("release/axum_ref");

    let seeded = folder.join("bare");
    fs::create_dir(&seeded)?;
    shell::run(shell::program(&program).arg("seed").arg(&data.units).arg(seeded.join("units.db")))?;
    let contender = |synchronous: &'static str| {
        let program = program.clone();
        Contender {
            name: "bare axum",
            synchronous,
            lists: synchronous == "FULL",
            data: seeded.clone(),
            ready: "/healthz",
            command: Box::new(move |data, port| {
                let mut command = shell::program(&program);
                command.arg("serve").arg(data.join("units.db")).args([synchronous, &port.to_string()]);
                command
            }),
            requests: Box::new(|_| {
                Ok(Requests {
                    headers: Vec::new(),
                    list: format!("/units?street={}", seed::STREET),
                    rows: "items",
                    create: "/units".into(),
                    body: format!(
                        r#"{{"name":"新建单位%d","type":"private_enterprise","division_code":"{}","industry_code":"51","valid_from":"2020-01-01"}}"#,
                        seed::COMMUNITY
                    ),
                })
            }),
        }
    };
    Ok(vec![contender("FULL"), contender("NORMAL")])
}
