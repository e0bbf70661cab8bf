//! `GET /divisions/export`: the list of divisions as a file.

use axum::extract::State;
use service::export::divisions;

use super::list::DivisionParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/divisions/export", operation_id = "export_divisions", tag = "grid", params(WholeParams, DivisionParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<DivisionParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let sheet = divisions(&mut view, whole.within(), &filter.filter()?, language).await?;
    export.deliver(&app, view, sheet).await
}
