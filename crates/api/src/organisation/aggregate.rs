//! `POST /party-aggregates`: a street's figures of military, police and enterprise Party organisations together.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::organisation::Count;
use serde::{Deserialize, Serialize};
use service::organisation::RecordAggregate;
use utoipa::ToSchema;
use uuid::Uuid;

use super::said;
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAggregate {
    /// A street or the district, never finer.
    pub division_id: Uuid,
    pub counted_on: NaiveDate,
    /// Committees and general branches.
    pub committees: i64,
    pub branches: i64,
    pub members: i64,
    pub note: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Recorded {
    pub id: Uuid,
}

#[utoipa::path(post, path = "/party-aggregates", operation_id = "record_aggregate", tag = "organisation", request_body = NewAggregate, responses((status = 201, body = Recorded)))]
pub async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<NewAggregate>,
) -> Result<(StatusCode, Json<Recorded>), Problem> {
    let command = RecordAggregate {
        division: DivisionId::new(request.division_id),
        counted_on: request.counted_on,
        committees: request.committees,
        count: Count::parse(request.branches, request.members)?,
        note: said(request.note),
    };
    let id = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, Json(Recorded { id: id.uuid() })))
}
