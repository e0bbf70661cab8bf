//! `POST /units/{id}/merge`: another record of the same unit goes into this one.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::UnitId;
use serde::Deserialize;
use service::organisation::MergeUnits;
use utoipa::ToSchema;
use uuid::Uuid;

use super::unit_show::{UnitBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, KeepWord};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitMerge {
    /// The version that was read of the unit that stays.
    pub version: i64,
    /// The unit that goes into it.
    pub other_id: Uuid,
    /// The version that was read of that one.
    pub other_version: i64,
    /// The first day on which there is one unit only; today when absent.
    pub on: Option<NaiveDate>,
    /// Whose liaison stays; needed where both units have one.
    pub liaison: Option<KeepWord>,
    pub reason: String,
}

#[utoipa::path(post, path = "/units/{id}/merge", operation_id = "merge_units", tag = "organisation", params(("id" = Uuid, Path)), request_body = UnitMerge, responses((status = 200, body = UnitBody)))]
pub async fn merge(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<UnitMerge>,
) -> Answer<UnitBody> {
    let id = UnitId::new(id);
    let command = MergeUnits {
        id,
        version: request.version,
        other: UnitId::new(request.other_id),
        other_version: request.other_version,
        on: request.on.unwrap_or_else(|| app.lianhe.today()),
        liaison: request.liaison.map(|word| word.0),
        reason: request.reason,
    };
    app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}
