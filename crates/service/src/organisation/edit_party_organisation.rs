//! New values of a Party organisation from a day on.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{PartyOrganisationFacts, Rank, check_rank};
use domain::period::change_on;
use domain::rule::{Refusal, Rule};
use storage::organisation::party_organisation;

use super::create_party_organisation::{check_name, check_party};
use super::said::LastSaid;
use super::{Above, division_name, lies_in, party_place, party_values};
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

/// `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct PartyOrganisationChanges {
    pub name: Option<String>,
    pub rank: Option<Rank>,
    pub division: Option<DivisionId>,
    /// `Some(None)` removes it.
    pub superior: Option<Option<PartyOrganisationId>>,
    /// `Some(None)` removes it.
    pub unit: Option<Option<UnitId>>,
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
        let periods = party_organisation::periods(work.tx, district, self.id).await?;
        let known = LastSaid::of(periods.into_iter().map(|party| party.now).collect())?;
        work.authorise(Operation::PartyOrganisationEdit, &party_place(district, &known.now))?;
        let last = known.said.clone();
        change_on(last.period, day)?;

        let mut facts = last.facts.clone();
        let changes = self.changes;
        if let Some(name) = changes.name {
            facts.name = Name::parse(&name, "name")?;
        }
        facts.rank = changes.rank.unwrap_or(facts.rank);
        facts.division = changes.division.unwrap_or(facts.division);
        facts.superior = changes.superior.unwrap_or(facts.superior);
        facts.unit = changes.unit.unwrap_or(facts.unit);
        if facts == last.facts {
            return Err(Refusal::new(Rule::NothingChanged, "name").into());
        }
        let at = lies_in(work, facts.division, day).await?;
        let (place, old_facts) = (party_place(district, &known.now), last.facts.clone());
        let changed = last.changed(day, facts.clone(), work.ids.uuid())?;
        let rows = known.replaced(work, changed, |facts| facts.division).await?;
        for now in rows.new.iter().chain(&rows.changed).filter(|now| now.period.from() >= day) {
            if party_place(district, now) != place {
                work.authorise(Operation::PartyOrganisationCreate, &party_place(district, now))?;
            }
        }
        if facts.name != old_facts.name {
            check_name(work, &facts, day, Some(self.id)).await?;
        }
        let above = check_party(work, &facts, day, Some((self.id, &old_facts))).await?;
        if facts.rank != old_facts.rank {
            check_below(work, self.id, &facts, day).await?;
        }
        check_bumped(party_organisation::bump(work.tx, district, self.id, self.version).await?)?;

        let old_name = division_name(work, old_facts.division, day).await?;
        let old_above = Above::of(work, &old_facts, day).await?;
        let before = party_values(&old_facts, &old_name, Some(&old_above));
        let mut after = party_values(&facts, &at.division.name, Some(&above));
        after["effective_on"] = serde_json::json!(day);
        let name = old_facts.name.as_str().to_owned();
        let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: self.id.uuid(), name };

        party_organisation::rewrite(work.tx, district, self.id, &rows).await?;
        work.journal(Operation::PartyOrganisationEdit, object, (Some(before), Some(after)), None).await
    }
}

/// Those below it must still be able to lie below it.
async fn check_below(
    work: &mut Work<'_>,
    id: PartyOrganisationId,
    facts: &PartyOrganisationFacts,
    day: NaiveDate,
) -> Result<()> {
    let district = work.district();
    let all = party_organisation::all_from(work.tx, district, day).await?;
    for below in all.iter().filter(|party| party.now.facts.superior == Some(id)) {
        check_rank(below.now.facts.rank, facts.name.as_str(), facts.rank)
            .map_err(|refusal| Refusal { field: "rank", ..refusal })?;
    }
    Ok(())
}
