//! `GET …/{id}/history`: what happened to one object, for whoever may see it.

use axum::Json;
use axum::extract::State;
use domain::id::{ConsortiumId, DivisionId, PartyOrganisationId, UnitId};
use serde::Deserialize;
use service::access::Caller;
use service::journal::{History, consortium_history, history};
use utoipa::IntoParams;

use super::{JournalBody, before};
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, limit_of};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryParams {
    /// The cursor of the page before.
    pub after: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

async fn of(app: &App, caller: &Caller, object: History, params: &HistoryParams) -> Answer<JournalBody> {
    let mut view = app.lianhe.view(caller, None).await?;
    let before = before(params.after.as_deref())?;
    Ok(Json(history(&mut view, object, before, limit_of(params.limit)).await?.into()))
}

#[utoipa::path(get, path = "/divisions/{id}/history", operation_id = "list_division_history", tag = "journal", params(("id" = Uuid, Path), HistoryParams), responses((status = 200, body = JournalBody)))]
pub async fn division(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<HistoryParams>,
) -> Answer<JournalBody> {
    of(&app, &caller, History::Division(DivisionId::new(id)), &params).await
}

#[utoipa::path(get, path = "/units/{id}/history", operation_id = "list_unit_history", tag = "journal", params(("id" = Uuid, Path), HistoryParams), responses((status = 200, body = JournalBody)))]
pub async fn unit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<HistoryParams>,
) -> Answer<JournalBody> {
    of(&app, &caller, History::Unit(UnitId::new(id)), &params).await
}

#[utoipa::path(get, path = "/party-organisations/{id}/history", operation_id = "list_party_organisation_history", tag = "journal", params(("id" = Uuid, Path), HistoryParams), responses((status = 200, body = JournalBody)))]
pub async fn party_organisation(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<HistoryParams>,
) -> Answer<JournalBody> {
    of(&app, &caller, History::PartyOrganisation(PartyOrganisationId::new(id)), &params).await
}

#[utoipa::path(get, path = "/consortia/{id}/history", operation_id = "list_consortium_history", tag = "journal", params(("id" = Uuid, Path), HistoryParams), responses((status = 200, body = JournalBody)))]
pub async fn consortium(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<HistoryParams>,
) -> Answer<JournalBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let before = before(params.after.as_deref())?;
    let limit = limit_of(params.limit);
    Ok(Json(consortium_history(&mut view, ConsortiumId::new(id), before, limit).await?.into()))
}
