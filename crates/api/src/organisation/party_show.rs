//! `GET /party-organisations/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::PartyOrganisationId;
use serde::Serialize;
use service::View;
use service::organisation::show_party_organisation;
use utoipa::ToSchema;

use super::party_list::{CountBody, PartyOrganisationRow};
use super::post_list::{HeldBody, PostBody};
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, Named, OnDay, OperationWord, RankWord, permissions, word};

#[derive(Serialize, ToSchema)]
pub struct PartyPeriodBody {
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub name: String,
    pub rank: RankWord,
    pub superior: Option<Named>,
    pub unit: Option<Named>,
    pub division: Named,
}

#[derive(Serialize, ToSchema)]
pub struct PartyOrganisationBody {
    #[serde(flatten)]
    pub row: PartyOrganisationRow,
    pub periods: Vec<PartyPeriodBody>,
    /// Newest first.
    pub counts: Vec<CountBody>,
    pub posts: Vec<PostBody>,
    /// Everybody who holds or held a post, by post, newest first.
    pub held: Vec<HeldBody>,
    pub permissions: Vec<OperationWord>,
}

pub async fn body(view: &mut View<'_>, id: PartyOrganisationId) -> Result<PartyOrganisationBody, Problem> {
    let detail = show_party_organisation(view, id).await?;
    let division = detail.shown.division.clone();
    let periods = detail.periods.into_iter().map(|past| PartyPeriodBody {
        valid_from: past.party.now.period.from(),
        valid_to: past.party.now.period.to(),
        name: past.party.now.facts.name.as_str().to_owned(),
        rank: word(past.party.now.facts.rank),
        superior: past.superior.map(|(id, name)| Named::new(id.uuid(), name)),
        unit: past.unit.map(|(id, name)| Named::new(id.uuid(), name)),
        division: past.division.into(),
    });
    Ok(PartyOrganisationBody {
        row: detail.shown.into(),
        periods: periods.collect(),
        counts: detail.counts.into_iter().map(CountBody::from).collect(),
        posts: PostBody::all(detail.posts, &division, &detail.contacts),
        held: detail.held.into_iter().map(HeldBody::from).collect(),
        permissions: permissions(detail.permissions),
    })
}

#[utoipa::path(get, path = "/party-organisations/{id}", operation_id = "show_party_organisation", tag = "organisation", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = PartyOrganisationBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<PartyOrganisationBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, PartyOrganisationId::new(id)).await?))
}
