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
use crate::wire::DivisionKindWord;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDivision {
    pub parent_id: Uuid,
    pub name: String,
    pub kind: DivisionKindWord,
    pub code: Option<String>,
    pub class_code: Option<String>,
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
    let NewDivision { parent_id, name, kind, code, class_code, valid_from, reason, document } = request;
    let facts = DivisionValues { name, kind, code, class_code }.facts()?;
    let valid_from = valid_from.unwrap_or_else(|| app.lianhe.today());
    let because = Because { reason, document };
    let command = CreateDivision { parent: DivisionId::new(parent_id), facts, valid_from, because };
    let id = app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(valid_from.max(app.lianhe.today()))).await?;
    Ok((StatusCode::CREATED, Json(body(&mut view, id).await?)))
}
