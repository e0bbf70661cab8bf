//! `PUT /meetings/{id}/answer`: a unit answers the notice.

use axum::extract::State;
use domain::id::{MeetingId, UnitId};
use serde::Deserialize;
use service::meeting::AnswerInvitation;
use utoipa::ToSchema;
use uuid::Uuid;

use super::course::{CourseBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, InvitationAnswerWord};

#[derive(Deserialize, ToSchema)]
pub struct AnswerRequest {
    /// For which unit; whoever acts for a unit answers for that.
    pub unit_id: Option<Uuid>,
    pub answer: InvitationAnswerWord,
    /// The reason of leave, or who comes as proxy.
    pub note: Option<String>,
    /// Another member that was called, and also votes for the unit.
    pub proxy_unit_id: Option<Uuid>,
}

#[utoipa::path(put, path = "/meetings/{id}/answer", operation_id = "answer_invitation", tag = "meeting", params(("id" = Uuid, Path)), request_body = AnswerRequest, responses((status = 200, body = CourseBody)))]
pub async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<AnswerRequest>,
) -> Answer<CourseBody> {
    let id = MeetingId::new(id);
    let command = AnswerInvitation {
        id,
        unit: request.unit_id.map(UnitId::new),
        answer: request.answer.0,
        note: request.note,
        proxy_unit: request.proxy_unit_id.map(UnitId::new),
    };
    app.lianhe.write(&caller, command).await?;
    after(&app, &caller, id).await
}
