//! `PUT /bulletins/{id}`: a draft as it is to be from now on.

use axum::extract::State;
use domain::id::BulletinId;
use serde::Deserialize;
use service::bulletin::EditBulletin;
use utoipa::ToSchema;

use super::draft::BulletinRequest;
use super::show::{BulletinBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct BulletinEdit {
    /// The version that was read.
    pub version: i64,
    #[serde(flatten)]
    pub bulletin: BulletinRequest,
}

#[utoipa::path(put, path = "/bulletins/{id}", operation_id = "edit_bulletin", tag = "bulletin", params(("id" = Uuid, Path)), request_body = BulletinEdit, responses((status = 200, body = BulletinBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<BulletinEdit>,
) -> Answer<BulletinBody> {
    let id = BulletinId::new(id);
    let BulletinEdit { version, bulletin } = request;
    app.lianhe.write(&caller, EditBulletin { id, version, bulletin: bulletin.into() }).await?;
    after(&app, &caller, id).await
}
