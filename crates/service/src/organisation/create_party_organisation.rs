//! A new Party organisation.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::PartyOrganisationId;
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::{PartyOrganisationFacts, check_host, check_rank};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::organisation::party_organisation::{self, PartyOrganisationPeriod};

use super::{Above, host_on, lies_in, party_place, party_values, superior_on};
use crate::query::effective;
use crate::{Result, Work, Write};

pub struct CreatePartyOrganisation {
    pub facts: PartyOrganisationFacts,
    pub valid_from: Option<NaiveDate>,
    /// The number that a register gives it; it tells those of the same name apart.
    pub reference: Option<String>,
}

impl Write for CreatePartyOrganisation {
    type Output = PartyOrganisationId;

    async fn run(self, work: &mut Work<'_>) -> Result<PartyOrganisationId> {
        let (district, day) = (work.district(), effective(self.valid_from, work.today()));
        let facts = self.facts;
        let at = lies_in(work, facts.division, day).await?;
        let street = at.street_id();
        let period =
            PartyOrganisationPeriod { row: work.ids.uuid(), period: Period::open(day), facts, street };
        work.authorise(Operation::PartyOrganisationCreate, &party_place(district, &period))?;
        if self.reference.is_none() {
            check_name(work, &period.facts, day, None).await?;
        }
        let above = check_party(work, &period.facts, day, None).await?;
        let id = PartyOrganisationId::new(work.ids.uuid());
        party_organisation::insert(work.tx, district, id, self.reference).await?;
        for piece in work.spread(at.division.id, period.clone()).await? {
            party_organisation::insert_period(work.tx, district, id, &piece).await?;
        }
        let name = period.facts.name.as_str().to_owned();
        let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: id.uuid(), name };
        let mut after = party_values(&period.facts, &at.division.name, Some(&above));
        after["valid_from"] = serde_json::json!(day);
        work.journal(Operation::PartyOrganisationCreate, object, (None, Some(after)), None).await?;
        Ok(id)
    }
}

/// A name that no other open Party organisation has.
pub(super) async fn check_name(
    work: &mut Work<'_>,
    facts: &PartyOrganisationFacts,
    day: NaiveDate,
    own: Option<PartyOrganisationId>,
) -> Result<()> {
    let district = work.district();
    if party_organisation::name_taken(work.tx, district, &facts.name, day, own).await? {
        return Err(Refusal::new(Rule::PartyNameTaken, "name").with(facts.name.as_str()).into());
    }
    Ok(())
}

/// Host and superior: everything else that must hold of a Party organisation on a day. Returns what those are called. A host
/// that it had before may have closed since: that is no reason to refuse another change.
pub(super) async fn check_party(
    work: &mut Work<'_>,
    facts: &PartyOrganisationFacts,
    day: NaiveDate,
    old: Option<(PartyOrganisationId, &PartyOrganisationFacts)>,
) -> Result<Above> {
    let mut above = Above::default();
    if let Some(old) = old.filter(|(_, old)| old.unit == facts.unit) {
        above.unit = Above::of(work, old.1, day).await?.unit;
    } else if let Some(host) = facts.unit {
        let host = host_on(work, host, day).await?;
        check_host(Some(host.kind))?;
        above.unit = Some(host.name.as_str().to_owned());
    }
    let Some(superior) = facts.superior else { return Ok(above) };
    let found = superior_on(work, superior, day).await?;
    check_rank(facts.rank, found.name.as_str(), found.rank)?;
    if let Some((own, _)) = old {
        check_no_circle(work, own, superior, day).await?;
    }
    above.superior = Some(found.name.as_str().to_owned());
    Ok(above)
}

async fn check_no_circle(
    work: &mut Work<'_>,
    own: PartyOrganisationId,
    superior: PartyOrganisationId,
    day: NaiveDate,
) -> Result<()> {
    let mut next = Some(superior);
    while let Some(id) = next {
        let facts = superior_on(work, id, day).await?;
        if id == own {
            return Err(Refusal::new(Rule::PartySuperiorCycle, "superior_id")
                .with(facts.name.as_str())
                .into());
        }
        next = facts.superior;
    }
    Ok(())
}
