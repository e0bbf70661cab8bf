//! Divisions (区划): kinds, levels, codes, and which may lie below which.

use std::fmt;

use crate::id::DivisionId;
use crate::name::Name;
use crate::rule::{Refusal, Rule};

/// The level of a division as the statistical register numbers it: 1 province … 5 community or village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Province = 1,
    City = 2,
    District = 3,
    Street = 4,
    Community = 5,
}

impl Level {
    pub const fn number(self) -> i64 {
        self as i64
    }

    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::Province,
            2 => Self::City,
            3 => Self::District,
            4 => Self::Street,
            5 => Self::Community,
            _ => return None,
        })
    }
}

crate::words! {
    /// What a division is. Several kinds share a level: a village can become a community, a town a street.
    pub enum DivisionKind {
        Province = "province", "省";
        City = "city", "市";
        District = "district", "区县";
        Street = "street", "街道";
        Town = "town", "镇";
        Township = "township", "乡";
        Farm = "farm", "农场";
        Community = "community", "社区";
        Village = "village", "村";
    }
}

impl DivisionKind {
    pub const fn level(self) -> Level {
        match self {
            Self::Province => Level::Province,
            Self::City => Level::City,
            Self::District => Level::District,
            Self::Street | Self::Town | Self::Township | Self::Farm => Level::Street,
            Self::Community | Self::Village => Level::Community,
        }
    }

    /// The kind that a registered name shows, where a table gives only the level.
    pub fn infer(level: Level, name: &str) -> Self {
        match level {
            Level::Province => Self::Province,
            Level::City => Self::City,
            Level::District => Self::District,
            Level::Street if name.ends_with('镇') => Self::Town,
            Level::Street if name.ends_with('乡') => Self::Township,
            Level::Street if name.ends_with("农场") || name.ends_with("林场") => Self::Farm,
            Level::Street => Self::Street,
            Level::Community if name.contains("村委会") || name.contains("村民委员会") => {
                Self::Village
            }
            Level::Community => Self::Community,
        }
    }
}

/// The 12-digit statistical division code. An attribute with dates, never a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct DivisionCode(String);

impl DivisionCode {
    /// Accepts 12 digits, or the shorter official forms (6 for a district, 9 for a street), which it pads with zeros.
    ///
    /// # Errors
    /// Refuses anything else, naming `field`.
    pub fn parse(text: &str, field: &'static str) -> Result<Self, Refusal> {
        let code = text.trim();
        if !matches!(code.len(), 6 | 9 | 12) || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Refusal::new(Rule::DivisionCodeInvalid, field).with(code));
        }
        Ok(Self(format!("{code:0<12}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level whose digits are the last that are not all zero.
    pub fn level(&self) -> Level {
        match (&self.0[2..4], &self.0[4..6], &self.0[6..9], &self.0[9..]) {
            (_, _, _, last) if last != "000" => Level::Community,
            (_, _, street, _) if street != "000" => Level::Street,
            (_, district, _, _) if district != "00" => Level::District,
            (city, _, _, _) if city != "00" => Level::City,
            _ => Level::Province,
        }
    }

    /// The code of the division above one of `level`; `None` above a province.
    pub fn above(&self, level: Level) -> Option<Self> {
        let digits = match level {
            Level::Province => return None,
            Level::City => 2,
            Level::District => 4,
            Level::Street => 6,
            Level::Community => 9,
        };
        Some(Self(format!("{:0<12}", &self.0[..digits])))
    }

    /// The code as a number: a small key.
    pub fn number(&self) -> u64 {
        self.0.parse().unwrap_or_default()
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The urban-rural class of the statistical register; 112 is the urban-rural fringe.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct ClassCode(String);

impl ClassCode {
    const KNOWN: [&str; 7] = ["111", "112", "121", "122", "123", "210", "220"];

    /// # Errors
    /// Refuses a class that the register does not have.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let code = text.trim();
        if Self::KNOWN.contains(&code) {
            Ok(Self(code.to_owned()))
        } else {
            Err(Refusal::new(Rule::ClassCodeInvalid, "class_code").with(code))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is true of a division during one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionFacts {
    pub name: Name,
    pub kind: DivisionKind,
    pub code: Option<DivisionCode>,
    pub class_code: Option<ClassCode>,
    pub parent: Option<DivisionId>,
}

impl DivisionFacts {
    /// The street-level division that `id` lies in or is: a community's is its parent, a street is its own.
    pub fn street(&self, id: DivisionId) -> Option<DivisionId> {
        match self.kind.level() {
            Level::Street => Some(id),
            Level::Community => self.parent,
            Level::Province | Level::City | Level::District => None,
        }
    }
}

/// New values of a division; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DivisionChanges {
    pub name: Option<Name>,
    pub kind: Option<DivisionKind>,
    pub code: Option<DivisionCode>,
    pub class_code: Option<ClassCode>,
}

/// A division as others refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionRef {
    pub id: DivisionId,
    pub name: String,
    pub kind: DivisionKind,
}

/// # Errors
/// Refuses a kind whose level is not the one directly below `parent`.
pub fn check_placed(kind: DivisionKind, parent: &DivisionRef) -> Result<(), Refusal> {
    if kind.level().number() == parent.kind.level().number() + 1 {
        Ok(())
    } else {
        Err(Refusal::new(Rule::DivisionParentLevel, "parent_id").with(&parent.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_official_codes_are_padded() {
        assert_eq!(DivisionCode::parse("210211017", "code").expect("a code").as_str(), "210211017000");
        assert!(DivisionCode::parse("2102110170", "code").is_err());
        assert!(DivisionCode::parse("21021101700X", "code").is_err());
    }

    #[test]
    fn a_code_tells_its_level_and_the_code_above() {
        let code = |text: &str| DivisionCode::parse(text, "code").expect("a code");
        let levels =
            ["21", "2102", "210211", "210211017", "210211017205"].map(|t| code(&format!("{t:0<12}")).level());
        assert_eq!(levels, [Level::Province, Level::City, Level::District, Level::Street, Level::Community]);
        assert_eq!(code("210211017205").above(Level::Community), Some(code("210211017")));
        assert_eq!(code("210211").above(Level::District), Some(code("210200000000")));
        assert_eq!(code("210000000000").above(Level::Province), None);
    }

    #[test]
    fn the_register_name_shows_the_kind() {
        assert_eq!(DivisionKind::infer(Level::Community, "后盐村委会"), DivisionKind::Village);
        assert_eq!(DivisionKind::infer(Level::Community, "港建居委会"), DivisionKind::Community);
        assert_eq!(DivisionKind::infer(Level::Street, "大连华侨果树农场"), DivisionKind::Farm);
    }

    #[test]
    fn a_community_does_not_lie_below_a_district() {
        let district = DivisionRef {
            id: DivisionId::new(uuid::Uuid::nil()),
            name: "甘井子区".into(),
            kind: DivisionKind::District,
        };
        assert!(check_placed(DivisionKind::Street, &district).is_ok());
        assert_eq!(
            check_placed(DivisionKind::Village, &district).expect_err("level").rule,
            Rule::DivisionParentLevel
        );
    }
}
