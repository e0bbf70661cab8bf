//! `GET /observations/export`: the observations as a file.

use axum::extract::State;
use service::export::observations;

use super::observations::ObservationParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/observations/export", operation_id = "export_observations", tag = "grid", params(WholeParams, ObservationParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<ObservationParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let series = filter.series.map(|word| word.0);
    let sheet = observations(&mut view, whole.within(), series, language).await?;
    export.deliver(&app, view, sheet).await
}
