//! `GET /feedback/mine`: what the caller wrote, with the answers.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service::feedback::mine;
use utoipa::ToSchema;

use super::FeedbackBody;
use crate::caller::Signed;
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct OwnFeedback {
    /// Newest first, at most 50.
    pub items: Vec<FeedbackBody>,
}

#[utoipa::path(get, path = "/feedback/mine", operation_id = "list_own_feedback", tag = "feedback", responses((status = 200, body = OwnFeedback)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<OwnFeedback> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let items = mine(&mut view).await?.into_iter().map(FeedbackBody::from).collect();
    Ok(Json(OwnFeedback { items }))
}
