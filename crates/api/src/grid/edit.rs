//! `PATCH /divisions/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::{ClassCode, DivisionCode};
use domain::id::DivisionId;
use domain::name::Name;
use serde::Deserialize;
use service::grid::{DivisionChanges, EditDivision};
use utoipa::ToSchema;

use super::show::{DivisionBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, DivisionKindWord};

#[derive(Deserialize, ToSchema)]
pub struct DivisionEdit {
    /// The version that was read.
    pub version: i64,
    /// The day from which the new values hold; today when absent.
    pub effective_on: Option<NaiveDate>,
    pub name: Option<String>,
    pub kind: Option<DivisionKindWord>,
    pub code: Option<String>,
    pub class_code: Option<String>,
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
    };
    let id = DivisionId::new(id);
    let command = EditDivision { id, version: request.version, effective_on: request.effective_on, changes };
    app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let day = request.effective_on.unwrap_or_else(|| app.lianhe.today()).max(app.lianhe.today());
    let mut view = app.lianhe.view(&caller, Some(day)).await?;
    Ok(Json(body(&mut view, id).await?))
}
