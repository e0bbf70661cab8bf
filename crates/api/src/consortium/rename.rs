//! `POST /consortia/{id}/rename`.

use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::Deserialize;
use service::consortium::RenameConsortium;
use utoipa::ToSchema;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct Renaming {
    /// The version that was read.
    pub version: i64,
    pub on: NaiveDate,
    pub name: String,
    pub document: Option<String>,
    pub reason: Option<String>,
}

#[utoipa::path(post, path = "/consortia/{id}/rename", operation_id = "rename_consortium", tag = "consortium", params(("id" = Uuid, Path)), request_body = Renaming, responses((status = 200, body = ConsortiumBody)))]
pub async fn rename(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Renaming>,
) -> Answer<ConsortiumBody> {
    let id = ConsortiumId::new(id);
    let Renaming { version, on, name, document, reason } = request;
    app.lianhe.write(&caller, RenameConsortium { id, version, on, name, document, reason }).await?;
    after(&app, &caller, id).await
}
