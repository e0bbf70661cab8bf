//! `POST /meetings/{id}/addenda`: put beside minutes that are locked.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::MeetingId;
use serde::Deserialize;
use service::minutes::AppendToMinutes;
use utoipa::ToSchema;

use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::resolution::show::{OutcomesBody, after};
use crate::router::App;

#[derive(Deserialize, ToSchema)]
pub struct AddendumRequest {
    pub body: String,
}

#[utoipa::path(post, path = "/meetings/{id}/addenda", operation_id = "append_to_minutes", tag = "resolution", params(("id" = Uuid, Path)), request_body = AddendumRequest, responses((status = 201, body = OutcomesBody)))]
pub async fn append(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<AddendumRequest>,
) -> Result<(StatusCode, Json<OutcomesBody>), Problem> {
    let meeting = MeetingId::new(id);
    app.lianhe.write(&caller, AppendToMinutes { meeting, body: request.body }).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, meeting).await?))
}
