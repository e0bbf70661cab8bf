//! `POST /bulletins/{id}/withdraw`.

use axum::extract::State;
use domain::id::BulletinId;
use serde::Deserialize;
use service::bulletin::WithdrawBulletin;
use utoipa::ToSchema;

use super::show::{BulletinBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulletinWithdrawal {
    /// The version that was read.
    pub version: i64,
    pub reason: String,
}

#[utoipa::path(post, path = "/bulletins/{id}/withdraw", operation_id = "withdraw_bulletin", tag = "bulletin", params(("id" = Uuid, Path)), request_body = BulletinWithdrawal, responses((status = 200, body = BulletinBody)))]
pub async fn withdraw(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<BulletinWithdrawal>,
) -> Answer<BulletinBody> {
    let id = BulletinId::new(id);
    let on = app.lianhe.today();
    let BulletinWithdrawal { version, reason } = request;
    app.lianhe.write(&caller, WithdrawBulletin { id, version, on, reason }).await?;
    after(&app, &caller, id).await
}
