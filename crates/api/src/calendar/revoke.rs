//! `DELETE /calendars/{id}`.

use axum::extract::State;
use axum::http::StatusCode;
use domain::id::CalendarFeedId;
use service::calendar::RevokeFeed;

use crate::caller::{Id, Signed};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(delete, path = "/calendars/{id}", operation_id = "revoke_calendar", tag = "calendar", params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn revoke(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    app.lianhe.write(&caller, RevokeFeed { id: CalendarFeedId::new(id) }).await?;
    Ok(StatusCode::NO_CONTENT)
}
