//! A new unit.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{CreditCode, UnitFacts, UnitType};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::organisation::unit::{self, Conflicts, Unit, UnitPeriod};

use super::{UnitShown, unit_values};
use crate::query::effective;
use crate::work::Lying;
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
        let day = effective(self.valid_from, work.today());
        let facts = self.unit.parse()?;
        let (at, conflicts) = stand_on(work, &facts, day, None).await?;
        work.authorise(Operation::UnitCreate, &at.place)?;
        facts.check(at.level())?;
        check_free(&facts, conflicts)?;
        let unit = store_new_unit(work, &at, facts, Period::open(day), None).await?;
        Ok(UnitShown { unit, division: at.division, street: at.street })
    }
}

/// Stores a unit that has been decided, with its entry.
pub(crate) async fn store_new_unit(
    work: &mut Work<'_>,
    at: &Lying,
    facts: UnitFacts,
    period: Period,
    reference: Option<String>,
) -> Result<Unit> {
    let (district, id) = (work.district(), UnitId::new(work.ids.uuid()));
    let now = UnitPeriod { row: work.ids.uuid(), period, facts, street: at.street_id() };
    unit::insert(work.tx, district, id, reference).await?;
    if at.until >= period.stored_to() {
        unit::insert_period(work.tx, district, id, &now).await?;
    } else {
        for piece in work.spread(at.division.id, now.clone()).await? {
            unit::insert_period(work.tx, district, id, &piece).await?;
        }
    }
    let object =
        ObjectRef { kind: ObjectType::Unit, id: id.uuid(), name: now.facts.name.as_str().to_owned() };
    let mut after = unit_values(&now.facts, &at.division.name);
    after["valid_from"] = serde_json::json!(period.from());
    if let Some(end) = period.to() {
        after["valid_to"] = serde_json::json!(end);
    }
    work.journal(Operation::UnitCreate, object, (None, Some(after)), None).await?;
    Ok(Unit { id, version: 1, now })
}

/// Where a unit is to stand, and what stands in its way.
pub(super) async fn stand_on(
    work: &mut Work<'_>,
    facts: &UnitFacts,
    day: NaiveDate,
    except: Option<UnitId>,
) -> Result<(Lying, Conflicts)> {
    let (district, division) = (work.district(), facts.division);
    let unknown = || Refusal::new(Rule::DivisionUnknown, "division_id").with(division);
    let found = unit::ground(work.tx, district, facts, day, except).await?;
    let (period, street_name, conflicts) = found.ok_or_else(unknown)?;
    Ok((Lying::new(district, division, &period, street_name), conflicts))
}

/// No two open units share a credit code, or a name in one division; the industry must exist.
pub(crate) fn check_free(facts: &UnitFacts, conflicts: Conflicts) -> std::result::Result<(), Refusal> {
    if let Some(holder) = conflicts.code_holder {
        return Err(Refusal::new(Rule::CreditCodeTaken, "credit_code").with(holder));
    }
    if let Some(code) = &facts.industry_code
        && conflicts.industry.is_none()
    {
        return Err(Refusal::new(Rule::IndustryUnknown, "industry_code").with(code));
    }
    match conflicts.same_name {
        Some(name) => Err(Refusal::new(Rule::UnitNameTaken, "name").with(name)),
        None => Ok(()),
    }
}
