//! New values of a unit from a day on; the old ones stay true before it.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{CreditCode, PostKind, UnitType};
use domain::period::change_on;
use domain::rule::{Refusal, Rule};
use storage::organisation::unit::{self, Unit};
use storage::organisation::{party_organisation, post};

use super::create_unit::{check_free, stand_on};
use super::said::LastSaid;
use super::{division_name, unit_place, unit_values};
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

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
        let periods = unit::periods(work.tx, district, self.id).await?;
        let known = LastSaid::of(periods.iter().map(|unit| unit.now.clone()).collect())?;
        work.authorise(Operation::UnitEdit, &unit_place(district, self.id, &known.now))?;
        let last = known.said.clone();
        change_on(last.period, day)?;

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
        if facts.kind == UnitType::MilitaryPolice && last.facts.kind != UnitType::MilitaryPolice {
            check_silent(work, self.id, &periods).await?;
        }
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

        let changed = last.changed(day, facts, work.ids.uuid())?;
        let rows = known.replaced(work, changed, |facts| facts.division).await?;
        unit::rewrite(work.tx, district, self.id, &rows).await?;
        work.journal(Operation::UnitEdit, object, (Some(before), Some(after)), None).await
    }
}

/// Secrecy rule (涉密不上网): the past of a unit stays readable, so one of which more than its public name was ever recorded
/// cannot become a military or police unit.
async fn check_silent(work: &mut Work<'_>, id: UnitId, periods: &[Unit]) -> Result<()> {
    let refused = |what: &str| Err(Refusal::new(Rule::UnitMilitaryHistory, "type").with(what).into());
    let district = work.district();
    let first = periods.first().map_or(work.today(), |unit| unit.now.period.from());
    for now in periods.iter().map(|unit| &unit.now) {
        if let Some(told) = now.facts.told() {
            return refused(told);
        }
        if now.street != Some(now.facts.division) && now.facts.division != district {
            return refused("division_id");
        }
    }
    let parties = party_organisation::all_from(work.tx, district, first).await?;
    if let Some(party) = parties.iter().find(|party| party.now.facts.unit == Some(id)) {
        return refused(party.now.facts.name.as_str());
    }
    let posts = post::keys(work.tx, district).await?;
    let other = posts.iter().find(|((body, kind, _), _)| *body == id.uuid() && *kind != PostKind::Liaison);
    other.map_or(Ok(()), |((_, _, title), _)| refused(title))
}

fn replaced(old: Option<String>, new: Option<String>) -> Option<String> {
    match new {
        None => old,
        Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
    }
}
