//! No second version of a heavy crate: it costs build time, size, and sometimes types that do not fit.

use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const ONCE: &[&str] = &[
    "aho-corasick",
    "axum",
    "axum-core",
    "bytes",
    "chrono",
    "clap",
    "clap_builder",
    "futures-util",
    "h2",
    "http",
    "hyper",
    "hyper-util",
    "libsqlite3-sys",
    "memchr",
    "regex",
    "regex-automata",
    "regex-syntax",
    "ring",
    "rustls",
    "rustls-webpki",
    "serde",
    "serde_core",
    "serde_json",
    "sqlx",
    "sqlx-core",
    "sqlx-postgres",
    "sqlx-sqlite",
    "time",
    "tokio",
    "tower",
    "tower-http",
    "tracing",
    "tracing-subscriber",
    "utoipa",
    "uuid",
];

pub fn broken(tree: &Tree) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in &tree.packages {
        if ONCE.contains(&package.name.as_str()) {
            versions.entry(&package.name).or_default().insert(&package.version);
        }
    }
    versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| {
            let versions: Vec<_> = versions.into_iter().collect();
            format!("{name} is there in versions {} (cargo tree --invert {name}@…)", versions.join(" and "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tree::sketch;

    #[test]
    fn two_versions_of_a_heavy_crate_are_named_and_of_a_light_one_are_not() {
        let tree = sketch(&["tokio 1.0.0 MIT", "tokio 2.0.0 MIT", "itoa 1.0.0 MIT", "itoa 2.0.0 MIT"]);
        assert_eq!(
            broken(&tree),
            ["tokio is there in versions 1.0.0 and 2.0.0 (cargo tree --invert tokio@…)"]
        );
    }
}
