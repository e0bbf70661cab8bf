//! `POST /tasks/{id}/steps`: one more thing happens to a task.

use axum::extract::State;
use chrono::NaiveDate;
use domain::id::TaskId;
use serde::Deserialize;
use service::resolution::TakeTaskStep;
use utoipa::ToSchema;

use super::show::{OutcomesBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, TaskStepKindWord};

#[derive(Deserialize, ToSchema)]
pub struct TaskStepRequest {
    /// The version that was read.
    pub version: i64,
    pub kind: TaskStepKindWord,
    /// The day on which it happened; today when absent.
    pub on: Option<NaiveDate>,
    /// What was done, the evidence of it, or why.
    pub note: Option<String>,
    /// Of progress: 0 to 100.
    pub percent: Option<i64>,
    /// Of an extension: the later day.
    pub due_on: Option<NaiveDate>,
}

#[utoipa::path(post, path = "/tasks/{id}/steps", operation_id = "take_task_step", tag = "resolution", params(("id" = Uuid, Path)), request_body = TaskStepRequest, responses((status = 200, body = OutcomesBody)))]
pub async fn take(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TaskStepRequest>,
) -> Answer<OutcomesBody> {
    let TaskStepRequest { version, kind, on, note, percent, due_on } = request;
    let command = TakeTaskStep { id: TaskId::new(id), version, kind: kind.0, on, note, percent, due_on };
    let meeting = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, meeting).await
}
