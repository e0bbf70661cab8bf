//! The log of a whole end-to-end run, at its most talkative, names nobody: no person, phone, e-mail address or token.

use crate::shell;
use anyhow::{Result, bail};
use std::{collections::BTreeSet, fs};

/// `links` is the file of one-time links; `log` what the server printed, of which the links themselves are for a person.
pub fn check(log: &str, links: &str) -> Result<()> {
    let people = people()?;
    let links: serde_json::Value = serde_json::from_str(links)?;
    let tokens: Vec<String> = links
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::values)
        .filter_map(|link| Some(link.as_str()?.split_once("token=")?.1.to_owned()))
        .collect();
    let mut found = BTreeSet::new();
    let mut lines = 0;
    for line in log.lines().filter(|line| !line.trim_start().starts_with("http")) {
        lines += 1;
        found.extend(personal(line, &people, &tokens));
    }
    if !found.is_empty() {
        bail!(
            "the log holds personal data or secrets:\n  {}",
            found.into_iter().collect::<Vec<_>>().join("\n  ")
        );
    }
    shell::say(format_args!("{lines} lines of the server's log name none of {} people", people.len()));
    Ok(())
}

/// The people of the demonstration: a surname, 示 and one more character.
fn people() -> Result<Vec<String>> {
    let table = fs::read_to_string(shell::root().join("demo/people.csv"))?;
    let named = |cell: &str| cell.chars().count() == 3 && cell.chars().nth(1) == Some('示');
    let names: BTreeSet<_> =
        table.split([',', '\n']).map(|cell| cell.trim_matches('"')).filter(|cell| named(cell)).collect();
    Ok(names.into_iter().map(str::to_owned).collect())
}

fn personal(line: &str, people: &[String], tokens: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |what: &str| found.push(format!("{what}: {line}"));
    if people.iter().any(|name| line.contains(name.as_str())) {
        say("a name");
    }
    if line.split(|c: char| !(c.is_ascii_digit() || c == '.')).any(is_mobile) {
        say("a phone number");
    }
    if line.split([' ', '"', '<', '>', ',', '=']).any(is_address) {
        say("an e-mail address");
    }
    if tokens.iter().any(|token| line.contains(token.as_str()))
        || line.split(|c: char| !c.is_ascii_hexdigit()).any(|word| word.len() == 64)
    {
        say("a token");
    }
    if line.contains("lianhe_session=") || line.contains("Bearer ") {
        say("a cookie or token");
    }
    found
}

fn is_mobile(word: &str) -> bool {
    word.len() == 11 && word.starts_with('1') && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_address(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let host = host.trim_end_matches(['.', ';', ')']);
    !name.is_empty()
        && host.split('.').count() > 1
        && host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.len() > 1 && last.bytes().all(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_logged_is_seen() {
        let (people, tokens) = (vec!["王示安".to_owned()], vec!["abc123".to_owned()]);
        let hex = "0f".repeat(32);
        for line in [
            "INFO 王示安 signed in",
            "DEBUG phone 15400000001",
            "DEBUG to a@b.example",
            "WARN token=abc123",
            "cookie: lianhe_session=1",
            hex.as_str(),
        ] {
            assert_eq!(personal(line, &people, &tokens).len(), 1, "{line}");
        }
        let plain = "DEBUG api: answered http.route=/api/v1/units/{id} http.status=200 seconds=0.00115400000 postgres@127.0.0.1:5499";
        assert_eq!(personal(plain, &people, &tokens), Vec::<String>::new());
    }
}
