//! `POST /consortia/{id}/waivers`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::Deserialize;
use service::obligation::Waive;
use utoipa::ToSchema;

use super::list::{ObligationsBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, ObligationKindWord};

#[derive(Deserialize, ToSchema)]
pub struct WaiverRequest {
    pub kind: ObligationKindWord,
    /// The first day of the period.
    pub period_from: NaiveDate,
    pub reason: String,
}

#[utoipa::path(post, path = "/consortia/{id}/waivers", operation_id = "waive_obligation", tag = "obligation", params(("id" = Uuid, Path)), request_body = WaiverRequest, responses((status = 200, body = ObligationsBody)))]
pub async fn waive(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<WaiverRequest>,
) -> Answer<ObligationsBody> {
    let id = ConsortiumId::new(id);
    let WaiverRequest { kind, period_from, reason } = request;
    app.lianhe.write(&caller, Waive { consortium: id, kind: kind.0, period_from, reason }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}
