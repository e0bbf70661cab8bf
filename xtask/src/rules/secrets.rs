//! No secret is in the repository: keys, tokens and passwords by their looks, in every tracked file.

use crate::shell;
use anyhow::Result;
use std::fs;

/// Looks like a secret but is none: a part of the line, and why.
const KNOWN: &[(&str, &str)] = &[
    ("0707070707070707", "the key of the tests, which seals what tests made up"),
    (
        "lianhe:s3cr3t@db.example",
        "an invented address, to prove that a printed configuration hides the password",
    ),
    ("STANDARD.encode(bytes)", "the test's identity provider makes its key out of one repeated byte"),
    ("0123456789abcdeffedcba9876543210", "the published test vector of SM4"),
];

/// Assembled, so that this file does not find itself.
fn marks() -> Vec<String> {
    ["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""]
        .iter()
        .map(|kind| format!("-----BEGIN {kind}PRIVATE{}", " KEY-----"))
        .chain([
            ["AKI", "A"].concat(),
            ["gh", "p_"].concat(),
            ["xox", "b-"].concat(),
            ["glp", "at-"].concat(),
        ])
        .collect()
}

pub fn broken() -> Result<Vec<String>> {
    let files = shell::capture(&mut {
        let mut git = shell::program("git");
        git.args(["ls-files", "-z"]);
        git
    })?;
    let marks = marks();
    let mut broken = Vec::new();
    for name in files.split('\0').filter(|name| !name.is_empty()) {
        if name.ends_with(".keys") || name.ends_with(".pem") || name.ends_with(".env") {
            broken.push(format!("{name} is a file of keys and does not belong into the repository"));
        }
        // What is not text holds no secret that anybody typed.
        let Ok(text) = fs::read_to_string(shell::root().join(name)) else { continue };
        for (number, line) in text.lines().enumerate() {
            if KNOWN.iter().all(|(part, _)| !line.contains(part)) && suspicious(line, &marks) {
                broken.push(format!("{name}, line {}: looks like a secret", number + 1));
            }
        }
    }
    Ok(broken)
}

fn suspicious(line: &str, marks: &[String]) -> bool {
    marks.iter().any(|mark| line.contains(mark)) || has_key_line(line) || has_password_in_address(line)
}

/// A line of a key file: the cipher's name, and a long hexadecimal word.
fn has_key_line(line: &str) -> bool {
    let cipher = line.contains("aes-256-gcm ") || line.contains("sm4-gcm ");
    let long = |word: &str| word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    cipher && line.split(|c: char| !c.is_ascii_alphanumeric()).any(long)
}

/// An address with a login before its host, whose password is no placeholder.
fn has_password_in_address(line: &str) -> bool {
    line.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', ' ', '"', '\'', '`', ')']).next().unwrap_or_default();
        let Some((login, _)) = authority.rsplit_once('@') else { return false };
        let Some((_, password)) = login.split_once(':') else { return false };
        !password.is_empty()
            && !matches!(password, "***" | "PASSWORD" | "…")
            && !password.contains(['{', '$', '<'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_seen_and_placeholders_are_not() {
        let marks = marks();
        let key = format!("-----BEGIN PRIVATE{}", " KEY-----");
        let address = ["postgres://lianhe:", "hunter2", "@db/lianhe"].concat();
        assert!(suspicious(&key, &marks) && suspicious(&address, &marks));
        let line = format!("deadbeef aes-256-gcm 2026-01-01T00:00:00Z {}", "ab".repeat(32));
        assert!(suspicious(&line, &marks));
        for plain in [
            "postgres://lianhe:***@db/x",
            "postgres://postgres@127.0.0.1/x",
            "postgres://u:{password}@h",
            "a://b:PASSWORD@c",
        ] {
            assert!(!suspicious(plain, &marks), "{plain}");
        }
    }
}
