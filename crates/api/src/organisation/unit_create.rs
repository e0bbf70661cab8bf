//! `POST /units`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Deserialize;
use service::organisation::{CreateUnit, NewUnit};
use utoipa::ToSchema;
use uuid::Uuid;

use super::said;
use super::unit_list::UnitRow;
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::UnitTypeWord;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRequest {
    pub name: String,
    pub r#type: UnitTypeWord,
    pub division_id: Uuid,
    pub credit_code: Option<String>,
    pub industry_code: Option<String>,
    pub address: Option<String>,
    /// Today when absent.
    pub valid_from: Option<NaiveDate>,
}

#[utoipa::path(post, path = "/units", operation_id = "create_unit", tag = "organisation", request_body = UnitRequest, responses((status = 201, body = UnitRow)))]
pub async fn create(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<UnitRequest>,
) -> Result<(StatusCode, Json<UnitRow>), Problem> {
    let unit = NewUnit {
        name: request.name,
        kind: request.r#type.0,
        division: DivisionId::new(request.division_id),
        credit_code: said(request.credit_code),
        industry_code: said(request.industry_code),
        address: said(request.address),
    };
    let shown = app.lianhe.write(&caller, CreateUnit { unit, valid_from: request.valid_from }).await?;
    Ok((StatusCode::CREATED, Json(UnitRow::from(&shown))))
}
