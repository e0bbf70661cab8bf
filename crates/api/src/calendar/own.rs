//! `GET`, `POST /calendars`: one's own addresses.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use service::calendar::{MakeOwnFeed, own_feeds};

use super::{CalendarAddress, CalendarFeeds, CalendarRequest};
use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

#[utoipa::path(get, path = "/calendars", operation_id = "list_own_calendars", tag = "calendar", responses((status = 200, body = CalendarFeeds)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<CalendarFeeds> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let items = own_feeds(&mut view).await?.into_iter().map(Into::into).collect();
    Ok(Json(CalendarFeeds { items }))
}

#[utoipa::path(post, path = "/calendars", operation_id = "make_own_calendar", tag = "calendar", request_body = CalendarRequest, responses((status = 201, body = CalendarAddress)))]
pub async fn make(
    State(app): State<App>,
    Signed(caller): Signed,
    headers: HeaderMap,
    Body(request): Body<CalendarRequest>,
) -> Result<(StatusCode, Json<CalendarAddress>), Problem> {
    let command = MakeOwnFeed::parse(&caller, &request.name)?;
    let made = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, Json(CalendarAddress::new(&app, &headers, made))))
}
