//! A dated count of branches and members of a Party organisation.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::PartyOrganisationId;
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::Count;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::organisation::party_organisation::{self, DatedCount};

use super::party_place;
use crate::{Error, Result, Work, Write};

pub struct RecordCount {
    pub id: PartyOrganisationId,
    pub counted_on: NaiveDate,
    pub branches: i64,
    pub members: i64,
}

impl Write for RecordCount {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let last =
            party_organisation::periods(work.tx, district, self.id).await?.pop().ok_or(Error::NotFound)?;
        work.authorise(Operation::PartyCountRecord, &party_place(district, &last.now))?;
        if self.counted_on > work.today() {
            return Err(Refusal::new(Rule::InFuture, "counted_on").with(self.counted_on).into());
        }
        let dated =
            DatedCount { counted_on: self.counted_on, count: Count::parse(self.branches, self.members)? };
        let counts = party_organisation::counts(work.tx, district, self.id, self.counted_on).await?;
        let row = work.ids.uuid();
        party_organisation::put_count(work.tx, district, row, self.id, &dated).await?;
        let said = |c: &DatedCount| json!({ "counted_on": c.counted_on, "branches": c.count.branches, "members": c.count.members });
        let name = last.now.facts.name.as_str().to_owned();
        let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: self.id.uuid(), name };
        let values = (counts.first().map(said), Some(said(&dated)));
        work.journal(Operation::PartyCountRecord, object, values, None).await
    }
}
