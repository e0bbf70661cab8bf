//! `POST /resolutions/{id}/remove`.

use axum::extract::State;
use domain::id::ResolutionId;
use serde::Deserialize;
use service::resolution::RemoveResolution;
use utoipa::ToSchema;

use super::show::{OutcomesBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct ResolutionRemoval {
    /// The version that was read.
    pub version: i64,
}

#[utoipa::path(post, path = "/resolutions/{id}/remove", operation_id = "remove_resolution", tag = "resolution", params(("id" = Uuid, Path)), request_body = ResolutionRemoval, responses((status = 200, body = OutcomesBody)))]
pub async fn remove(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ResolutionRemoval>,
) -> Answer<OutcomesBody> {
    let command = RemoveResolution { id: ResolutionId::new(id), version: request.version };
    let meeting = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, meeting).await
}
