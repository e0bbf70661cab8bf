//! Every package has a licence that lets an office run, change and pass on what we ship.

use super::tree::Tree;

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages whose manifest does not tell the truth or nothing: name, the licence that counts, why.
const CORRECTIONS: &[(&str, &str, &str)] = &[];

pub fn broken(tree: &Tree) -> Vec<String> {
    let unused = CORRECTIONS
        .iter()
        .filter(|(name, ..)| tree.packages.iter().all(|package| package.name != *name))
        .map(|(name, ..)| format!("licence correction for {name}: it is no longer used, remove the line"));
    let refused = tree.packages.iter().filter_map(|package| {
        let corrected =
            CORRECTIONS.iter().find(|(name, ..)| *name == package.name).map(|(_, licence, _)| *licence);
        let who = format!("{} {}", package.name, package.version);
        match corrected.or(package.licence.as_deref()) {
            None => Some(format!("{who} names no licence")),
            Some(expression) => match allows(expression) {
                Ok(true) => None,
                Ok(false) => Some(format!("{who} is under {expression}, which is not on our list")),
                Err(why) => Some(format!("{who}: cannot read the licence {expression:?}: {why}")),
            },
        }
    });
    refused.chain(unused).collect()
}

/// Whether the list allows an SPDX expression: all sides of an AND, one side of an OR.
fn allows(expression: &str) -> Result<bool, String> {
    // Old manifests write a stroke for OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut words = Words { words: &words };
    let allowed = words.any_of()?;
    match words.words {
        [] => Ok(allowed),
        [word, ..] => Err(format!("{word} is out of place")),
    }
}

/// Recursive descent; in SPDX, AND binds tighter than OR and WITH tighter than AND.
struct Words<'a> {
    words: &'a [&'a str],
}

impl<'a> Words<'a> {
    fn any_of(&mut self) -> Result<bool, String> {
        let mut allowed = self.all_of()?;
        while self.take("OR") {
            allowed |= self.all_of()?;
        }
        Ok(allowed)
    }

    fn all_of(&mut self) -> Result<bool, String> {
        let mut allowed = self.one()?;
        while self.take("AND") {
            allowed &= self.one()?;
        }
        Ok(allowed)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let allowed = self.any_of()?;
            return if self.take(")") { Ok(allowed) } else { Err("a bracket is not closed".into()) };
        }
        let licence = self.name()?;
        if self.take("WITH") {
            let exception = self.name()?;
            return Ok(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()));
        }
        Ok(ALLOWED.contains(&licence))
    }

    fn name(&mut self) -> Result<&'a str, String> {
        match *self.words {
            [word, ref rest @ ..] if !["AND", "OR", "WITH", "(", ")"].contains(&word) => {
                self.words = rest;
                Ok(word)
            }
            [word, ..] => Err(format!("{word} stands where a licence should")),
            [] => Err("it ends too early".into()),
        }
    }

    fn take(&mut self, wanted: &str) -> bool {
        match *self.words {
            [word, ref rest @ ..] if word == wanted => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tree::sketch;

    #[test]
    fn one_side_of_an_or_is_enough_and_all_sides_of_an_and_are_needed() {
        for (expression, allowed) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("GPL-3.0-only OR MIT", true),
            ("GPL-3.0-only AND MIT", false),
            ("MIT AND Apache-2.0 OR GPL-3.0-only", true),
            ("GPL-3.0-only AND (MIT OR Apache-2.0)", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("MIT OR GPL-3.0-only AND GPL-2.0-only", true),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0 / GPL-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0 WITH Classpath-exception-2.0", false),
            ("((MIT))", true),
        ] {
            assert_eq!(allows(expression), Ok(allowed), "{expression}");
        }
    }

    #[test]
    fn an_expression_that_is_none_is_an_error_and_not_a_pass() {
        for expression in ["", "MIT OR", "MIT MIT", "(MIT", "MIT)", "AND MIT", "MIT WITH"] {
            assert!(allows(expression).is_err(), "{expression}");
        }
    }

    #[test]
    fn a_package_without_a_licence_or_with_a_strange_one_is_named() {
        let tree = sketch(&["good 1.0.0 MIT", "silent 2.0.0 -", "copyleft 3.0.0 GPL-3.0-only"]);
        assert_eq!(
            broken(&tree),
            [
                "silent 2.0.0 names no licence",
                "copyleft 3.0.0 is under GPL-3.0-only, which is not on our list"
            ]
        );
    }
}
