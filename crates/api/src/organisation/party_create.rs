//! `POST /party-organisations`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use domain::name::Name;
use domain::organisation::PartyOrganisationFacts;
use serde::Deserialize;
use service::organisation::CreatePartyOrganisation;
use utoipa::ToSchema;
use uuid::Uuid;

use super::party_show::{PartyOrganisationBody, body};
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::RankWord;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPartyOrganisation {
    pub name: String,
    pub rank: RankWord,
    pub division_id: Uuid,
    pub superior_id: Option<Uuid>,
    pub unit_id: Option<Uuid>,
    /// Today when absent.
    pub valid_from: Option<NaiveDate>,
}

#[utoipa::path(post, path = "/party-organisations", operation_id = "create_party_organisation", tag = "organisation", request_body = NewPartyOrganisation, responses((status = 201, body = PartyOrganisationBody)))]
pub async fn create(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<NewPartyOrganisation>,
) -> Result<(StatusCode, Json<PartyOrganisationBody>), Problem> {
    let facts = PartyOrganisationFacts {
        name: Name::parse(&request.name, "name")?,
        rank: request.rank.0,
        superior: request.superior_id.map(PartyOrganisationId::new),
        unit: request.unit_id.map(UnitId::new),
        division: DivisionId::new(request.division_id),
    };
    let id = app
        .lianhe
        .write(&caller, CreatePartyOrganisation { facts, valid_from: request.valid_from, reference: None })
        .await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok((StatusCode::CREATED, Json(body(&mut view, id).await?)))
}
