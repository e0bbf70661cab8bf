//! `POST /divisions/{id}/dissolve`.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Deserialize;
use service::grid::{Because, DissolveDivision};
use utoipa::ToSchema;

use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;

/// The end of something.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionEnd {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub reason: String,
    /// Document number.
    pub document: Option<String>,
}

#[utoipa::path(post, path = "/divisions/{id}/dissolve", operation_id = "dissolve_division", tag = "grid", params(("id" = Uuid, Path)), request_body = DivisionEnd, responses((status = 204)))]
pub async fn dissolve(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<DivisionEnd>,
) -> Result<StatusCode, Problem> {
    let DivisionEnd { version, on, reason, document } = request;
    let because = Because { reason: Some(reason), document };
    app.lianhe.write(&caller, DissolveDivision { id: DivisionId::new(id), version, on, because }).await?;
    Ok(StatusCode::NO_CONTENT)
}
