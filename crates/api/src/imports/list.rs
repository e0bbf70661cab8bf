//! `GET /imports`: what was imported, newest first.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service::import::list_imports;
use utoipa::ToSchema;

use super::ImportBody;
use crate::caller::Signed;
use crate::router::App;
use crate::wire::Answer;

/// As many as anybody looks back through; the journal has them all.
const MOST: i64 = 200;

#[derive(Serialize, ToSchema)]
pub struct ImportsBody {
    pub items: Vec<ImportBody>,
}

#[utoipa::path(get, path = "/imports", operation_id = "list_imports", tag = "imports", responses((status = 200, body = ImportsBody)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<ImportsBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let runs = list_imports(&mut view, MOST).await?;
    Ok(Json(ImportsBody { items: runs.into_iter().map(Into::into).collect() }))
}
