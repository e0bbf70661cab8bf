//! `GET /statistics/{division_id}/matrix/export`: the lines over the divisions as a file.

use crate::wire::ShownWord;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Deserialize;
use service::export::{Shown, matrix};
use utoipa::IntoParams;

use crate::caller::{Id, Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatrixParams {
    pub as_of: Option<NaiveDate>,
    /// Which of the figures of a cell; the members when absent.
    pub shown: Option<ShownWord>,
}

#[utoipa::path(get, path = "/statistics/{division_id}/matrix/export", operation_id = "export_matrix", tag = "statistics", params(("division_id" = Uuid, Path), MatrixParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Speech(language): Speech,
    Params(wanted): Params<MatrixParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, wanted.as_of).await?;
    let sheet =
        matrix(&mut view, DivisionId::new(id), wanted.shown.map_or(Shown::Members, |word| word.0), language)
            .await?;
    export.deliver(&app, view, sheet).await
}
