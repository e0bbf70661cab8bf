//! `GET /resolutions/export`: the register as a file.

use axum::extract::State;
use service::export::resolutions;

use super::register::RegisterParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/resolutions/export", operation_id = "export_resolutions", tag = "resolution", params(WholeParams, RegisterParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<RegisterParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let sheet = resolutions(&mut view, whole.within(), &filter.into(), language).await?;
    export.deliver(&app, view, sheet).await
}
