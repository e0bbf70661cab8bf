//! `GET /journal/export`: the journal as a file, for the auditor.

use axum::extract::State;
use service::export::journal;

use super::list::JournalFilter;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/journal/export", operation_id = "export_journal", tag = "journal", params(JournalFilter, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(filter): Params<JournalFilter>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let operation = filter.operation.map(|word| word.0);
    let sheet = journal(&mut view, operation, filter.object_id, language).await?;
    export.deliver(&app, view, sheet).await
}
