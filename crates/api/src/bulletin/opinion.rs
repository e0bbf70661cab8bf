//! `POST /bulletins/{id}/opinions`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{BulletinId, UnitId};
use serde::Deserialize;
use service::bulletin::GiveOpinion;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{BulletinBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::OpinionKindWord;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionRequest {
    /// The unit for which an official enters it; its own for somebody who acts for a unit.
    pub unit_id: Option<Uuid>,
    pub kind: OpinionKindWord,
    pub body: String,
}

#[utoipa::path(post, path = "/bulletins/{id}/opinions", operation_id = "give_opinion", tag = "bulletin", params(("id" = Uuid, Path)), request_body = OpinionRequest, responses((status = 201, body = BulletinBody)))]
pub async fn give(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<OpinionRequest>,
) -> Result<(StatusCode, Json<BulletinBody>), Problem> {
    let id = BulletinId::new(id);
    let command = GiveOpinion {
        bulletin: id,
        unit: request.unit_id.map(UnitId::new),
        kind: request.kind.0,
        body: request.body,
        on: app.lianhe.today(),
        due: None,
    };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, id).await?))
}
