//! `POST /party-organisations/{id}/counts`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::PartyOrganisationId;
use serde::Deserialize;
use service::organisation::RecordCount;
use utoipa::ToSchema;

use super::party_show::{PartyOrganisationBody, body};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;

/// Directly under the organisation, not under one below it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCount {
    pub counted_on: NaiveDate,
    pub branches: i64,
    pub members: i64,
}

#[utoipa::path(post, path = "/party-organisations/{id}/counts", operation_id = "record_count", tag = "organisation", params(("id" = Uuid, Path)), request_body = NewCount, responses((status = 201, body = PartyOrganisationBody)))]
pub async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<NewCount>,
) -> Result<(StatusCode, Json<PartyOrganisationBody>), Problem> {
    let id = PartyOrganisationId::new(id);
    let NewCount { counted_on, branches, members } = request;
    app.lianhe.write(&caller, RecordCount { id, counted_on, branches, members }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok((StatusCode::CREATED, Json(body(&mut view, id).await?)))
}
