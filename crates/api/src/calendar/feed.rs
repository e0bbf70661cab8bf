//! `GET /feeds/{address}`: what a calendar program fetches. The address is the permission; nobody signs in.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use service::calendar;

use super::site;
use crate::problem::Problem;
use crate::router::App;

/// Programs ask when they like; within this time what they have is new enough. No cache on the way keeps it.
const CACHE: &str = "private, max-age=300, must-revalidate";

#[utoipa::path(get, path = "/feeds/{address}", operation_id = "calendar_feed", tag = "calendar", params(("address" = String, Path)), responses((status = 200, body = String, content_type = "text/calendar"), (status = 304)), security(()))]
pub async fn feed(
    State(app): State<App>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let address = address.strip_suffix(".ics").unwrap_or(&address);
    let calendar = calendar::feed(&app.lianhe, address, &site(&app, &headers)).await?;
    // Weak: what is compressed on the way is the same calendar in other bytes.
    let tag = format!("W/\"{}\"", calendar.tag);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fresh = known.split(',').map(str::trim).any(|known| known == "*" || known == tag);
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, CACHE.to_owned())];
    if fresh {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let shown = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"lianhe.ics\""),
    ];
    Ok((kept, shown, calendar.text).into_response())
}
