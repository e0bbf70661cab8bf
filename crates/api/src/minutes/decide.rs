//! `POST /corrections/{id}/decide`: taken with the text changed, or not with a reply.

use axum::extract::State;
use domain::id::RemarkId;
use serde::Deserialize;
use service::minutes::DecideCorrection;
use utoipa::ToSchema;

use crate::caller::{Body, Id, Signed};
use crate::resolution::show::{OutcomesBody, after};
use crate::router::App;
use crate::wire::Answer;

/// Minutes as they are to be.
#[derive(Deserialize, ToSchema)]
pub struct MinutesChange {
    /// The version of the meeting that was read.
    pub version: i64,
    pub minutes: String,
}

#[derive(Deserialize, ToSchema)]
pub struct CorrectionDecision {
    /// The version that was read.
    pub version: i64,
    /// Given when the correction is taken.
    pub change: Option<MinutesChange>,
    /// Why it is not taken, or what is to be said besides.
    pub reply: Option<String>,
}

#[utoipa::path(post, path = "/corrections/{id}/decide", operation_id = "decide_correction", tag = "resolution", params(("id" = Uuid, Path)), request_body = CorrectionDecision, responses((status = 200, body = OutcomesBody)))]
pub async fn decide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<CorrectionDecision>,
) -> Answer<OutcomesBody> {
    let CorrectionDecision { version, change, reply } = request;
    let minutes = change.map(|change| (change.version, change.minutes));
    let command = DecideCorrection { id: RemarkId::new(id), version, minutes, reply };
    let meeting = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, meeting).await
}
