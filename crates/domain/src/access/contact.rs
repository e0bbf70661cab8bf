//! How to reach a person. Kept sealed, shown masked, opened only for those who need it.

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum ContactKind {
        Phone = "phone", "电话";
        Email = "email", "电子邮箱";
    }
}

/// A checked phone number or e-mail address in its usual form.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    pub kind: ContactKind,
    value: String,
}

// Never into a log, not even by accident.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.kind.word(), self.masked())
    }
}

impl Contact {
    /// # Errors
    /// Refuses what is no phone number or no e-mail address, naming the kind as the field.
    pub fn parse(kind: ContactKind, text: &str) -> Result<Self, Refusal> {
        let text: String = text.trim().chars().map(half_width).collect();
        if text.contains('*') {
            return Err(Refusal::new(Rule::ContactMasked, kind.word()));
        }
        let value = match kind {
            ContactKind::Phone => phone(&text).ok_or(Rule::PhoneInvalid),
            ContactKind::Email => email(&text).ok_or(Rule::EmailInvalid),
        };
        value.map(|value| Self { kind, value }).map_err(|rule| Refusal::new(rule, kind.word()))
    }

    pub fn reveal(&self) -> &str {
        &self.value
    }

    /// `138****5678`, `041****678`, `z***@example.com`.
    pub fn masked(&self) -> String {
        mask(self.kind, &self.value)
    }
}

/// What is shown of a value before anybody asks for the whole.
pub fn mask(kind: ContactKind, value: &str) -> String {
    let chars: Vec<char> = value.chars().collect();
    let part = |range: &[char]| range.iter().collect::<String>();
    match (kind, value.split_once('@')) {
        (ContactKind::Email, Some((name, host))) => {
            format!("{}***@{host}", name.chars().next().unwrap_or('*'))
        }
        _ if chars.len() >= 11 => format!("{}****{}", part(&chars[..3]), part(&chars[chars.len() - 4..])),
        _ if chars.len() >= 7 => format!("{}****{}", part(&chars[..2]), part(&chars[chars.len() - 2..])),
        _ => "****".to_owned(),
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Digits alone, a `+` before those of a country; 7 (a local number) to 15 (ITU-T E.164) of them, and all 11 of a mobile
/// number.
fn phone(text: &str) -> Option<String> {
    let (plus, rest) = text.strip_prefix('+').map_or(("", text), |rest| ("+", rest));
    let digits: String = rest.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let numeric = digits.chars().all(|c| c.is_ascii_digit());
    let mobile = plus.is_empty() && digits.starts_with('1') && digits.as_bytes().get(1) > Some(&b'2');
    let fits = if mobile { digits.len() == 11 } else { (7..=15).contains(&digits.len()) };
    (numeric && fits).then(|| format!("{plus}{digits}"))
}

fn email(text: &str) -> Option<String> {
    const MOST: usize = 254;
    let (name, host) = text.split_once('@')?;
    let clean = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| {
                !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | ',' | ';' | '<' | '>' | '"')
            })
    };
    let dotted = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    (clean(name) && clean(host) && dotted && text.len() <= MOST)
        .then(|| format!("{name}@{}", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(kind: ContactKind, text: &str) -> Result<String, Rule> {
        Contact::parse(kind, text).map(|contact| contact.reveal().to_owned()).map_err(|refusal| refusal.rule)
    }

    #[test]
    fn numbers_are_read_as_offices_write_them() {
        for (text, value) in [
            ("138 0000 5678", "13800005678"),
            ("１３８００００５６７８", "13800005678"),
            ("(0411) 8765-4321", "041187654321"),
            ("+86 138-0000-5678", "+8613800005678"),
            ("8765432", "8765432"),
        ] {
            assert_eq!(read(ContactKind::Phone, text).expect(text), value);
        }
        for text in ["", "1380000567", "138000056789", "电话", "12", "1380000567x"] {
            assert_eq!(read(ContactKind::Phone, text).expect_err(text), Rule::PhoneInvalid);
        }
        assert_eq!(read(ContactKind::Phone, "138****5678").expect_err("masked"), Rule::ContactMasked);
    }

    #[test]
    fn addresses_are_checked() {
        assert_eq!(read(ContactKind::Email, "zhang@Example.COM").expect("an address"), "zhang@example.com");
        for text in ["zhang", "@example.com", "zhang@", "zhang@example", "a b@example.com", "a@b..c"] {
            assert_eq!(read(ContactKind::Email, text).expect_err(text), Rule::EmailInvalid);
        }
    }

    proptest! {
        #[test]
        fn a_mask_never_says_the_whole(text in "[0-9]{7,15}") {
            let masked = mask(ContactKind::Phone, &text);
            let known = masked.chars().filter(char::is_ascii_digit).count();
            prop_assert!(known + 3 <= text.len(), "{masked}");
        }
    }
}
