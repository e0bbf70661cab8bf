//! `POST /entries/{id}/publish`, `…/confirm`, `…/close`, `…/repeat`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::EntryId;
use serde::Deserialize;
use service::exchange::{CloseEntry, ConfirmEntry, Publication, PublishEntry, RepeatEntry};
use utoipa::ToSchema;

use super::show::{EntryBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct Publishing {
    /// The version that was read.
    pub version: i64,
    /// By when its owner confirms it; as the charter says when absent.
    pub confirm_by: Option<NaiveDate>,
}

#[utoipa::path(post, path = "/entries/{id}/publish", operation_id = "publish_entry", tag = "exchange", params(("id" = Uuid, Path)), request_body = Publishing, responses((status = 200, body = EntryBody)))]
pub async fn publish(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Publishing>,
) -> Answer<EntryBody> {
    let id = EntryId::new(id);
    let publication = Publication { on: None, confirm_by: request.confirm_by };
    app.lianhe.write(&caller, PublishEntry { id, version: request.version, publication }).await?;
    after(&app, &caller, id).await
}

#[utoipa::path(post, path = "/entries/{id}/confirm", operation_id = "confirm_entry", tag = "exchange", params(("id" = Uuid, Path)), request_body = Publishing, responses((status = 200, body = EntryBody)))]
pub async fn confirm(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Publishing>,
) -> Answer<EntryBody> {
    let id = EntryId::new(id);
    let command = ConfirmEntry { id, version: request.version, confirm_by: request.confirm_by };
    app.lianhe.write(&caller, command).await?;
    after(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct EntryClosing {
    /// The version that was read.
    pub version: i64,
    pub reason: String,
}

#[utoipa::path(post, path = "/entries/{id}/close", operation_id = "close_entry", tag = "exchange", params(("id" = Uuid, Path)), request_body = EntryClosing, responses((status = 200, body = EntryBody)))]
pub async fn close(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<EntryClosing>,
) -> Answer<EntryBody> {
    let id = EntryId::new(id);
    let command = CloseEntry { id, version: request.version, reason: request.reason, on: None };
    app.lianhe.write(&caller, command).await?;
    after(&app, &caller, id).await
}

/// The same entry once more, as a draft.
#[utoipa::path(post, path = "/entries/{id}/repeat", operation_id = "repeat_entry", tag = "exchange", params(("id" = Uuid, Path)), responses((status = 201, body = EntryBody)))]
pub async fn repeat(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
) -> Result<(StatusCode, Json<EntryBody>), Problem> {
    let made = app.lianhe.write(&caller, RepeatEntry { id: EntryId::new(id) }).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, made).await?))
}
