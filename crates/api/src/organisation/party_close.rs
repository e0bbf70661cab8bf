//! `POST /party-organisations/{id}/close`.

use axum::Json;
use axum::extract::State;
use domain::id::PartyOrganisationId;
use service::organisation::ClosePartyOrganisation;

use super::party_show::{PartyOrganisationBody, body};
use crate::caller::{Body, Id, Signed};
use crate::grid::dissolve::End;
use crate::router::App;
use crate::wire::Answer;

#[utoipa::path(post, path = "/party-organisations/{id}/close", operation_id = "close_party_organisation", tag = "organisation", params(("id" = Uuid, Path)), request_body = End, responses((status = 200, body = PartyOrganisationBody)))]
pub async fn close(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<End>,
) -> Answer<PartyOrganisationBody> {
    let id = PartyOrganisationId::new(id);
    let End { version, on, reason } = request;
    app.lianhe.write(&caller, ClosePartyOrganisation { id, version, on, reason }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}
