//! `GET /consortia/export`: the list of consortia as a file.

use axum::extract::State;
use service::export::consortia;

use super::list::ConsortiumParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/consortia/export", operation_id = "export_consortia", tag = "consortium", params(WholeParams, ConsortiumParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<ConsortiumParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let sheet = consortia(&mut view, whole.within(), &filter.into(), language).await?;
    export.deliver(&app, view, sheet).await
}
