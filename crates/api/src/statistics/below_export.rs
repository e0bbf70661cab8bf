//! `GET /statistics/{division_id}/below/export`: the figures of the divisions directly below as a file.

use axum::extract::State;
use domain::id::DivisionId;
use service::export::below;

use super::FigureParams;
use crate::caller::{Id, Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/statistics/{division_id}/below/export", operation_id = "export_statistics_below", tag = "statistics", params(("division_id" = Uuid, Path), FigureParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Speech(language): Speech,
    Params(figures): Params<FigureParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, figures.as_of).await?;
    let sheet = below(&mut view, DivisionId::new(id), figures.basis(), language).await?;
    export.deliver(&app, view, sheet).await
}
