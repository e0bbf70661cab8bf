//! New values of a division from a day on: rename, recode, convert a village into a community.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{ClassCode, DivisionCode, DivisionKind};
use domain::id::DivisionId;
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::period::{Change, Period, change_on, end_on};
use domain::rule::{Refusal, Rule};
use storage::grid::DivisionPeriod;

use super::values;
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

/// `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct DivisionChanges {
    pub name: Option<Name>,
    pub kind: Option<DivisionKind>,
    pub code: Option<DivisionCode>,
    pub class_code: Option<ClassCode>,
}

pub struct EditDivision {
    pub id: DivisionId,
    pub version: i64,
    pub effective_on: Option<NaiveDate>,
    pub changes: DivisionChanges,
}

impl Write for EditDivision {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, day) = (work.district(), effective(self.effective_on, work.today()));
        let (current, place) = match work.division(self.id, day).await? {
            Some(found) => found,
            None => return Err(missing(work, self.id).await?),
        };
        work.authorise(Operation::DivisionEdit, &place)?;
        let mut facts = current.facts.clone();
        let changes = self.changes;
        facts.name = changes.name.unwrap_or(facts.name);
        facts.code = changes.code.or(facts.code);
        facts.class_code = changes.class_code.or(facts.class_code);
        if let Some(kind) = changes.kind {
            if kind.level() != facts.kind.level() {
                return Err(Refusal::new(Rule::DivisionKindLevel, "kind").with(kind.term()).into());
            }
            facts.kind = kind;
        }
        if facts == current.facts {
            return Err(Refusal::new(Rule::NothingChanged, "name").into());
        }
        if let Some(code) = &facts.code
            && facts.code != current.facts.code
            && storage::grid::code_taken(work.tx, district, code, day, Some(self.id)).await?
        {
            return Err(Refusal::new(Rule::DivisionCodeTaken, "code").with(code).into());
        }
        check_bumped(storage::grid::bump(work.tx, district, self.id, self.version).await?)?;
        let (before, after) = (values(&current.facts, None), values(&facts, None));
        match change_on(current.period, day)? {
            Change::Correct => {
                storage::grid::update_period(work.tx, district, &DivisionPeriod { facts, ..current }).await?;
            }
            Change::Split => {
                let next = DivisionPeriod {
                    row: work.ids.uuid(),
                    period: Period::new(day, current.period.to())?,
                    facts,
                    street: current.street,
                };
                let ended =
                    DivisionPeriod { period: end_on(Period::open(current.period.from()), day)?, ..current };
                storage::grid::update_period(work.tx, district, &ended).await?;
                storage::grid::insert_period(work.tx, district, self.id, &next).await?;
            }
        }
        let name = before["name"].as_str().unwrap_or_default().to_owned();
        let object = ObjectRef { kind: ObjectType::Division, id: self.id.uuid(), name };
        let mut after = after;
        after["effective_on"] = serde_json::json!(day);
        work.journal(Operation::DivisionEdit, object, (Some(before), Some(after)), None).await
    }
}

/// Why a division has no period on the day: it is unknown, or the day lies before or after its life.
async fn missing(work: &mut Work<'_>, id: DivisionId) -> Result<Error> {
    let periods = storage::grid::periods(work.tx, work.actor.place.district, id).await?;
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(Error::NotFound) };
    let place = domain::access::Place::division(work.district(), last.facts.kind.level(), id, last.street);
    work.authorise(Operation::DivisionEdit, &place)?;
    Ok(match last.period.to() {
        Some(end) => Refusal::new(Rule::AlreadyClosed, "effective_on").with(end).into(),
        None => Refusal::new(Rule::EffectiveBeforeStart, "effective_on").with(first.period.from()).into(),
    })
}
