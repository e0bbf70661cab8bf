//! `GET /posts/export`: the list of posts as a file.

use axum::extract::State;
use service::export::posts;

use super::post_list::PostParams;
use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer, Speech, WholeParams};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/posts/export", operation_id = "export_posts", tag = "organisation", params(WholeParams, PostParams, ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
    Params(whole): Params<WholeParams>,
    Params(filter): Params<PostParams>,
    Params(export): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let mut view = app.lianhe.view(&caller, whole.as_of).await?;
    let sheet = posts(&mut view, whole.within(), &filter.into(), language).await?;
    export.deliver(&app, view, sheet).await
}
