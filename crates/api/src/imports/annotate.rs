//! `POST /imports/annotated`: the person's own table with a remark at every cell that needs one.

use axum::extract::State;
use service::import::{By, Import, annotated, may_import};

use super::upload::UploadParams;
use crate::caller::{FileBytes, Params, Signed};
use crate::export::{FileAnswer, Speech};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(post, path = "/imports/annotated", operation_id = "annotate_import", tag = "imports", params(UploadParams), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = FileAnswer, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn annotate(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<UploadParams>,
    Speech(language): Speech,
    FileBytes(bytes): FileBytes,
) -> Result<FileAnswer, Problem> {
    let upload = params.read(bytes).await?;
    may_import(&caller.actor, upload.kind)?;
    let trial = Import {
        mapping: upload.mapping,
        by: By::Actor(Box::new(caller.actor)),
        language,
        ..Import::new(upload.kind, upload.table, upload.file)
    };
    Ok(FileAnswer(annotated(&app.lianhe, trial).await?))
}
