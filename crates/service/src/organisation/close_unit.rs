//! The end of a unit.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::UnitId;
use domain::journal::{ObjectRef, ObjectType};
use domain::period::end_on;
use serde_json::json;
use storage::organisation::unit::{self, UnitPeriod};

use super::said::LastSaid;
use super::unit_place;
use crate::work::{check_bumped, check_reason};
use crate::{Result, Work, Write};

pub struct CloseUnit {
    pub id: UnitId,
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub reason: String,
}

impl Write for CloseUnit {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let periods = unit::periods(work.tx, district, self.id).await?;
        let known = LastSaid::of(periods.into_iter().map(|unit| unit.now).collect())?;
        work.authorise(Operation::UnitClose, &unit_place(district, self.id, &known.now))?;
        let reason = check_reason(&self.reason)?;
        let last = known.said.clone();
        let name = last.facts.name.as_str().to_owned();
        let ended = UnitPeriod { period: end_on(last.period, self.on)?, ..last };
        check_bumped(unit::bump(work.tx, district, self.id, self.version).await?)?;
        let rows = known.replaced(work, vec![ended], |facts| facts.division).await?;
        unit::rewrite(work.tx, district, self.id, &rows).await?;
        let object = ObjectRef { kind: ObjectType::Unit, id: self.id.uuid(), name };
        let values = (Some(json!({ "valid_to": null })), Some(json!({ "valid_to": self.on })));
        work.journal(Operation::UnitClose, object, values, Some(reason)).await
    }
}
