//! `POST /feedback/{id}/answer`.

use axum::Json;
use axum::extract::State;
use domain::id::FeedbackId;
use serde::Deserialize;
use service::feedback::AnswerFeedback;
use utoipa::ToSchema;

use super::FeedbackBody;
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackAnswer {
    /// The version that was read.
    pub version: i64,
    /// At most 2,000 characters.
    pub answer: String,
}

#[utoipa::path(post, path = "/feedback/{id}/answer", operation_id = "answer_feedback", tag = "feedback", params(("id" = Uuid, Path)), request_body = FeedbackAnswer, responses((status = 200, body = FeedbackBody)))]
pub async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<FeedbackAnswer>,
) -> Answer<FeedbackBody> {
    let command =
        AnswerFeedback { id: FeedbackId::new(id), version: request.version, content: request.answer };
    Ok(Json(app.lianhe.write(&caller, command).await?.into()))
}
