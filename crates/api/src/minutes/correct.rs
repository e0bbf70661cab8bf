//! `POST /meetings/{id}/corrections`: a unit that was there says what is to be put right.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{MeetingId, UnitId};
use serde::Deserialize;
use service::minutes::CorrectMinutes;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::resolution::show::{OutcomesBody, after};
use crate::router::App;

#[derive(Deserialize, ToSchema)]
pub struct CorrectionRequest {
    /// For whom an official writes; a liaison writes for its own unit.
    pub unit_id: Option<Uuid>,
    pub body: String,
}

#[utoipa::path(post, path = "/meetings/{id}/corrections", operation_id = "correct_minutes", tag = "resolution", params(("id" = Uuid, Path)), request_body = CorrectionRequest, responses((status = 201, body = OutcomesBody)))]
pub async fn correct(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<CorrectionRequest>,
) -> Result<(StatusCode, Json<OutcomesBody>), Problem> {
    let meeting = MeetingId::new(id);
    let CorrectionRequest { unit_id, body } = request;
    app.lianhe.write(&caller, CorrectMinutes { meeting, unit: unit_id.map(UnitId::new), body }).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, meeting).await?))
}
