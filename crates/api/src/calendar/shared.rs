//! `GET`, `POST /consortia/{id}/calendars`: the addresses of a body.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::id::ConsortiumId;
use service::calendar::{MakeSharedFeed, shared_feeds};

use super::{CalendarAddress, CalendarFeeds, CalendarRequest};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

#[utoipa::path(get, path = "/consortia/{id}/calendars", operation_id = "list_shared_calendars", tag = "calendar", params(("id" = Uuid, Path)), responses((status = 200, body = CalendarFeeds)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<CalendarFeeds> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let items = shared_feeds(&mut view, ConsortiumId::new(id)).await?.into_iter().map(Into::into).collect();
    Ok(Json(CalendarFeeds { items }))
}

#[utoipa::path(post, path = "/consortia/{id}/calendars", operation_id = "make_shared_calendar", tag = "calendar", params(("id" = Uuid, Path)), request_body = CalendarRequest, responses((status = 201, body = CalendarAddress)))]
pub async fn make(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(request): Body<CalendarRequest>,
) -> Result<(StatusCode, Json<CalendarAddress>), Problem> {
    let command = MakeSharedFeed::parse(&caller, ConsortiumId::new(id), &request.name)?;
    let made = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, Json(CalendarAddress::new(&app, &headers, made))))
}
