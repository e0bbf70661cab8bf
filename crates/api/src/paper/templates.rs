//! `GET /paper-templates`, `PUT`, `DELETE /paper-templates/{kind}`: the district's wording of its papers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::paper::placeholders;
use serde::{Deserialize, Serialize};
use service::paper::{ResetTemplate, SaveTemplate, list_templates};
use utoipa::ToSchema;

use super::kind;
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct PaperTemplate {
    /// `notice`, `agenda`, `attendance`, `minutes` or `bulletin`.
    pub kind: String,
    /// What it is called on paper.
    pub name: String,
    /// 0 while the shipped wording holds.
    pub version: i64,
    pub body: String,
    pub placeholders: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PaperTemplates {
    pub items: Vec<PaperTemplate>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperTemplateEdit {
    /// The version that was read; 0 for the shipped one.
    pub version: i64,
    pub body: String,
}

#[utoipa::path(get, path = "/paper-templates", operation_id = "list_paper_templates", tag = "paper", responses((status = 200, body = PaperTemplates)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<PaperTemplates> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let items = list_templates(&mut view).await?.into_iter().map(|shown| PaperTemplate {
        kind: shown.kind.word().to_owned(),
        name: shown.kind.term().to_owned(),
        version: shown.version,
        body: shown.body,
        placeholders: placeholders(shown.kind).map(str::to_owned).collect(),
    });
    Ok(Json(PaperTemplates { items: items.collect() }))
}

#[utoipa::path(put, path = "/paper-templates/{kind}", operation_id = "save_paper_template", tag = "paper", params(("kind" = String, Path)), request_body = PaperTemplateEdit, responses((status = 204)))]
pub async fn save(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(word): Path<String>,
    Body(request): Body<PaperTemplateEdit>,
) -> Result<StatusCode, Problem> {
    let command = SaveTemplate { kind: kind(&word)?, version: request.version, body: request.body };
    app.lianhe.write(&caller, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/paper-templates/{kind}", operation_id = "reset_paper_template", tag = "paper", params(("kind" = String, Path)), responses((status = 204)))]
pub async fn reset(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(word): Path<String>,
) -> Result<StatusCode, Problem> {
    app.lianhe.write(&caller, ResetTemplate { kind: kind(&word)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}
