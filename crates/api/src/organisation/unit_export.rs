//! `GET /units/export`: the list of units as a file.

use axum::extract::State;
use service::export::units;

use super::unit_list::UnitParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/units/export", operation_id = "export_units", tag = "organisation", params(WholeParams, UnitParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<UnitParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let sheet = units(&mut view, whole.within(), &filter.into(), language).await?;
    export.deliver(&app, view, sheet).await
}
