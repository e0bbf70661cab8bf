//! `POST /paper-templates/{kind}/preview`: how a wording looks on an invented paper, before anybody keeps it.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use service::paper::{PaperFormat, preview_template};
use utoipa::ToSchema;

use super::file::answer;
use super::kind;
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperTemplatePreview {
    pub body: String,
}

#[utoipa::path(post, path = "/paper-templates/{kind}/preview", operation_id = "preview_paper_template", tag = "paper", params(("kind" = String, Path)), request_body = PaperTemplatePreview, responses((status = 200, content((Vec<u8> = "application/pdf")))))]
pub async fn preview(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(word): Path<String>,
    Body(request): Body<PaperTemplatePreview>,
) -> Result<Response, Problem> {
    let kind = kind(&word)?;
    let mut view = app.lianhe.view(&caller, None).await?;
    answer(preview_template(&mut view, kind, &request.body).await?, PaperFormat::Pdf)
}
