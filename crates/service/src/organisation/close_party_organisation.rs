//! The end of a Party organisation below which nothing is left.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::PartyOrganisationId;
use domain::journal::{ObjectRef, ObjectType};
use domain::period::end_on;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::organisation::party_organisation::{self, PartyOrganisationPeriod};

use super::party_place;
use super::said::LastSaid;
use crate::work::{check_bumped, check_reason};
use crate::{Result, Work, Write};

pub struct ClosePartyOrganisation {
    pub id: PartyOrganisationId,
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub reason: String,
}

impl Write for ClosePartyOrganisation {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let periods = party_organisation::periods(work.tx, district, self.id).await?;
        let known = LastSaid::of(periods.into_iter().map(|party| party.now).collect())?;
        work.authorise(Operation::PartyOrganisationClose, &party_place(district, &known.now))?;
        let reason = check_reason(&self.reason)?;
        let below = party_organisation::open_below(work.tx, district, self.id, self.on).await?;
        if below > 0 {
            return Err(Refusal::new(Rule::PartyHasBelow, "on").with(below).into());
        }
        let last = known.said.clone();
        let name = last.facts.name.as_str().to_owned();
        let ended = PartyOrganisationPeriod { period: end_on(last.period, self.on)?, ..last };
        check_bumped(party_organisation::bump(work.tx, district, self.id, self.version).await?)?;
        let rows = known.replaced(work, vec![ended], |facts| facts.division).await?;
        party_organisation::rewrite(work.tx, district, self.id, &rows).await?;
        let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: self.id.uuid(), name };
        let values = (Some(json!({ "valid_to": null })), Some(json!({ "valid_to": self.on })));
        work.journal(Operation::PartyOrganisationClose, object, values, Some(reason)).await
    }
}
