//! `POST /units/{id}/close`.

use axum::Json;
use axum::extract::State;
use domain::id::UnitId;
use service::organisation::CloseUnit;

use super::unit_show::{UnitBody, body};
use crate::caller::{Body, Id, Signed};
use crate::grid::dissolve::End;
use crate::router::App;
use crate::wire::Answer;

#[utoipa::path(post, path = "/units/{id}/close", operation_id = "close_unit", tag = "organisation", params(("id" = Uuid, Path)), request_body = End, responses((status = 200, body = UnitBody)))]
pub async fn close(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<End>,
) -> Answer<UnitBody> {
    let id = UnitId::new(id);
    let End { version, on, reason } = request;
    app.lianhe.write(&caller, CloseUnit { id, version, on, reason }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}
