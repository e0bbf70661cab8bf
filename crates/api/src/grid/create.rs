//! `POST /divisions`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::grid::{ClassCode, DivisionCode, DivisionFacts};
use domain::id::DivisionId;
use domain::name::Name;
use serde::Deserialize;
use service::grid::CreateDivision;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{DivisionBody, body};
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::DivisionKindWord;

#[derive(Deserialize, ToSchema)]
pub struct NewDivision {
    pub parent_id: Uuid,
    pub name: String,
    pub kind: DivisionKindWord,
    pub code: Option<String>,
    pub class_code: Option<String>,
    /// Today when absent.
    pub valid_from: Option<NaiveDate>,
}

#[utoipa::path(post, path = "/divisions", operation_id = "create_division", tag = "grid", request_body = NewDivision, responses((status = 201, body = DivisionBody)))]
pub async fn create(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<NewDivision>,
) -> Result<(StatusCode, Json<DivisionBody>), Problem> {
    let facts = DivisionFacts {
        name: Name::parse(&request.name, "name")?,
        kind: request.kind.0,
        code: request
            .code
            .filter(|code| !code.is_empty())
            .map(|code| DivisionCode::parse(&code, "code"))
            .transpose()?,
        class_code: request
            .class_code
            .filter(|code| !code.is_empty())
            .map(|code| ClassCode::parse(&code))
            .transpose()?,
        parent: None,
    };
    let valid_from = request.valid_from.unwrap_or_else(|| app.lianhe.today());
    let command = CreateDivision { parent: DivisionId::new(request.parent_id), facts, valid_from };
    let id = app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(valid_from.max(app.lianhe.today()))).await?;
    Ok((StatusCode::CREATED, Json(body(&mut view, id).await?)))
}
