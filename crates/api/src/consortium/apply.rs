//! `POST /consortia/{id}/members`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{ConsortiumId, UnitId};
use serde::Deserialize;
use service::consortium::Apply;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
pub struct Application {
    pub unit_id: Uuid,
    pub on: NaiveDate,
    /// Needed for a unit that does not lie in the consortium's territory.
    pub outside_reason: Option<String>,
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/consortia/{id}/members", operation_id = "apply_for_membership", tag = "consortium", params(("id" = Uuid, Path)), request_body = Application, responses((status = 201, body = ConsortiumBody)))]
pub async fn apply(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Application>,
) -> Result<(StatusCode, Json<ConsortiumBody>), Problem> {
    let id = ConsortiumId::new(id);
    let Application { unit_id, on, outside_reason, note } = request;
    let command = Apply { consortium: id, unit: UnitId::new(unit_id), on, outside_reason, note };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, id).await?))
}
