//! New values of a Party organisation from a day on.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, PartyOrganisationId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::Rank;
use domain::period::{Change, Period, change_on, end_on};
use domain::rule::{Refusal, Rule};
use storage::organisation::party_organisation::{self, PartyOrganisationPeriod};

use super::create_party_organisation::{check_name, check_party};
use super::{division_name, lies_in, party_place, party_values, superior_on};
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

/// `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct PartyOrganisationChanges {
    pub name: Option<String>,
    pub rank: Option<Rank>,
    pub division: Option<DivisionId>,
    pub superior: Option<PartyOrganisationId>,
}

pub struct EditPartyOrganisation {
    pub id: PartyOrganisationId,
    pub version: i64,
    pub effective_on: Option<NaiveDate>,
    pub changes: PartyOrganisationChanges,
}

impl Write for EditPartyOrganisation {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, day) = (work.district(), effective(self.effective_on, work.today()));
        let last =
            party_organisation::periods(work.tx, district, self.id).await?.pop().ok_or(Error::NotFound)?.now;
        work.authorise(Operation::PartyOrganisationEdit, &party_place(district, &last))?;
        let change = change_on(last.period, day)?;

        let mut facts = last.facts.clone();
        let changes = self.changes;
        if let Some(name) = changes.name {
            facts.name = Name::parse(&name, "name")?;
        }
        facts.rank = changes.rank.unwrap_or(facts.rank);
        facts.division = changes.division.unwrap_or(facts.division);
        facts.superior = changes.superior.or(facts.superior);
        if facts == last.facts {
            return Err(Refusal::new(Rule::NothingChanged, "name").into());
        }
        let at = lies_in(work, facts.division, day).await?;
        if facts.division != last.facts.division {
            work.authorise(Operation::PartyOrganisationCreate, &at.place)?;
        }
        if facts.name != last.facts.name {
            check_name(work, &facts, day, Some(self.id)).await?;
        }
        let superior = check_party(work, &facts, day, Some(self.id)).await?;
        let old_superior = match last.facts.superior {
            Some(id) => superior_on(work, id, day).await.ok().map(|facts| facts.name.as_str().to_owned()),
            None => None,
        };
        check_bumped(party_organisation::bump(work.tx, district, self.id, self.version).await?)?;

        let old_name = division_name(work, last.facts.division, day).await?;
        let before = party_values(&last.facts, &old_name, old_superior.as_deref());
        let mut after = party_values(&facts, &at.division.name, superior.as_deref());
        after["effective_on"] = serde_json::json!(day);
        let name = last.facts.name.as_str().to_owned();
        let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: self.id.uuid(), name };

        let street = at.street_id();
        match change {
            Change::Correct => {
                let corrected = PartyOrganisationPeriod { facts, street, ..last };
                party_organisation::update_period(work.tx, district, &corrected).await?;
            }
            Change::Split => {
                let period = Period::new(day, last.period.to())?;
                let next = PartyOrganisationPeriod { row: work.ids.uuid(), period, facts, street };
                let ended = PartyOrganisationPeriod {
                    period: end_on(Period::open(last.period.from()), day)?,
                    ..last
                };
                party_organisation::update_period(work.tx, district, &ended).await?;
                party_organisation::insert_period(work.tx, district, self.id, &next).await?;
            }
        }
        work.journal(Operation::PartyOrganisationEdit, object, (Some(before), Some(after)), None).await
    }
}
