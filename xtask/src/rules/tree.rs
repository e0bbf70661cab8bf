//! What `cargo metadata` says, as far as the rules ask.

use crate::shell;
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet, VecDeque},
    env,
};

#[derive(Default)]
pub struct Tree {
    pub packages: Vec<Package>,
    /// Package id → ids of its normal dependencies, resolved.
    normal: HashMap<String, Vec<String>>,
}

pub struct Package {
    pub id: String,
    pub name: String,
    pub version: String,
    pub licence: Option<String>,
    pub ours: bool,
    /// What its manifest asks for among the packages of this workspace.
    pub declared: Vec<Declared>,
}

pub struct Declared {
    pub name: String,
    pub only_for_tests: bool,
}

impl Tree {
    pub fn read() -> Result<Self> {
        let mut command = shell::cargo(["metadata", "--quiet", "--format-version", "1"]);
        // On CI a lock file that does not fit the manifests is an error, not something to mend in passing.
        if env::var_os("CI").is_some() {
            command.arg("--locked");
        }
        Self::parse(&serde_json::from_str(&shell::capture(&mut command)?)?)
    }

    pub fn parse(metadata: &Value) -> Result<Self> {
        let members: HashSet<&str> = texts(&metadata["workspace_members"]).collect();
        let mut tree = Self::default();
        for package in list(&metadata["packages"]) {
            let id = text(package, "id")?;
            let declared = list(&package["dependencies"])
                .iter()
                .filter(|dependency| dependency["path"].is_string())
                .map(|dependency| {
                    Ok(Declared {
                        name: text(dependency, "name")?,
                        only_for_tests: dependency["kind"] == "dev",
                    })
                })
                .collect::<Result<_>>()?;
            tree.packages.push(Package {
                name: text(package, "name")?,
                version: text(package, "version")?,
                licence: package["license"].as_str().map(str::to_owned),
                ours: members.contains(id.as_str()),
                declared,
                id,
            });
        }
        for node in list(&metadata["resolve"]["nodes"]) {
            let is_normal = |dependency: &&Value| {
                list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
            };
            let normal =
                list(&node["deps"]).iter().filter(is_normal).map(|dependency| text(dependency, "pkg"));
            tree.normal.insert(text(node, "id")?, normal.collect::<Result<_>>()?);
        }
        Ok(tree)
    }

    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.ours)
    }

    /// The names along the shortest chain of normal dependencies from a package to one that `wanted` accepts.
    pub fn path(&self, from: &Package, wanted: impl Fn(&str) -> bool) -> Option<Vec<&str>> {
        let names: HashMap<&str, &str> =
            self.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
        let mut came_from = HashMap::from([(from.id.as_str(), None)]);
        let mut queue = VecDeque::from([from.id.as_str()]);
        while let Some(id) = queue.pop_front() {
            if id != from.id && names.get(id).is_some_and(|name| wanted(name)) {
                let chain = std::iter::successors(Some(id), |id| came_from.get(id).copied().flatten());
                let mut chain: Vec<_> = chain.filter_map(|id| names.get(id).copied()).collect();
                chain.reverse();
                return Some(chain);
            }
            for next in self.normal.get(id).into_iter().flatten() {
                if !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, Some(id));
                    queue.push_back(next);
                }
            }
        }
        None
    }
}

fn text(value: &Value, key: &str) -> Result<String> {
    Ok(value[key].as_str().with_context(|| format!("cargo metadata: no {key} in {value}"))?.into())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    list(value).iter().filter_map(Value::as_str)
}

/// A small tree for the tests of the rules: `"ours a -> b, c; ours b; c 1.0 MIT -> d"`.
#[cfg(test)]
pub fn sketch(lines: &[&str]) -> Tree {
    let mut packages = Vec::new();
    let mut nodes = Vec::new();
    let mut members = Vec::new();
    let ours: Vec<_> =
        lines.iter().filter_map(|line| line.strip_prefix("ours ")?.split(' ').next()).collect();
    for line in lines {
        let (head, dependencies) = line.split_once(" -> ").unwrap_or((line, ""));
        let words: Vec<_> = head.strip_prefix("ours ").unwrap_or(head).splitn(3, ' ').collect();
        let (name, version) = (words[0], words.get(1).unwrap_or(&"0.1.0"));
        let id = if ours.contains(&name) { name.to_owned() } else { format!("{name}@{version}") };
        if ours.contains(&name) {
            members.push(id.clone());
        }
        let mut declared = Vec::new();
        let mut resolved = Vec::new();
        for dependency in dependencies.split(", ").filter(|text| !text.is_empty()) {
            let (kind, dependency) = match dependency.strip_prefix("test:") {
                Some(dependency) => (serde_json::json!("dev"), dependency),
                None => (Value::Null, dependency),
            };
            if ours.contains(&dependency) {
                declared.push(serde_json::json!({"name": dependency, "path": "/", "kind": kind}));
            }
            resolved.push(serde_json::json!({"pkg": dependency, "dep_kinds": [{"kind": kind}]}));
        }
        let licence = words.get(2).copied().unwrap_or("MIT");
        let licence = if licence == "-" { Value::Null } else { licence.into() };
        packages.push(serde_json::json!(
            {"id": id, "name": name, "version": version, "license": licence, "dependencies": declared}
        ));
        nodes.push(serde_json::json!({"id": id, "deps": resolved}));
    }
    Tree::parse(&serde_json::json!(
        {"packages": packages, "workspace_members": members, "resolve": {"nodes": nodes}}
    ))
    .expect("the sketch is well formed")
}
