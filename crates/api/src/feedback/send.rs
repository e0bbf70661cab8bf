//! `POST /feedback`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use service::feedback::SendFeedback;
use utoipa::ToSchema;

use super::FeedbackBody;
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::FeedbackKindWord;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFeedback {
    pub kind: FeedbackKindWord,
    /// At most 2,000 characters.
    pub content: String,
    /// The page on which it is written; only its path is kept.
    pub page: Option<String>,
    #[serde(default)]
    pub reply_wanted: bool,
}

#[utoipa::path(post, path = "/feedback", operation_id = "send_feedback", tag = "feedback", request_body = NewFeedback, responses((status = 201, body = FeedbackBody)))]
pub async fn send(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<NewFeedback>,
) -> Result<(StatusCode, Json<FeedbackBody>), Problem> {
    let command = SendFeedback {
        kind: request.kind.0,
        content: request.content,
        page: request.page,
        reply_wanted: request.reply_wanted,
    };
    let sent = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, Json(sent.into())))
}
