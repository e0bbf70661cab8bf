//! `POST /imports/preview`: what a file seems to hold.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service::import::preview;
use utoipa::ToSchema;

use super::upload::UploadParams;
use crate::caller::{FileBytes, Params, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct PreviewBody {
    pub rows: usize,
    pub header: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// Our column names, each with the header that would be read as it.
    pub mapping: BTreeMap<String, String>,
    /// Whether the mapping is that of an earlier import of such a file.
    pub remembered: bool,
}

#[utoipa::path(post, path = "/imports/preview", operation_id = "preview_import", tag = "imports", params(UploadParams), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = PreviewBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<UploadParams>,
    FileBytes(bytes): FileBytes,
) -> Answer<PreviewBody> {
    let upload = params.read(bytes).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    let seen = preview(&mut view, upload.kind, &upload.table).await?;
    Ok(Json(PreviewBody {
        rows: seen.rows,
        header: seen.header,
        sample: seen.sample,
        mapping: seen.mapping,
        remembered: seen.remembered,
    }))
}
