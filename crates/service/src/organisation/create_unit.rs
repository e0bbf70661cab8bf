//! A new unit.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{CreditCode, UnitFacts, UnitType};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::organisation::unit::{self, Unit, UnitPeriod};

use super::{UnitShown, lies_in, unit_values};
use crate::query::effective;
use crate::{Result, Work, Write};

/// A unit's facts as they were typed; the credit code is repaired where it can be.
#[derive(Debug, Clone)]
pub struct NewUnit {
    pub name: String,
    pub kind: UnitType,
    pub division: DivisionId,
    pub credit_code: Option<String>,
    pub industry_code: Option<String>,
    pub address: Option<String>,
}

impl NewUnit {
    pub(super) fn parse(self) -> Result<UnitFacts> {
        let credit_code = self.credit_code.as_deref().map(CreditCode::parse).transpose()?;
        Ok(UnitFacts {
            name: Name::parse(&self.name, "name")?,
            kind: self.kind,
            division: self.division,
            credit_code: credit_code.map(|read| read.code),
            industry_code: self.industry_code,
            address: self.address.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        })
    }
}

pub struct CreateUnit {
    pub unit: NewUnit,
    pub valid_from: Option<NaiveDate>,
}

impl Write for CreateUnit {
    type Output = UnitShown;

    async fn run(self, work: &mut Work<'_>) -> Result<UnitShown> {
        let (district, day) = (work.district(), effective(self.valid_from, work.today()));
        let at = lies_in(work, self.unit.division, day).await?;
        work.authorise(Operation::UnitCreate, &at.place)?;
        let facts = self.unit.parse()?;
        facts.check(at.level())?;
        check_unique(work, &facts, day, None).await?;
        let id = UnitId::new(work.ids.uuid());
        let period =
            UnitPeriod { row: work.ids.uuid(), period: Period::open(day), facts, street: at.street_id() };
        unit::insert(work.tx, district, id).await?;
        unit::insert_period(work.tx, district, id, &period).await?;
        let object =
            ObjectRef { kind: ObjectType::Unit, id: id.uuid(), name: period.facts.name.as_str().to_owned() };
        let mut after = unit_values(&period.facts, &at.division.name);
        after["valid_from"] = serde_json::json!(day);
        work.journal(Operation::UnitCreate, object, (None, Some(after)), None).await?;
        Ok(UnitShown { unit: Unit { id, version: 1, now: period }, division: at.division, street: at.street })
    }
}

/// No two open units share a credit code, or a name in one division; the industry must exist.
pub(super) async fn check_unique(
    work: &mut Work<'_>,
    facts: &UnitFacts,
    day: NaiveDate,
    except: Option<UnitId>,
) -> Result<()> {
    let district = work.district();
    if let Some(code) = &facts.credit_code
        && let Some(holder) = unit::holder_of_code(work.tx, district, code, day, except).await?
    {
        return Err(Refusal::new(Rule::CreditCodeTaken, "credit_code").with(holder).into());
    }
    if let Some(code) = &facts.industry_code
        && storage::reference::industry(work.tx, code).await?.is_none()
    {
        return Err(Refusal::new(Rule::IndustryUnknown, "industry_code").with(code).into());
    }
    if let Some(name) = unit::same_name(work.tx, district, facts, day, except).await? {
        return Err(Refusal::new(Rule::UnitNameTaken, "name").with(name).into());
    }
    Ok(())
}
