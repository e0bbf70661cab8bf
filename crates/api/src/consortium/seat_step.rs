//! `POST /seats/{id}/steps`.

use axum::extract::State;
use chrono::NaiveDate;
use domain::id::SeatId;
use serde::Deserialize;
use service::consortium::TakeSeatStep;
use utoipa::ToSchema;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, SeatStepKindWord};

#[derive(Deserialize, ToSchema)]
pub struct SeatStepRequest {
    /// The version of the seat that was read.
    pub version: i64,
    pub kind: SeatStepKindWord,
    pub on: NaiveDate,
    /// The reason, which a refusal and an end need.
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/seats/{id}/steps", operation_id = "take_seat_step", tag = "consortium", params(("id" = Uuid, Path)), request_body = SeatStepRequest, responses((status = 200, body = ConsortiumBody)))]
pub async fn take(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<SeatStepRequest>,
) -> Answer<ConsortiumBody> {
    let SeatStepRequest { version, kind, on, note } = request;
    let command = TakeSeatStep { id: SeatId::new(id), version, kind: kind.0, on, note };
    let consortium = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, consortium).await
}
