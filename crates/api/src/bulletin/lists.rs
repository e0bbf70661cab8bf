//! `POST /consortia/{id}/list-refreshes`: the secretary confirms that the lists were refreshed.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::Deserialize;
use service::bulletin::RefreshLists;
use utoipa::ToSchema;

use crate::caller::{Body, Id, Signed};
use crate::obligation::list::{ObligationsBody, body};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRefreshRequest {
    /// A day of the period for which it counts.
    pub counts_for: NaiveDate,
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/consortia/{id}/list-refreshes", operation_id = "refresh_lists", tag = "bulletin", params(("id" = Uuid, Path)), request_body = ListRefreshRequest, responses((status = 200, body = ObligationsBody)))]
pub async fn refresh(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ListRefreshRequest>,
) -> Answer<ObligationsBody> {
    let id = ConsortiumId::new(id);
    let ListRefreshRequest { counts_for, note } = request;
    let on = app.lianhe.today();
    app.lianhe.write(&caller, RefreshLists { consortium: id, counts_for, on, note }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}
