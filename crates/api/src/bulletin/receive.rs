//! `POST /bulletins/{id}/receipt`: a unit confirms receipt.

use axum::extract::State;
use domain::id::{BulletinId, UnitId};
use serde::Deserialize;
use service::bulletin::ReceiveBulletin;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{BulletinBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRequest {
    /// The unit for which an official enters it; its own for somebody who acts for a unit.
    pub unit_id: Option<Uuid>,
}

#[utoipa::path(post, path = "/bulletins/{id}/receipt", operation_id = "receive_bulletin", tag = "bulletin", params(("id" = Uuid, Path)), request_body = ReceiptRequest, responses((status = 200, body = BulletinBody)))]
pub async fn receive(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ReceiptRequest>,
) -> Answer<BulletinBody> {
    let id = BulletinId::new(id);
    let on = app.lianhe.today();
    let unit = request.unit_id.map(UnitId::new);
    app.lianhe.write(&caller, ReceiveBulletin { id, unit, on }).await?;
    after(&app, &caller, id).await
}
