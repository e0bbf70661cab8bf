//! `PUT /meetings/{id}`: a draft as it is to be from now on.

use axum::extract::State;
use domain::id::MeetingId;
use serde::Deserialize;
use service::meeting::EditMeeting;
use utoipa::ToSchema;

use super::record::MeetingRequest;
use super::show::{MeetingBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct MeetingEdit {
    /// The version that was read.
    pub version: i64,
    #[serde(flatten)]
    pub meeting: MeetingRequest,
}

#[utoipa::path(put, path = "/meetings/{id}", operation_id = "edit_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = MeetingEdit, responses((status = 200, body = MeetingBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<MeetingEdit>,
) -> Answer<MeetingBody> {
    let id = MeetingId::new(id);
    let MeetingEdit { version, meeting } = request;
    app.lianhe.write(&caller, EditMeeting { id, version, meeting: meeting.into() }).await?;
    after(&app, &caller, id).await
}
