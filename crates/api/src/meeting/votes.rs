//! `POST /meetings/{id}/votes`, `PUT /votes/{id}/ballots`, `POST /votes/{id}/close`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{AgendaItemId, MeetingId, UnitId, VoteId};
use serde::Deserialize;
use service::meeting::{CastBallots, CloseVote, OpenVote};
use utoipa::ToSchema;
use uuid::Uuid;

use super::course::{CourseBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, ChoiceWord, VoteWayWord};

#[derive(Deserialize, ToSchema)]
pub struct VoteRequest {
    pub question: String,
    pub way: VoteWayWord,
    pub agenda_item_id: Option<Uuid>,
}

#[utoipa::path(post, path = "/meetings/{id}/votes", operation_id = "open_vote", tag = "meeting", params(("id" = Uuid, Path)), request_body = VoteRequest, responses((status = 201, body = CourseBody)))]
pub async fn open(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<VoteRequest>,
) -> Result<(StatusCode, Json<CourseBody>), Problem> {
    let meeting = MeetingId::new(id);
    let item = request.agenda_item_id.map(AgendaItemId::new);
    let command = OpenVote { meeting, item, question: request.question, way: request.way.0 };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, meeting).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct BallotsRequest {
    pub ballots: Vec<BallotRequest>,
}

#[derive(Deserialize, ToSchema)]
pub struct BallotRequest {
    pub unit_id: Uuid,
    pub choice: ChoiceWord,
}

#[utoipa::path(put, path = "/votes/{id}/ballots", operation_id = "cast_ballots", tag = "meeting", params(("id" = Uuid, Path)), request_body = BallotsRequest, responses((status = 200, body = CourseBody)))]
pub async fn cast(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<BallotsRequest>,
) -> Answer<CourseBody> {
    let ballots = request.ballots.into_iter().map(|one| (UnitId::new(one.unit_id), one.choice.0)).collect();
    let of = app.lianhe.write(&caller, CastBallots { id: VoteId::new(id), ballots }).await?;
    after(&app, &caller, of).await
}

#[derive(Deserialize, ToSchema)]
pub struct CloseRequest {
    /// The vote's version that was read.
    pub version: i64,
}

#[utoipa::path(post, path = "/votes/{id}/close", operation_id = "close_vote", tag = "meeting", params(("id" = Uuid, Path)), request_body = CloseRequest, responses((status = 200, body = CourseBody)))]
pub async fn close(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<CloseRequest>,
) -> Answer<CourseBody> {
    let of = app.lianhe.write(&caller, CloseVote { id: VoteId::new(id), version: request.version }).await?;
    after(&app, &caller, of).await
}
