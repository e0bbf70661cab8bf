//! `GET /party-organisations`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::PartyOrganisationId;
use serde::{Deserialize, Serialize};
use service::organisation::{DatedCount, PartyFilter, PartyOrganisationShown, list_party_organisations};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, ListParams, Named, PageBody, RankWord, UnitTypeWord, word};

#[derive(Serialize, ToSchema)]
pub struct HostUnit {
    pub id: Uuid,
    pub name: String,
    pub r#type: UnitTypeWord,
}

#[derive(Serialize, ToSchema)]
pub struct CountBody {
    pub counted_on: NaiveDate,
    /// Branches directly under it.
    pub branches: i64,
    /// Members directly under it.
    pub members: i64,
}

impl From<DatedCount> for CountBody {
    fn from(dated: DatedCount) -> Self {
        Self { counted_on: dated.counted_on, branches: dated.count.branches, members: dated.count.members }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PartyOrganisationRow {
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    pub rank: RankWord,
    pub superior: Option<Named>,
    pub unit: Option<HostUnit>,
    pub division: Named,
    pub street: Option<Named>,
    /// The newest count on the day asked for.
    pub count: Option<CountBody>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

impl From<PartyOrganisationShown> for PartyOrganisationRow {
    fn from(shown: PartyOrganisationShown) -> Self {
        let (facts, period) = (shown.party.now.facts, shown.party.now.period);
        Self {
            id: shown.party.id.uuid(),
            version: shown.party.version,
            name: facts.name.as_str().to_owned(),
            rank: word(facts.rank),
            superior: shown.superior.map(|(id, name)| Named::new(id.uuid(), name)),
            unit: shown.unit.map(|(id, name, kind)| HostUnit { id: id.uuid(), name, r#type: word(kind) }),
            division: shown.division.into(),
            street: shown.street.map(Named::from),
            count: shown.count.map(CountBody::from),
            valid_from: period.from(),
            valid_to: period.to(),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartyParams {
    pub rank: Option<RankWord>,
    /// Any part of the name.
    pub name: Option<String>,
    /// Only those directly below this one.
    pub superior: Option<Uuid>,
}

impl From<PartyParams> for PartyFilter {
    fn from(params: PartyParams) -> Self {
        Self {
            rank: params.rank.map(|word| word.0),
            name: params.name.unwrap_or_default(),
            superior: params.superior.map(PartyOrganisationId::new),
            counted_before: None,
        }
    }
}

#[utoipa::path(get, path = "/party-organisations", operation_id = "list_party_organisations", tag = "organisation", params(ListParams, PartyParams), responses((status = 200, body = PageBody<PartyOrganisationRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<PartyParams>,
) -> Answer<PageBody<PartyOrganisationRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_party_organisations(&mut view, &list.listing()?, &filter.into()).await?;
    Ok(Json(PageBody::new(&paged, |shown| PartyOrganisationRow::from(shown.clone()))))
}
