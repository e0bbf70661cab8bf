//! `PATCH /units/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::{DivisionId, UnitId};
use serde::Deserialize;
use service::organisation::{EditUnit, UnitChanges};
use utoipa::ToSchema;
use uuid::Uuid;

use super::unit_show::{UnitBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, UnitTypeWord};

/// What is absent stays as it is; an empty text removes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitEdit {
    /// The version that was read.
    pub version: i64,
    /// The day from which the new values hold; today when absent.
    pub effective_on: Option<NaiveDate>,
    pub name: Option<String>,
    pub r#type: Option<UnitTypeWord>,
    pub division_id: Option<Uuid>,
    pub credit_code: Option<String>,
    pub industry_code: Option<String>,
    pub address: Option<String>,
}

#[utoipa::path(patch, path = "/units/{id}", operation_id = "edit_unit", tag = "organisation", params(("id" = Uuid, Path)), request_body = UnitEdit, responses((status = 200, body = UnitBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<UnitEdit>,
) -> Answer<UnitBody> {
    let changes = UnitChanges {
        name: request.name,
        kind: request.r#type.map(|word| word.0),
        division: request.division_id.map(DivisionId::new),
        credit_code: request.credit_code,
        industry_code: request.industry_code,
        address: request.address,
    };
    let id = UnitId::new(id);
    let command = EditUnit { id, version: request.version, effective_on: request.effective_on, changes };
    app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let day = request.effective_on.unwrap_or_else(|| app.lianhe.today()).max(app.lianhe.today());
    let mut view = app.lianhe.view(&caller, Some(day)).await?;
    Ok(Json(body(&mut view, id).await?))
}
