//! `POST /meetings/{id}/lock`.

use axum::extract::State;
use domain::id::MeetingId;
use serde::Deserialize;
use service::meeting::LockMeeting;
use utoipa::ToSchema;

use super::show::{MeetingBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct Locking {
    /// The version that was read.
    pub version: i64,
}

#[utoipa::path(post, path = "/meetings/{id}/lock", operation_id = "lock_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = Locking, responses((status = 200, body = MeetingBody)))]
pub async fn lock(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Locking>,
) -> Answer<MeetingBody> {
    let id = MeetingId::new(id);
    let on = app.lianhe.today();
    app.lianhe.write(&caller, LockMeeting { id, version: request.version, on }).await?;
    after(&app, &caller, id).await
}
