//! `GET /party-organisations/export`: the list of Party organisations as a file.

use axum::extract::State;
use service::export::party_organisations;

use super::party_list::PartyParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/party-organisations/export", operation_id = "export_party_organisations", tag = "organisation", params(WholeParams, PartyParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<PartyParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let sheet = party_organisations(&mut view, whole.within(), &filter.into(), language).await?;
    export.deliver(&app, view, sheet).await
}
