//! Lianhe itself: data through its own importer, sign-in, permission and journal as in daily use.

use super::{
    contender::{Contender, Requests},
    seed::{self, Data},
};
use crate::{
    http,
    shell::{self, say},
    web,
};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{fs, path::Path};

pub fn contenders(folder: &Path, data: &Data) -> Result<Vec<Contender>> {
    web::build()?;
    say("Building the server …");
    let program = shell::build_lianhe(true)?;

    let seeded = folder.join("lianhe");
    fs::create_dir(&seeded)?;
    let database = format!("sqlite:{}", seeded.join("lianhe.db").display());
    let industries = shell::root().join("demo/industries.csv");
    for (kind, file) in [("divisions", &data.divisions), ("industries", &industries), ("units", &data.units)]
    {
        say(format_args!("Importing {kind} …"));
        let mut import = shell::program(&program);
        import.args(["import", kind]).arg(file).args(["--database", &database, "--json"]);
        say(shell::capture(&mut import)?.trim());
    }
    let administrator = format!("district-administrator@{}", seed::DISTRICT);
    let mut token = shell::program(&program);
    token.args(["token", "--database", &database, "--as", &administrator]);
    let token = shell::capture(&mut token)?.trim().to_owned();

    let contender = |synchronous: &'static str| {
        let program = program.clone();
        let token = token.clone();
        Contender {
            name: "Lianhe",
            synchronous,
            lists: synchronous == "FULL",
            data: seeded.clone(),
            ready: "/healthz",
            command: Box::new(move |data, port| {
                let mut command = shell::program(&program);
                command
                    .args(["serve", "--database", &format!("sqlite:{}", data.join("lianhe.db").display())])
                    .args(["--listen", &format!("127.0.0.1:{port}")])
                    .env("LIANHE_DATABASE__SYNCHRONOUS", synchronous.to_lowercase());
                command
            }),
            requests: Box::new(move |port| requests(port, &token)),
        }
    };
    Ok(vec![contender("FULL"), contender("NORMAL")])
}

fn requests(port: u16, token: &str) -> Result<Requests> {
    let headers = vec![("Authorization".to_owned(), format!("Bearer {token}"))];
    let tree = http::get(port, "/api/v1/divisions/tree", &headers)?.json()?;
    let street = id_of(&tree, seed::STREET)?;
    let community = id_of(&tree, seed::COMMUNITY)?;
    Ok(Requests {
        headers,
        list: format!("/api/v1/units?within={street}&limit=20"),
        rows: "items",
        create: "/api/v1/units".into(),
        body: format!(
            r#"{{"name":"新建单位%d","type":"private_enterprise","division_id":"{community}","industry_code":"51","valid_from":"2020-01-01"}}"#
        ),
    })
}

fn id_of(tree: &Value, code: &str) -> Result<String> {
    let node = tree["nodes"].as_array().and_then(|nodes| nodes.iter().find(|node| node["code"] == code));
    let id = node.and_then(|node| node["id"].as_str());
    Ok(id.with_context(|| format!("the tree has no division {code}"))?.into())
}
