//! `POST /memberships/{id}/steps`.

use axum::extract::State;
use chrono::NaiveDate;
use domain::id::MembershipId;
use serde::Deserialize;
use service::consortium::TakeMemberStep;
use utoipa::ToSchema;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, MemberStepKindWord};

#[derive(Deserialize, ToSchema)]
pub struct MemberStepRequest {
    /// The version of the membership that was read.
    pub version: i64,
    pub kind: MemberStepKindWord,
    pub on: NaiveDate,
    /// From when the unit is a member, or no longer one; the day of the step when absent.
    pub effective_on: Option<NaiveDate>,
    /// The reason, which declining, a warning and a removal need.
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/memberships/{id}/steps", operation_id = "take_member_step", tag = "consortium", params(("id" = Uuid, Path)), request_body = MemberStepRequest, responses((status = 200, body = ConsortiumBody)))]
pub async fn take(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<MemberStepRequest>,
) -> Answer<ConsortiumBody> {
    let command = TakeMemberStep {
        id: MembershipId::new(id),
        version: request.version,
        kind: request.kind.0,
        on: request.on,
        effective: request.effective_on,
        note: request.note,
    };
    let consortium = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, consortium).await
}
