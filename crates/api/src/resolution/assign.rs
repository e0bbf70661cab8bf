//! `POST /resolutions/{id}/tasks`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{ResolutionId, UnitId};
use serde::Deserialize;
use service::resolution::{AssignTask, NewTask};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{OutcomesBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
pub struct TaskRequest {
    /// A member on the day of the meeting.
    pub unit_id: Uuid,
    pub title: String,
    pub due_on: NaiveDate,
}

#[utoipa::path(post, path = "/resolutions/{id}/tasks", operation_id = "assign_task", tag = "resolution", params(("id" = Uuid, Path)), request_body = TaskRequest, responses((status = 201, body = OutcomesBody)))]
pub async fn assign(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TaskRequest>,
) -> Result<(StatusCode, Json<OutcomesBody>), Problem> {
    let TaskRequest { unit_id, title, due_on } = request;
    let task = NewTask { unit: UnitId::new(unit_id), title, due_on, on: None };
    let command = AssignTask { resolution: ResolutionId::new(id), task };
    let (meeting, _) = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, meeting).await?))
}
