//! New values of a unit from a day on; the old ones stay true before it.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{CreditCode, UnitType};
use domain::period::{Change, Period, change_on, end_on};
use domain::rule::{Refusal, Rule};
use storage::organisation::unit::{self, UnitPeriod};

use super::create_unit::{check_free, stand_on};
use super::{division_name, unit_place, unit_values};
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

/// `None` leaves a value as it is; an empty text removes it.
#[derive(Debug, Clone, Default)]
pub struct UnitChanges {
    pub name: Option<String>,
    pub kind: Option<UnitType>,
    pub division: Option<DivisionId>,
    pub credit_code: Option<String>,
    pub industry_code: Option<String>,
    pub address: Option<String>,
}

pub struct EditUnit {
    pub id: UnitId,
    pub version: i64,
    pub effective_on: Option<NaiveDate>,
    pub changes: UnitChanges,
}

impl Write for EditUnit {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, day) = (work.district(), effective(self.effective_on, work.today()));
        let last = unit::periods(work.tx, district, self.id).await?.pop().ok_or(Error::NotFound)?.now;
        work.authorise(Operation::UnitEdit, &unit_place(district, self.id, &last))?;
        let change = change_on(last.period, day)?;

        let mut facts = last.facts.clone();
        let changes = self.changes;
        if let Some(name) = changes.name {
            facts.name = Name::parse(&name, "name")?;
        }
        facts.kind = changes.kind.unwrap_or(facts.kind);
        facts.division = changes.division.unwrap_or(facts.division);
        if let Some(code) = changes.credit_code {
            facts.credit_code =
                if code.trim().is_empty() { None } else { Some(CreditCode::parse(&code)?.code) };
        }
        facts.industry_code = replaced(facts.industry_code, changes.industry_code);
        facts.address = replaced(facts.address, changes.address);
        if facts == last.facts {
            return Err(Refusal::new(Rule::NothingChanged, "name").into());
        }

        let (at, conflicts) = stand_on(work, &facts, day, Some(self.id)).await?;
        if facts.division != last.facts.division {
            work.authorise(Operation::UnitCreate, &at.place)?;
        }
        facts.check(at.level())?;
        check_free(&facts, conflicts)?;
        check_bumped(unit::bump(work.tx, district, self.id, self.version).await?)?;

        let old_name = division_name(work, last.facts.division, day).await?;
        let before = unit_values(&last.facts, &old_name);
        let mut after = unit_values(&facts, &at.division.name);
        after["effective_on"] = serde_json::json!(day);
        let object = ObjectRef {
            kind: ObjectType::Unit,
            id: self.id.uuid(),
            name: last.facts.name.as_str().to_owned(),
        };

        let street = at.street_id();
        match change {
            Change::Correct => {
                unit::update_period(work.tx, district, &UnitPeriod { facts, street, ..last }).await?;
            }
            Change::Split => {
                let next = UnitPeriod {
                    row: work.ids.uuid(),
                    period: Period::new(day, last.period.to())?,
                    facts,
                    street,
                };
                let ended = UnitPeriod { period: end_on(Period::open(last.period.from()), day)?, ..last };
                unit::update_period(work.tx, district, &ended).await?;
                unit::insert_period(work.tx, district, self.id, &next).await?;
            }
        }
        work.journal(Operation::UnitEdit, object, (Some(before), Some(after)), None).await
    }
}

fn replaced(old: Option<String>, new: Option<String>) -> Option<String> {
    match new {
        None => old,
        Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
    }
}
