//! `PATCH /divisions/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::DivisionChanges;
use domain::id::DivisionId;
use domain::name::Name;
use serde::Deserialize;
use service::grid::{Because, EditDivision};
use utoipa::ToSchema;

use super::show::{DivisionBody, body};
use super::{class_code, code};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, DivisionKindWord};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionEdit {
    /// The version that was read.
    pub version: i64,
    /// The day from which the new values hold; today when absent.
    pub effective_on: Option<NaiveDate>,
    pub name: Option<String>,
    pub kind: Option<DivisionKindWord>,
    pub code: Option<String>,
    pub class_code: Option<String>,
    pub reason: Option<String>,
    /// Document number.
    pub document: Option<String>,
}

#[utoipa::path(patch, path = "/divisions/{id}", operation_id = "edit_division", tag = "grid", params(("id" = Uuid, Path)), request_body = DivisionEdit, responses((status = 200, body = DivisionBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<DivisionEdit>,
) -> Answer<DivisionBody> {
    let changes = DivisionChanges {
        name: request.name.map(|name| Name::parse(&name, "name")).transpose()?,
        kind: request.kind.map(|word| word.0),
        code: code(request.code.as_deref())?,
        class_code: class_code(request.class_code.as_deref())?,
    };
    let id = DivisionId::new(id);
    let because = Because { reason: request.reason, document: request.document };
    let (version, effective_on) = (request.version, request.effective_on);
    let command = EditDivision { id, version, effective_on, changes, because };
    app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let day = effective_on.unwrap_or_else(|| app.lianhe.today()).max(app.lianhe.today());
    let mut view = app.lianhe.view(&caller, Some(day)).await?;
    Ok(Json(body(&mut view, id).await?))
}
