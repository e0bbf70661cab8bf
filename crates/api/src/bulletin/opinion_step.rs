//! `POST /opinions/{id}/answer` and `/close`.

use axum::extract::State;
use domain::id::OpinionId;
use serde::Deserialize;
use service::bulletin::{AnswerOpinion, CloseOpinion};
use utoipa::ToSchema;

use super::show::{BulletinBody, BulletinVersion, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionAnswer {
    /// The version that was read.
    pub version: i64,
    pub answer: String,
}

#[utoipa::path(post, path = "/opinions/{id}/answer", operation_id = "answer_opinion", tag = "bulletin", params(("id" = Uuid, Path)), request_body = OpinionAnswer, responses((status = 200, body = BulletinBody)))]
pub async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<OpinionAnswer>,
) -> Answer<BulletinBody> {
    let (id, on) = (OpinionId::new(id), app.lianhe.today());
    let OpinionAnswer { version, answer } = request;
    let bulletin = app.lianhe.write(&caller, AnswerOpinion { id, version, answer, on }).await?;
    after(&app, &caller, bulletin).await
}

#[utoipa::path(post, path = "/opinions/{id}/close", operation_id = "close_opinion", tag = "bulletin", params(("id" = Uuid, Path)), request_body = BulletinVersion, responses((status = 200, body = BulletinBody)))]
pub async fn close(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<BulletinVersion>,
) -> Answer<BulletinBody> {
    let (id, on) = (OpinionId::new(id), app.lianhe.today());
    let bulletin = app.lianhe.write(&caller, CloseOpinion { id, version: request.version, on }).await?;
    after(&app, &caller, bulletin).await
}
