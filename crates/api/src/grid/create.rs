//! `POST /divisions`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Deserialize;
use service::grid::{Because, CreateDivision};
use utoipa::ToSchema;
use uuid::Uuid;

use super::DivisionValues;
use super::show::{DivisionBody, body};
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
pub struct NewDivision {
    pub parent_id: Uuid,
    #[serde(flatten)]
    pub values: DivisionValues,
    /// Today when absent.
    pub valid_from: Option<NaiveDate>,
    pub reason: Option<String>,
    /// Document number.
    pub document: Option<String>,
}

#[utoipa::path(post, path = "/divisions", operation_id = "create_division", tag = "grid", request_body = NewDivision, responses((status = 201, body = DivisionBody)))]
pub async fn create(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<NewDivision>,
) -> Result<(StatusCode, Json<DivisionBody>), Problem> {
    let facts = request.values.facts()?;
    let valid_from = request.valid_from.unwrap_or_else(|| app.lianhe.today());
    let because = Because { reason: request.reason, document: request.document };
    let command = CreateDivision { parent: DivisionId::new(request.parent_id), facts, valid_from, because };
    let id = app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(valid_from.max(app.lianhe.today()))).await?;
    Ok((StatusCode::CREATED, Json(body(&mut view, id).await?)))
}
