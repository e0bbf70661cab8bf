//! `POST /topics/{id}/forward`: what a body cannot settle goes to whoever is above.

use axum::extract::State;
use domain::id::TopicId;
use serde::Deserialize;
use service::forwarding::ForwardTopic;
use utoipa::ToSchema;

use super::topics::{TopicsBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct TopicForwarding {
    /// The version that was read.
    pub version: i64,
    /// Why the body cannot settle it.
    pub reason: String,
}

#[utoipa::path(post, path = "/topics/{id}/forward", operation_id = "forward_topic", tag = "meeting", params(("id" = Uuid, Path)), request_body = TopicForwarding, responses((status = 200, body = TopicsBody)))]
pub async fn forward(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TopicForwarding>,
) -> Answer<TopicsBody> {
    let TopicForwarding { version, reason } = request;
    let of = app.lianhe.write(&caller, ForwardTopic { id: TopicId::new(id), version, reason }).await?;
    after(&app, &caller, of).await
}
