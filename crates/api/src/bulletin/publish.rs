//! `POST /bulletins/{id}/publish`.

use axum::extract::State;
use domain::id::BulletinId;
use service::bulletin::PublishBulletin;

use super::show::{BulletinBody, BulletinVersion, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[utoipa::path(post, path = "/bulletins/{id}/publish", operation_id = "publish_bulletin", tag = "bulletin", params(("id" = Uuid, Path)), request_body = BulletinVersion, responses((status = 200, body = BulletinBody)))]
pub async fn publish(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<BulletinVersion>,
) -> Answer<BulletinBody> {
    let id = BulletinId::new(id);
    let on = app.lianhe.today();
    app.lianhe.write(&caller, PublishBulletin { id, version: request.version, on }).await?;
    after(&app, &caller, id).await
}
