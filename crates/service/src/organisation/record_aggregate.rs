//! A street's aggregate of military, police and enterprise Party organisations, typed in by its office.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, PartyAggregateId};
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::{Count, check_aggregate};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::organisation::party_organisation::{self, PartyAggregate};

use super::lies_in;
use crate::{Result, Work, Write};

pub struct RecordAggregate {
    pub division: DivisionId,
    pub counted_on: NaiveDate,
    pub committees: i64,
    pub count: Count,
    pub note: Option<String>,
}

impl Write for RecordAggregate {
    type Output = PartyAggregateId;

    async fn run(self, work: &mut Work<'_>) -> Result<PartyAggregateId> {
        let district = work.district();
        let at = lies_in(work, self.division, self.counted_on).await?;
        work.authorise(Operation::PartyAggregateRecord, &at.place)?;
        if self.counted_on > work.today() {
            return Err(Refusal::new(Rule::InFuture, "counted_on").with(self.counted_on).into());
        }
        check_aggregate(&at.division.name, at.level(), self.committees, self.count)?;
        let old = party_organisation::aggregates(work.tx, district).await?;
        let old = old.into_iter().find(|a| a.division == self.division && a.counted_on == self.counted_on);
        let aggregate = PartyAggregate {
            id: old.as_ref().map_or_else(|| PartyAggregateId::new(work.ids.uuid()), |a| a.id),
            division: self.division,
            counted_on: self.counted_on,
            committees: self.committees,
            count: self.count,
            note: self.note,
        };
        party_organisation::put_aggregate(work.tx, district, &aggregate).await?;
        let said = |a: &PartyAggregate| {
            json!({ "counted_on": a.counted_on, "committees": a.committees, "branches": a.count.branches,
                "members": a.count.members, "note": a.note })
        };
        let name = at.division.name;
        let object = ObjectRef { kind: ObjectType::PartyAggregate, id: aggregate.id.uuid(), name };
        let values = (old.as_ref().map(said), Some(said(&aggregate)));
        work.journal(Operation::PartyAggregateRecord, object, values, None).await?;
        Ok(aggregate.id)
    }
}
