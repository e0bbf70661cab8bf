//! S2: units, Party organisations, posts.

mod assign_post;
mod close_party_organisation;
mod close_unit;
mod create_party_organisation;
mod create_unit;
mod distinguish_units;
mod duplicates;
mod edit_party_organisation;
mod edit_unit;
mod list_party_organisations;
mod list_posts;
mod list_units;
mod merge_consortia;
mod merge_units;
mod record_aggregate;
mod record_count;
mod said;
mod show_party_organisation;
mod show_unit;

pub use assign_post::AssignPost;
pub use close_party_organisation::ClosePartyOrganisation;
pub use close_unit::CloseUnit;
pub use create_party_organisation::CreatePartyOrganisation;
pub use create_unit::{CreateUnit, NewUnit};
pub(crate) use create_unit::{check_free, store_new_unit};
pub use distinguish_units::DistinguishUnits;
pub use duplicates::{Alike, DuplicatePair, duplicates};
pub use edit_party_organisation::{EditPartyOrganisation, PartyOrganisationChanges};
pub use edit_unit::{EditUnit, UnitChanges};
pub use list_party_organisations::{PartyOrganisationShown, list_party_organisations};
pub use list_posts::{PostShown, list_posts, show_post};
pub use list_units::{UnitPageKey, UnitShown, list_units};
pub use merge_units::{Keep, MergeUnits};
pub use record_aggregate::RecordAggregate;
pub use record_count::RecordCount;
pub use show_party_organisation::{PartyOrganisationDetail, PartyPeriod, show_party_organisation};
pub use show_unit::{UnitDetail, show_unit};

pub use storage::organisation::merge::Merged;
pub use storage::organisation::party_organisation::{DatedCount, PartyFilter};
pub use storage::organisation::post::{Body, Held, Post, PostFilter};
pub use storage::organisation::unit::UnitFilter;
pub use storage::reference::Industry;

use domain::access::Place;
use domain::id::{DistrictId, DivisionId, PartyOrganisationId, UnitId};
use domain::organisation::{PartyOrganisationFacts, UnitFacts};
use serde_json::{Value, json};
use storage::organisation::party_organisation::PartyOrganisationPeriod;
use storage::organisation::unit::UnitPeriod;

use crate::work::Lying;
use crate::{Error, Result, Work};

/// What the journal keeps of a unit's facts.
pub(crate) fn unit_values(facts: &UnitFacts, division: &str) -> Value {
    json!({
        "name": facts.name, "type": facts.kind.word(), "division": reference(facts.division.uuid(), division), "credit_code": facts.credit_code,
        "industry_code": facts.industry_code, "address": facts.address,
    })
}

/// What the journal keeps of a Party organisation's facts.
pub(crate) fn party_values(facts: &PartyOrganisationFacts, division: &str, above: Option<&Above>) -> Value {
    let known = above.is_some();
    let above = above.cloned().unwrap_or_default();
    let named = |id: Option<uuid::Uuid>, name: Option<String>| {
        id.filter(|_| known).map(|id| reference(id, name.as_deref().unwrap_or_default()))
    };
    json!({
        "name": facts.name, "rank": facts.rank.word(), "division": reference(facts.division.uuid(), division),
        "superior": named(facts.superior.map(|id| id.uuid()), above.superior),
        "unit": named(facts.unit.map(|id| id.uuid()), above.unit),
    })
}

/// Who is meant, and what it was called then.
pub(crate) fn reference(id: uuid::Uuid, name: &str) -> Value {
    json!({ "id": id, "name": name })
}

/// What a Party organisation's superior and host unit are called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Above {
    pub superior: Option<String>,
    pub unit: Option<String>,
}

impl Above {
    /// What they are called on a day; nothing where they do not exist then.
    async fn of(work: &mut Work<'_>, facts: &PartyOrganisationFacts, day: chrono::NaiveDate) -> Result<Self> {
        let superior = match facts.superior {
            Some(id) => superior_on(work, id, day).await.ok().map(|facts| facts.name.as_str().to_owned()),
            None => None,
        };
        let unit = match facts.unit {
            Some(id) => host_on(work, id, day).await.ok().map(|facts| facts.name.as_str().to_owned()),
            None => None,
        };
        Ok(Self { superior, unit })
    }
}

/// The host unit's facts on a day, checked to exist.
pub(crate) async fn host_on(work: &mut Work<'_>, id: UnitId, day: chrono::NaiveDate) -> Result<UnitFacts> {
    use domain::rule::{Refusal, Rule};
    let district = work.district();
    let periods = storage::organisation::unit::periods(work.tx, district, id).await?;
    let found = periods.into_iter().find(|u| u.now.period.contains(day));
    let unknown = || Error::from(Refusal::new(Rule::UnitUnknown, "unit_id").with(id));
    found.map(|u| u.now.facts).ok_or_else(unknown)
}

/// Where a unit lies. `street` is the street of its division, which for a street-level division is itself.
pub(crate) fn unit_place(district: DistrictId, id: UnitId, period: &UnitPeriod) -> Place {
    lying(district, period.facts.division, period.street).with_unit(id)
}

/// Where a Party organisation lies: in its host unit, or in its division.
pub(crate) fn party_place(district: DistrictId, period: &PartyOrganisationPeriod) -> Place {
    let place = lying(district, period.facts.division, period.street);
    period.facts.unit.map_or(place, |unit| place.with_unit(unit))
}

fn lying(district: DistrictId, division: DivisionId, street: Option<DivisionId>) -> Place {
    let community = (division != district && street != Some(division)).then_some(division);
    Place { district, street, community, unit: None }
}

/// The division in which something is stored on a day.
pub(crate) async fn lies_in(
    work: &mut Work<'_>,
    division: DivisionId,
    day: chrono::NaiveDate,
) -> Result<Lying> {
    use domain::rule::{Refusal, Rule};
    let found = work.lying(division, day).await?;
    found.ok_or_else(|| Refusal::new(Rule::DivisionUnknown, "division_id").with(division).into())
}

/// What a division was called on a day, for the journal; nothing when it did not exist then.
pub(crate) async fn division_name(
    work: &mut Work<'_>,
    id: DivisionId,
    day: chrono::NaiveDate,
) -> Result<String> {
    Ok(work.lying(id, day).await?.map(|at| at.division.name).unwrap_or_default())
}

/// The superior's present facts, checked to exist.
pub(crate) async fn superior_on(
    work: &mut Work<'_>,
    id: PartyOrganisationId,
    day: chrono::NaiveDate,
) -> Result<PartyOrganisationFacts> {
    use domain::rule::{Refusal, Rule};
    let district = work.district();
    let periods = storage::organisation::party_organisation::periods(work.tx, district, id).await?;
    let found = periods.into_iter().find(|p| p.now.period.contains(day));
    let unknown = || Error::from(Refusal::new(Rule::PartyUnknown, "superior_id").with(id));
    found.map(|p| p.now.facts).ok_or_else(unknown)
}

/// Sections and divisions of GB/T 4754: public, so anybody signed in may read them.
///
/// # Errors
/// When the database cannot be read.
pub async fn industries(view: &mut crate::View<'_>) -> Result<Vec<Industry>> {
    Ok(storage::reference::industries(&mut view.conn).await?)
}
