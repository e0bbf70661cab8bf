//! `POST /consortia/{id}/dissolve`.

use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::Deserialize;
use service::consortium::DissolveConsortium;
use utoipa::ToSchema;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct Dissolution {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub document: Option<String>,
    pub reason: String,
}

#[utoipa::path(post, path = "/consortia/{id}/dissolve", operation_id = "dissolve_consortium", tag = "consortium", params(("id" = Uuid, Path)), request_body = Dissolution, responses((status = 200, body = ConsortiumBody)))]
pub async fn dissolve(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Dissolution>,
) -> Answer<ConsortiumBody> {
    let id = ConsortiumId::new(id);
    let Dissolution { version, on, document, reason } = request;
    app.lianhe.write(&caller, DissolveConsortium { id, version, on, document, reason }).await?;
    after(&app, &caller, id).await
}
