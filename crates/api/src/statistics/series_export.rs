//! `GET /statistics/{division_id}/series/export`: a figure over time as a file.

use axum::extract::State;
use domain::id::DivisionId;
use service::export::series;

use super::series::SeriesParams;
use crate::caller::{Id, Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/statistics/{division_id}/series/export", operation_id = "export_series", tag = "statistics", params(("division_id" = Uuid, Path), SeriesParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Speech(language): Speech,
    Params(wanted): Params<SeriesParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let sheet = series(&mut view, DivisionId::new(id), &wanted.query(), language).await?;
    export.deliver(&app, view, sheet).await
}
