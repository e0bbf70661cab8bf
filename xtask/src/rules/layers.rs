//! Which of our crates may know which (docs/ARCHITECTURE.md), and what the pure ones may not even reach.

use super::tree::{Package, Tree};

/// Crate → the crates of this workspace that it may use. Tests may use [`FOR_TESTS`] too.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("solver", &[]),
    ("storage", &["domain"]),
    ("documents", &["domain"]),
    ("service", &["domain", "solver", "storage", "documents"]),
    ("api", &["domain", "service"]),
    ("lianhe", &["domain", "solver", "storage", "documents", "service", "api"]),
    ("testing", &["domain", "solver", "storage", "documents", "service", "api"]),
    ("xtask", &[]),
];

const FOR_TESTS: &str = "testing";

/// No I/O, no runtime, no database: they only compute.
const PURE: &[&str] = &["domain", "solver"];
const IMPURE: &[&str] = &[
    "async-std",
    "axum",
    "axum-core",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "reqwest",
    "rusqlite",
    "sqlx",
    "sqlx-core",
    "tokio",
];

pub fn broken(tree: &Tree) -> Vec<String> {
    tree.ours().flat_map(|package| [wrong_arrows(package), impurities(tree, package)].concat()).collect()
}

fn wrong_arrows(package: &Package) -> Vec<String> {
    let name = &package.name;
    let Some((_, allowed)) = MAY_USE.iter().find(|(from, _)| from == name) else {
        return vec![format!("{name} has no place yet: say in xtask/src/rules/layers.rs what it may use")];
    };
    package
        .declared
        .iter()
        .filter(|to| !allowed.contains(&to.name.as_str()))
        .filter(|to| to.name != FOR_TESTS || !to.only_for_tests)
        .map(|to| match to.name.as_str() {
            FOR_TESTS => format!("{name} uses testing outside its tests: make it a dev-dependency"),
            to => format!("{name} may not use {to}"),
        })
        .collect()
}

fn impurities(tree: &Tree, package: &Package) -> Vec<String> {
    if !PURE.contains(&package.name.as_str()) {
        return Vec::new();
    }
    IMPURE
        .iter()
        .filter_map(|impure| tree.path(package, |name| name == *impure))
        .map(|path| format!("{} must stay pure, but reaches {}", package.name, path[1..].join(" → ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tree::sketch;

    #[test]
    fn arrows_that_point_downwards_are_fine() {
        let tree = sketch(&[
            "ours domain",
            "ours storage -> domain, test:testing",
            "ours service -> domain, storage",
            "ours api -> service, domain, test:testing",
            "ours testing -> api, service, storage, domain",
            "ours lianhe -> api, service, storage, domain",
        ]);
        assert_eq!(broken(&tree), [""; 0]);
    }

    #[test]
    fn api_may_not_use_storage_and_domain_may_use_nobody() {
        let tree = sketch(&["ours domain -> storage", "ours storage -> domain", "ours api -> storage"]);
        assert_eq!(broken(&tree), ["domain may not use storage", "api may not use storage"]);
    }

    #[test]
    fn testing_is_only_for_tests() {
        let tree = sketch(&["ours testing", "ours lianhe -> testing"]);
        assert_eq!(broken(&tree), ["lianhe uses testing outside its tests: make it a dev-dependency"]);
    }

    #[test]
    fn a_new_crate_must_be_given_a_place() {
        let tree = sketch(&["ours telepathy"]);
        assert_eq!(
            broken(&tree),
            ["telepathy has no place yet: say in xtask/src/rules/layers.rs what it may use"]
        );
    }

    #[test]
    fn a_runtime_deep_below_domain_is_found_with_the_way_to_it() {
        let tree = sketch(&["ours domain -> a@1", "a 1 MIT -> b@1", "b 1 MIT -> tokio@1", "tokio 1 MIT"]);
        assert_eq!(broken(&tree), ["domain must stay pure, but reaches a → b → tokio"]);
    }

    #[test]
    fn what_only_tests_of_domain_use_does_not_make_it_impure() {
        let tree = sketch(&["ours domain -> test:a@1", "a 1 MIT -> tokio@1", "tokio 1 MIT"]);
        assert_eq!(broken(&tree), [""; 0]);
    }
}
