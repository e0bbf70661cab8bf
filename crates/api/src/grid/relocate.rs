//! `POST /divisions/{id}/move`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Deserialize;
use service::grid::{Because, MoveDivision};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{DivisionBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

/// A community or village comes to lie in another street, with everything that stands in it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionMove {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it lies there.
    pub on: NaiveDate,
    pub parent_id: Uuid,
    pub reason: String,
    /// Document number.
    pub document: Option<String>,
}

#[utoipa::path(post, path = "/divisions/{id}/move", operation_id = "move_division", tag = "grid", params(("id" = Uuid, Path)), request_body = DivisionMove, responses((status = 200, body = DivisionBody)))]
pub async fn relocate(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<DivisionMove>,
) -> Answer<DivisionBody> {
    let DivisionMove { version, on, parent_id, reason, document } = request;
    let because = Because { reason: Some(reason), document };
    let (id, parent) = (DivisionId::new(id), DivisionId::new(parent_id));
    app.lianhe.write(&caller, MoveDivision { id, version, parent, on, because }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(on.max(app.lianhe.today()))).await?;
    Ok(Json(body(&mut view, id).await?))
}
