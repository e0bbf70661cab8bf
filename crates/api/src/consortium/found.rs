//! `POST /consortia`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Deserialize;
use service::consortium::FoundConsortium;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
pub struct Founding {
    pub division_id: Uuid,
    pub name: String,
    pub on: NaiveDate,
    /// The number of the document by which it is founded.
    pub document: Option<String>,
}

#[utoipa::path(post, path = "/consortia", operation_id = "found_consortium", tag = "consortium", request_body = Founding, responses((status = 201, body = ConsortiumBody)))]
pub async fn found(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<Founding>,
) -> Result<(StatusCode, Json<ConsortiumBody>), Problem> {
    let Founding { division_id, name, on, document } = request;
    let command = FoundConsortium { division: DivisionId::new(division_id), name, on, document };
    let id = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, id).await?))
}
