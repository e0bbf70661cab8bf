//! `PUT /resolutions/{id}`: as it is to be from now on.

use axum::extract::State;
use domain::id::ResolutionId;
use serde::Deserialize;
use service::resolution::EditResolution;
use utoipa::ToSchema;

use super::record::ResolutionRequest;
use super::show::{OutcomesBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct ResolutionEdit {
    /// The version that was read.
    pub version: i64,
    #[serde(flatten)]
    pub resolution: ResolutionRequest,
}

#[utoipa::path(put, path = "/resolutions/{id}", operation_id = "edit_resolution", tag = "resolution", params(("id" = Uuid, Path)), request_body = ResolutionEdit, responses((status = 200, body = OutcomesBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ResolutionEdit>,
) -> Answer<OutcomesBody> {
    let ResolutionEdit { version, resolution } = request;
    let command = EditResolution { id: ResolutionId::new(id), version, resolution: resolution.into() };
    let meeting = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, meeting).await
}
