//! Units (单位): who stands on the ground.

use super::CreditCode;
use crate::grid::Level;
use crate::id::DivisionId;
use crate::name::Name;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// The type of a unit. Source: system.md S2.
    pub enum UnitType {
        Local = "local", "基层组织";
        Agency = "agency", "机关事业单位";
        MilitaryPolice = "military_police", "军警单位";
        StateEnterprise = "state_enterprise", "国有企业";
        PrivateEnterprise = "private_enterprise", "民营企业";
        School = "school", "学校";
        SocialOrganisation = "social_organisation", "社会组织";
        VillageCollective = "village_collective", "村集体";
    }
}

impl UnitType {
    /// The type that the words of a commercial register mean: they name the form of the body, not its place here.
    pub fn of_registration(text: &str) -> Option<Self> {
        const STATE: [&str; 4] = ["国有企业", "国有独资", "国有控股", "全民所有制"];
        const COLLECTIVE: [&str; 2] = ["集体所有制", "集体分支机构"];
        const ENTERPRISE: [&str; 7] = ["有限责任公司", "股份", "合伙", "独资", "个体", "分公司", "外商投资"];
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match () {
            () if says(&STATE) => Some(Self::StateEnterprise),
            () if says(&COLLECTIVE) => Some(Self::VillageCollective),
            () if says(&ENTERPRISE) => Some(Self::PrivateEnterprise),
            () => None,
        }
    }

    /// Whether the desk should ask for a credit code where there is none.
    pub const fn needs_credit_code(self) -> bool {
        !matches!(self, Self::Local | Self::MilitaryPolice | Self::VillageCollective)
    }
}

/// What is true of a unit during one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFacts {
    pub name: Name,
    pub kind: UnitType,
    pub division: DivisionId,
    pub credit_code: Option<CreditCode>,
    pub industry_code: Option<String>,
    pub address: Option<String>,
}

impl UnitFacts {
    pub const ADDRESS_MAX_CHARS: usize = 200;

    /// Secrecy rule (涉密不上网): of a military or police unit nothing but the public name and its street is kept.
    ///
    /// # Errors
    /// Refuses the field that says more than that, or an overlong address.
    pub fn check(&self, level: Level) -> Result<(), Refusal> {
        if let Some(address) = &self.address
            && address.chars().count() > Self::ADDRESS_MAX_CHARS
        {
            return Err(Refusal::new(Rule::TextTooLong, "address").with(Self::ADDRESS_MAX_CHARS));
        }
        if self.kind != UnitType::MilitaryPolice {
            return Ok(());
        }
        if let Some(field) = self.told() {
            return Err(Refusal::new(Rule::UnitMilitaryField, field));
        }
        if level > Level::Street {
            return Err(Refusal::new(Rule::UnitMilitaryPlace, "division_id"));
        }
        Ok(())
    }

    /// What is said beyond name, type and place: the field that says it.
    pub fn told(&self) -> Option<&'static str> {
        let told = [
            ("credit_code", self.credit_code.is_some()),
            ("industry_code", self.industry_code.is_some()),
            ("address", self.address.is_some()),
        ];
        told.into_iter().find(|(_, told)| *told).map(|(field, _)| field)
    }

    /// A contradiction between the code's kind of body and the type: flagged, never refused.
    pub fn contradiction(&self) -> Option<Refusal> {
        let code = self.credit_code.as_ref()?;
        let likely = code.likely_types();
        (!likely.is_empty() && !likely.contains(&self.kind))
            .then(|| Refusal::new(Rule::CreditCodeContradictsType, "type").with(self.kind.term()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn military() -> UnitFacts {
        UnitFacts {
            name: Name::parse("驻地示例部队", "name").expect("a name"),
            kind: UnitType::MilitaryPolice,
            division: DivisionId::new(uuid::Uuid::nil()),
            credit_code: None,
            industry_code: None,
            address: None,
        }
    }

    #[test]
    fn the_words_of_a_register_show_the_type() {
        assert_eq!(UnitType::of_registration("股份有限公司 国有企业"), Some(UnitType::StateEnterprise));
        assert_eq!(UnitType::of_registration("集体分支机构(非法人)"), Some(UnitType::VillageCollective));
        assert_eq!(
            UnitType::of_registration("有限责任公司(自然人投资或控股)"),
            Some(UnitType::PrivateEnterprise)
        );
        assert_eq!(UnitType::of_registration("某种"), None);
    }

    #[test]
    fn a_military_unit_holds_its_public_name_and_street_only() {
        assert_eq!(military().check(Level::Street), Ok(()));
        let told = UnitFacts { address: Some("某路1号".into()), ..military() };
        let refusal = told.check(Level::Street).expect_err("address");
        assert_eq!((refusal.rule, refusal.field), (Rule::UnitMilitaryField, "address"));
        assert_eq!(military().check(Level::Community).expect_err("place").rule, Rule::UnitMilitaryPlace);
    }
}
