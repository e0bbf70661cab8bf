//! `POST /imports/{id}/undo`: the state before an import.

use axum::Json;
use axum::extract::State;
use service::import::{Undo, show_import};

use super::ImportBody;
use crate::caller::{Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[utoipa::path(post, path = "/imports/{id}/undo", operation_id = "undo_import", tag = "imports", params(("id" = Uuid, Path)), responses((status = 200, body = ImportBody)))]
pub async fn undo(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<ImportBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    show_import(&mut view, id).await?;
    drop(view);
    app.lianhe.write(&caller, Undo { import: id }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(show_import(&mut view, id).await?.into()))
}
