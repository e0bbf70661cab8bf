//! The end of a division in which nothing is open any more.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::check_dissolve;
use domain::id::DivisionId;
use domain::journal::{ObjectRef, ObjectType};
use domain::period::end_on;
use serde_json::json;
use storage::grid::DivisionPeriod;

use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

pub struct DissolveDivision {
    pub id: DivisionId,
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub reason: String,
}

impl Write for DissolveDivision {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let last = storage::grid::periods(work.tx, district, self.id).await?.pop().ok_or(Error::NotFound)?;
        let place = domain::access::Place::division(district, last.facts.kind.level(), self.id, last.street);
        work.authorise(Operation::DivisionDissolve, &place)?;
        let reason = check_reason(&self.reason)?;
        let open = storage::grid::open_inside(work.tx, district, self.id, self.on).await?;
        check_dissolve(last.facts.kind, open)?;
        let ended = DivisionPeriod { period: end_on(last.period, self.on)?, ..last };
        check_bumped(storage::grid::bump(work.tx, district, self.id, self.version).await?)?;
        storage::grid::update_period(work.tx, district, &ended).await?;
        let object = ObjectRef {
            kind: ObjectType::Division,
            id: self.id.uuid(),
            name: ended.facts.name.as_str().to_owned(),
        };
        let values = (Some(json!({ "valid_to": null })), Some(json!({ "valid_to": self.on })));
        work.journal(Operation::DivisionDissolve, object, values, Some(reason)).await
    }
}
