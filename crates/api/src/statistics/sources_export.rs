//! `GET /statistics/{division_id}/sources/export`: the rows behind a figure as a file.

use axum::extract::State;
use domain::id::DivisionId;
use service::export::sources;

use super::sources::SourceParams;
use crate::caller::{Id, Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/statistics/{division_id}/sources/export", operation_id = "export_sources", tag = "statistics", params(("division_id" = Uuid, Path), SourceParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Speech(language): Speech,
    Params(wanted): Params<SourceParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, wanted.as_of).await?;
    let sheet = sources(&mut view, DivisionId::new(id), &wanted.query()?, language).await?;
    export.deliver(&app, view, sheet).await
}
