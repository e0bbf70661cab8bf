//! Names, and the two keys by which every engine sorts and finds them in the same way.

use pinyin::ToPinyin;

use crate::rule::{Refusal, Rule};

/// A checked name: trimmed, one line, 1 to 120 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    pub const MAX_CHARS: usize = 120;

    /// # Errors
    /// Refuses an empty, overlong or multi-line name, naming `field`.
    pub fn parse(text: &str, field: &'static str) -> Result<Self, Refusal> {
        let name = text.trim();
        if name.is_empty() {
            return Err(Refusal::new(Rule::NameEmpty, field));
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(Refusal::new(Rule::NameTooLong, field).with(Self::MAX_CHARS));
        }
        if name.chars().any(char::is_control) {
            return Err(Refusal::new(Rule::NameNotOneLine, field));
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Sorts Chinese by pinyin and everything else by its folded characters, the same on every engine.
    pub fn sort_key(&self) -> String {
        let mut key = String::with_capacity(self.0.len() * 2);
        for c in self.0.chars().map(fold) {
            match c.to_pinyin() {
                Some(syllable) => {
                    key.push_str(syllable.plain());
                    key.push(' ');
                }
                None => key.extend(c.to_lowercase()),
            }
        }
        key
    }

    pub fn search_key(&self) -> String {
        search_key(&self.0)
    }
}

/// What a typed search text and a stored name are both reduced to: half-width, lower-case, without spaces.
pub fn search_key(text: &str) -> String {
    text.chars().map(fold).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn fold(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_and_case_do_not_hide_a_name() {
        assert_eq!(search_key(" Ａ栋（大连）Ltd "), "a栋(大连)ltd");
    }

    #[test]
    fn chinese_sorts_by_pinyin() {
        let key = |text| Name::parse(text, "name").expect("a name").sort_key();
        assert!(key("安泰") < key("北山") && key("北山") < key("大房身"));
    }

    #[test]
    fn an_empty_or_broken_name_is_refused_with_its_field() {
        assert_eq!(Name::parse("  ", "name").expect_err("empty").rule, Rule::NameEmpty);
        assert_eq!(Name::parse("a\nb", "name").expect_err("two lines").rule, Rule::NameNotOneLine);
        assert_eq!(Name::parse(&"长".repeat(121), "name").expect_err("long").rule, Rule::NameTooLong);
    }
}
