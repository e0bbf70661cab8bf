//! `GET /divisions/dates`: the days on which anything happened to a division of the district.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use service::grid::change_days;
use utoipa::ToSchema;

use crate::caller::Signed;
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct ChangeDay {
    pub on: NaiveDate,
    /// How many events the day has.
    pub changes: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ChangeDays {
    /// The day on which the record begins.
    pub first: Option<NaiveDate>,
    pub items: Vec<ChangeDay>,
}

#[utoipa::path(get, path = "/divisions/dates", operation_id = "list_change_days", tag = "grid", responses((status = 200, body = ChangeDays)))]
pub async fn dates(State(app): State<App>, Signed(caller): Signed) -> Answer<ChangeDays> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = change_days(&mut view).await?;
    let day = |(on, n)| ChangeDay { on, changes: i64::try_from(n).unwrap_or(i64::MAX) };
    Ok(Json(ChangeDays { first: found.first, items: found.days.into_iter().map(day).collect() }))
}
