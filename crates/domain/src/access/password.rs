//! What a password must be like: what MLPS (GB/T 22239, 8.1.4.1) asks of complexity, by rules that a person can follow.
//!
//! At least ten characters; of three kinds (small, capital, digit, other), or sixteen characters of any; nothing of the
//! person's own; not to be guessed from lists of common passwords.

use pinyin::ToPinyin;
use zxcvbn::{Score, zxcvbn};

use crate::name::search_key;
use crate::rule::{Refusal, Rule};

pub const LEAST: usize = 10;
/// From this length on a sentence is as good as a mixture.
const SENTENCE: usize = 16;
const KINDS: usize = 3;
/// Longer ones only cost time.
const MOST: usize = 128;
/// So many earlier passwords may not come back.
pub const REMEMBERED: usize = 5;

/// # Errors
/// Refuses a password that a rule forbids, naming the rule. `own` are the words of the person: name, sign-in name, unit.
pub fn check_password(password: &str, own: &[&str], field: &'static str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < LEAST {
        return Err(Refusal::new(Rule::PasswordTooShort, field).with(LEAST));
    }
    if length > MOST {
        return Err(Refusal::new(Rule::PasswordTooLong, field).with(MOST));
    }
    if length < SENTENCE && kinds(password) < KINDS {
        return Err(Refusal::new(Rule::PasswordFewKinds, field).with(SENTENCE));
    }
    let (folded, own) = (search_key(password), own_words(own));
    if own.iter().any(|word| folded.contains(word.as_str())) {
        return Err(Refusal::new(Rule::PasswordPersonal, field));
    }
    let own: Vec<&str> = own.iter().map(String::as_str).chain(["lianhe", "联合"]).collect();
    if zxcvbn(password, &own).score() < Score::Three {
        return Err(Refusal::new(Rule::PasswordCommon, field));
    }
    Ok(())
}

fn kinds(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        |c| c.is_uppercase(),
        |c| c.is_numeric(),
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_numeric(),
    ];
    kinds.iter().filter(|kind| password.chars().any(kind)).count()
}

/// The person's words as they could stand in a password: folded, and Chinese also by its pinyin.
fn own_words(own: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for text in own {
        let word = search_key(text);
        let spelt: Vec<&str> = word.as_str().to_pinyin().flatten().map(pinyin::Pinyin::plain).collect();
        if !spelt.is_empty() {
            words.push(spelt.concat());
        }
        words.push(word);
    }
    // Two letters occur everywhere; two Chinese characters are a name.
    words.retain(|word| word.chars().count() >= if word.is_ascii() { 4 } else { 2 });
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(password: &str) -> Option<Rule> {
        check_password(password, &["马示舟", "ma.shizhou", "示例机械有限公司"], "password")
            .err()
            .map(|r| r.rule)
    }

    #[test]
    fn each_rule_refuses_what_it_is_there_for() {
        for (password, refused) in [
            ("Kx9#vTq2", Some(Rule::PasswordTooShort)),
            ("kxvtqmbzwp", Some(Rule::PasswordFewKinds)),
            ("Password123!", Some(Rule::PasswordCommon)),
            ("Lianhe@2026", Some(Rule::PasswordCommon)),
            ("MaShizhou#48xq", Some(Rule::PasswordPersonal)),
            ("Ma.Shizhou-8Kd", Some(Rule::PasswordPersonal)),
            ("示例机械有限公司Kx9#v", Some(Rule::PasswordPersonal)),
            ("示舟马示舟-Kx9#vTq2", Some(Rule::PasswordPersonal)),
            ("Kx9#vTq2mB", None),
            ("blue kettle winter harbour", None),
        ] {
            assert_eq!(rule(password), refused, "{password}");
        }
        assert_eq!(rule(&"aB3#".repeat(40)), Some(Rule::PasswordTooLong));
    }

    proptest! {
        #[test]
        fn nothing_short_and_nothing_of_ones_own_ever_passes(start in ".{0,9}", own in "[a-z]{4,8}") {
            prop_assert!(check_password(&start, &[], "password").is_err());
            let password = format!("{start}Q7!{}zV2", own.to_uppercase());
            prop_assert!(check_password(&password, &[&own], "password").is_err());
        }
    }
}
