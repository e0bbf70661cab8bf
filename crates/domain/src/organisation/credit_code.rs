//! The unified social credit code (统一社会信用代码), GB 32100-2015.

use std::fmt;

use super::UnitType;
use crate::rule::{Refusal, Rule};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct CreditCode(String);

/// A code and whether it had to be normalised (case, width, spaces) to be valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    pub code: CreditCode,
    pub repaired: bool,
}

impl CreditCode {
    /// Reads a code, repairing what cannot mean anything else: case, full width, spaces and hyphens.
    ///
    /// # Errors
    /// Refuses a wrong length, a character outside the alphabet, a wrong check character.
    pub fn parse(text: &str) -> Result<Repaired, Refusal> {
        let refuse = |rule| Err(Refusal::new(rule, "credit_code").with(text));
        let tidy: String = crate::name::search_key(text).replace('-', "").to_ascii_uppercase();
        if tidy.chars().count() != 18 {
            return refuse(Rule::CreditCodeLength);
        }
        let values: Option<Vec<u32>> = tidy.bytes().map(value_of).collect();
        let Some(values) = values else {
            return refuse(Rule::CreditCodeAlphabet);
        };
        if check_value(&values[..17]) != values[17] {
            return refuse(Rule::CreditCodeCheck);
        }
        Ok(Repaired { repaired: tidy != text, code: Self(tidy) })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six-digit code of the division whose office registered the body (the third to the eighth character).
    pub fn registered_in(&self) -> &str {
        &self.0[2..8]
    }

    /// Whether the registering office is neither that of a district, given by its code, nor one above it. Bodies move,
    /// so this is a reason to look, not a fault.
    pub fn is_registered_elsewhere(&self, district_code: &str) -> bool {
        let office = self.registered_in().trim_end_matches("00");
        !district_code.starts_with(office) && self.registered_in() != "100000"
    }

    /// The one type that code and name together make most likely; an enterprise is private until somebody says that it
    /// belongs to the state.
    pub fn likely_type(&self, name: &str) -> Option<UnitType> {
        const SCHOOL: [&str; 5] = ["学校", "大学", "学院", "幼儿园", "中学"];
        let types = self.likely_types();
        let school = SCHOOL.iter().any(|word| name.contains(word)) || name.ends_with("小学");
        match &self.0[..2] {
            "91" => Some(UnitType::PrivateEnterprise),
            _ if school && types.contains(&UnitType::School) => Some(UnitType::School),
            _ => types.first().copied(),
        }
    }

    /// The types of unit that the registering authority and kind (the first two characters) allow; empty when they
    /// allow any.
    pub fn likely_types(&self) -> &'static [UnitType] {
        match &self.0[..2] {
            "11" => &[UnitType::Agency, UnitType::Local],
            "12" => &[UnitType::Agency, UnitType::School, UnitType::SocialOrganisation],
            "51" | "53" => &[UnitType::SocialOrganisation],
            "52" => &[UnitType::SocialOrganisation, UnitType::School],
            "54" => &[UnitType::Local],
            "91" => &[UnitType::StateEnterprise, UnitType::PrivateEnterprise, UnitType::VillageCollective],
            "92" => &[UnitType::PrivateEnterprise],
            "93" => &[UnitType::VillageCollective, UnitType::PrivateEnterprise],
            kind if kind.starts_with('N') => &[UnitType::VillageCollective],
            kind if kind.starts_with('A') => &[UnitType::MilitaryPolice],
            _ => &[],
        }
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn value_of(byte: u8) -> Option<u32> {
    ALPHABET.iter().position(|b| *b == byte).and_then(|i| u32::try_from(i).ok())
}

/// The weight of the i-th character is 3^(i-1) mod 31; the check value completes the weighted sum to a multiple of 31.
fn check_value(values: &[u32]) -> u32 {
    let (sum, _) = values.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    (31 - sum % 31) % 31
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn complete(first: &str) -> String {
        let values: Vec<u32> = first.bytes().map(|b| value_of(b).expect("in the alphabet")).collect();
        format!("{first}{}", ALPHABET[check_value(&values) as usize] as char)
    }

    #[test]
    fn lower_case_and_spaces_are_repaired_and_said() {
        let code = complete("91210211MA0TEXT01");
        let read = CreditCode::parse(&format!(" {} ", code.to_lowercase())).expect("repairable");
        assert!(read.repaired);
        assert_eq!(read.code.as_str(), code);
        assert!(!CreditCode::parse(&code).expect("valid").repaired);
    }

    #[test]
    fn a_code_tells_its_office_and_the_likely_type() {
        let of = |first: &str| CreditCode::parse(&complete(first)).expect("valid").code;
        let own = of("91210211MA0TEXT01");
        assert_eq!(own.registered_in(), "210211");
        assert!(!own.is_registered_elsewhere("210211000000"));
        assert!(own.is_registered_elsewhere("210204000000"));
        assert!(!of("91210200MA0TEXT01").is_registered_elsewhere("210211000000"));
        assert_eq!(own.likely_type("某有限公司"), Some(UnitType::PrivateEnterprise));
        assert_eq!(of("12210211MA0TEXT01").likely_type("某某小学"), Some(UnitType::School));
        assert_eq!(of("51210211MA0TEXT01").likely_type("某某协会"), Some(UnitType::SocialOrganisation));
    }

    #[test]
    fn each_kind_of_damage_has_its_own_rule() {
        let rule = |text: &str| CreditCode::parse(text).expect_err("damaged").rule;
        assert_eq!(rule("9121"), Rule::CreditCodeLength);
        assert_eq!(rule("91210211MA0TESTO1X"), Rule::CreditCodeAlphabet);
        let good = complete("91210211MA0TEXT01");
        let bad = format!("{}{}", &good[..17], if good.ends_with('0') { '1' } else { '0' });
        assert_eq!(rule(&bad), Rule::CreditCodeCheck);
    }

    proptest! {
        #[test]
        fn any_one_wrong_character_is_found(first in "[0-9A-HJ-NPQRTUWXY]{17}", at in 0usize..18, other in 0usize..31) {
            let good = complete(&first);
            let mut bytes = good.clone().into_bytes();
            prop_assume!(bytes[at] != ALPHABET[other]);
            bytes[at] = ALPHABET[other];
            let damaged = String::from_utf8(bytes).expect("ascii");
            prop_assert!(CreditCode::parse(&good).is_ok());
            prop_assert!(CreditCode::parse(&damaged).is_err());
        }
    }
}
