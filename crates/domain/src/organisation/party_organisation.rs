//! Party organisations (党组织): rank, superior (隶属), territory (属地), dated counts. Members are counted, never listed.

use super::UnitType;
use crate::grid::Level;
use crate::id::{DivisionId, PartyOrganisationId, UnitId};
use crate::name::Name;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// The rank of a Party organisation, from the highest. Source: system.md S2.
    pub enum Rank {
        WorkingCommittee = "working_committee", "党工委";
        Committee = "committee", "党委";
        GeneralBranch = "general_branch", "党总支";
        Branch = "branch", "党支部";
    }
}

crate::words! {
    /// The two sides into which the case divides its Party organisations.
    pub enum PartySector {
        Local = "local", "街道社区村";
        Other = "other", "军警企业";
    }
}

impl PartySector {
    /// Local are those of streets, communities and villages and of the bodies they lead; other are those of military
    /// and police units and of enterprises. One without a host unit belongs to its division, so it is local.
    pub const fn of_host(host: Option<UnitType>) -> Self {
        match host {
            Some(UnitType::MilitaryPolice | UnitType::StateEnterprise | UnitType::PrivateEnterprise) => {
                Self::Other
            }
            _ => Self::Local,
        }
    }
}

/// What is true of a Party organisation during one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyOrganisationFacts {
    pub name: Name,
    pub rank: Rank,
    pub superior: Option<PartyOrganisationId>,
    pub unit: Option<UnitId>,
    pub division: DivisionId,
}

/// How many branches and members stand directly under a Party organisation, not under one below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    pub branches: i64,
    pub members: i64,
}

impl Count {
    const MOST: i64 = 10_000_000;

    /// # Errors
    /// Refuses negative or impossible counts.
    pub fn parse(branches: i64, members: i64) -> Result<Self, Refusal> {
        for (field, value) in [("branches", branches), ("members", members)] {
            if value < 0 {
                return Err(Refusal::new(Rule::NumberNegative, field).with(value));
            }
            if value > Self::MOST {
                return Err(Refusal::new(Rule::NumberTooLarge, field).with(value));
            }
        }
        Ok(Self { branches, members })
    }
}

impl Rank {
    /// A working committee is an agency of the committee that set it up and leads committees itself: they stand equal.
    const fn standing(self) -> u8 {
        match self {
            Self::WorkingCommittee | Self::Committee => 1,
            Self::GeneralBranch => 2,
            Self::Branch => 3,
        }
    }
}

/// Whether a register's number follows its usual scheme: 15 digits, three for each level from the top, so that it begins
/// as the superior's does.
pub fn follows_scheme(reference: &str, superior: &str) -> bool {
    let is_number = |text: &str| text.len() == 15 && text.bytes().all(|b| b.is_ascii_digit());
    let groups = superior.as_bytes().chunks(3).take_while(|group| *group != b"000").count();
    is_number(reference) && (!is_number(superior) || reference.starts_with(&superior[..groups * 3]))
}

/// # Errors
/// Refuses a branch as superior, or one that ranks lower than the organisation below it.
pub fn check_rank(rank: Rank, superior_name: &str, superior_rank: Rank) -> Result<(), Refusal> {
    if superior_rank == Rank::Branch || superior_rank.standing() > rank.standing() {
        return Err(Refusal::new(Rule::PartySuperiorRank, "superior_id").with(superior_name));
    }
    Ok(())
}

/// # Errors
/// Refuses a Party organisation of its own for a military or police unit: those enter as a street's aggregate only.
pub fn check_host(host: Option<UnitType>) -> Result<(), Refusal> {
    match host {
        Some(UnitType::MilitaryPolice) => Err(Refusal::new(Rule::PartyMilitary, "unit_id")),
        _ => Ok(()),
    }
}

/// # Errors
/// Refuses an aggregate (military, police and enterprises together) finer than a street.
pub fn check_aggregate(
    division_name: &str,
    level: Level,
    committees: i64,
    count: Count,
) -> Result<(), Refusal> {
    if !matches!(level, Level::Street | Level::District) {
        return Err(Refusal::new(Rule::AggregateTooFine, "division_id").with(division_name));
    }
    Count::parse(committees, count.members).map_err(|refusal| Refusal { field: "committees", ..refusal })?;
    Count::parse(count.branches, count.members).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_nobodys_superior_and_a_general_branch_not_a_committees() {
        assert!(check_rank(Rank::Branch, "甲", Rank::GeneralBranch).is_ok());
        assert!(check_rank(Rank::Committee, "甲", Rank::Committee).is_ok());
        assert!(check_rank(Rank::WorkingCommittee, "甲", Rank::Committee).is_ok());
        assert!(check_rank(Rank::Branch, "甲", Rank::Branch).is_err());
        assert!(check_rank(Rank::Committee, "甲", Rank::GeneralBranch).is_err());
    }

    #[test]
    fn a_number_follows_the_scheme_of_its_superior() {
        assert!(follows_scheme("001001001001000", "001001001000000"));
        assert!(follows_scheme("001000000000000", ""));
        assert!(!follows_scheme("002001001001000", "001001001000000"));
        assert!(!follows_scheme("019d0e6ef36f451fba6a1082fdbf98df", "001008012000000"));
    }

    #[test]
    fn military_party_figures_enter_for_a_street_only() {
        let count = Count { branches: 100, members: 2000 };
        assert_eq!(check_host(Some(UnitType::MilitaryPolice)).expect_err("host").rule, Rule::PartyMilitary);
        assert!(check_aggregate("大连湾街道", Level::Street, 8, count).is_ok());
        assert_eq!(
            check_aggregate("某社区", Level::Community, 8, count).expect_err("too fine").rule,
            Rule::AggregateTooFine
        );
    }
}
