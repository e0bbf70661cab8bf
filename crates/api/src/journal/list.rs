//! `GET /journal`: for the auditor.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use service::journal::journal;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{JournalBody, before};
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, OperationWord, limit_of};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JournalFilter {
    pub operation: Option<OperationWord>,
    pub object_id: Option<Uuid>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JournalParams {
    /// The cursor of the page before.
    pub after: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

#[utoipa::path(get, path = "/journal", operation_id = "list_journal", tag = "journal", params(JournalFilter, JournalParams), responses((status = 200, body = JournalBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(filter): Params<JournalFilter>,
    Params(params): Params<JournalParams>,
) -> Answer<JournalBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let before = before(params.after.as_deref())?;
    let operation = filter.operation.map(|word| word.0);
    let page = journal(&mut view, operation, filter.object_id, before, limit_of(params.limit)).await?;
    Ok(Json(page.into()))
}
