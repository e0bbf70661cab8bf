//! `POST /topics/{id}/answer`: whoever is above answers what was forwarded.

use axum::extract::State;
use domain::id::TopicId;
use serde::Deserialize;
use service::forwarding::AnswerTopic;
use utoipa::ToSchema;

use super::topics::{TopicsBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct TopicAnswering {
    /// The version that was read.
    pub version: i64,
    pub answer: String,
}

#[utoipa::path(post, path = "/topics/{id}/answer", operation_id = "answer_topic", tag = "meeting", params(("id" = Uuid, Path)), request_body = TopicAnswering, responses((status = 200, body = TopicsBody)))]
pub async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TopicAnswering>,
) -> Answer<TopicsBody> {
    let TopicAnswering { version, answer } = request;
    let of = app.lianhe.write(&caller, AnswerTopic { id: TopicId::new(id), version, answer }).await?;
    after(&app, &caller, of).await
}
