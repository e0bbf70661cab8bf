//! `GET /consortia/{id}/meeting-dates`, `POST /consortia/{id}/meetings/planned`, and `POST /meetings/{id}/reschedule`,
//! `…/cancel`, `…/notice`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{ConsortiumId, MeetingId};
use serde::{Deserialize, Serialize};
use service::meeting::{CancelMeeting, NotifyMeeting, PlanMeeting, RescheduleMeeting, When, meeting_dates};
use utoipa::{IntoParams, ToSchema};

use super::course::ClashBody;
use super::show::{MeetingBody, after};
use crate::caller::{Body, Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, MeetingKindWord};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DatesParams {
    /// What kind of meeting is to be planned.
    #[param(inline)]
    pub kind: MeetingKindWord,
}

#[derive(Serialize, ToSchema)]
pub struct DatesBody {
    /// The period that a meeting now would fulfil; absent where the charter asks for none.
    pub period_from: Option<NaiveDate>,
    /// Exclusive.
    pub period_to: Option<NaiveDate>,
    /// A day of the earlier period that it would make up for.
    pub counts_for: Option<NaiveDate>,
    /// Working days between notice and meeting that the charter wants.
    pub notice_days: i64,
    pub days: Vec<DayBody>,
}

#[derive(Serialize, ToSchema)]
pub struct DayBody {
    pub on: NaiveDate,
    /// Other meetings of some of the same units on that day.
    pub clashes: Vec<ClashBody>,
}

#[utoipa::path(get, path = "/consortia/{id}/meeting-dates", operation_id = "propose_meeting_dates", tag = "meeting", params(("id" = Uuid, Path), DatesParams), responses((status = 200, body = DatesBody)))]
pub async fn dates(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<DatesParams>,
) -> Answer<DatesBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = meeting_dates(&mut view, ConsortiumId::new(id), params.kind.0).await?;
    let period = found.proposal.period;
    Ok(Json(DatesBody {
        period_from: period.map(|period| period.from()),
        period_to: period.and_then(|period| period.to()),
        counts_for: found.proposal.counts_for,
        notice_days: found.notice_days,
        days: found
            .days
            .iter()
            .map(|(on, clashes)| DayBody { on: *on, clashes: clashes.iter().map(ClashBody::from).collect() })
            .collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct WhenRequest {
    pub held_on: NaiveDate,
    /// Like 09:30.
    pub starts_at: String,
    pub ends_at: Option<String>,
    pub place: String,
    /// The last day for topics; as the charter says when absent.
    pub topics_until: Option<NaiveDate>,
}

impl From<WhenRequest> for When {
    fn from(request: WhenRequest) -> Self {
        let WhenRequest { held_on, starts_at, ends_at, place, topics_until } = request;
        Self { held_on, starts_at, ends_at, place, topics_until }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct PlanRequest {
    pub kind: MeetingKindWord,
    /// A day of the earlier period that it makes up for.
    pub counts_for: Option<NaiveDate>,
    #[serde(flatten)]
    pub when: WhenRequest,
}

#[utoipa::path(post, path = "/consortia/{id}/meetings/planned", operation_id = "plan_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = PlanRequest, responses((status = 201, body = MeetingBody)))]
pub async fn plan(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<PlanRequest>,
) -> Result<(StatusCode, Json<MeetingBody>), Problem> {
    let PlanRequest { kind, counts_for, when } = request;
    let command =
        PlanMeeting { consortium: ConsortiumId::new(id), kind: kind.0, counts_for, when: when.into() };
    let made = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, made).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct RescheduleRequest {
    /// The version that was read.
    pub version: i64,
    #[serde(flatten)]
    pub when: WhenRequest,
    /// Needed once the notice is out.
    pub reason: Option<String>,
}

#[utoipa::path(post, path = "/meetings/{id}/reschedule", operation_id = "reschedule_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = RescheduleRequest, responses((status = 200, body = MeetingBody)))]
pub async fn reschedule(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<RescheduleRequest>,
) -> Answer<MeetingBody> {
    let id = MeetingId::new(id);
    let RescheduleRequest { version, when, reason } = request;
    app.lianhe.write(&caller, RescheduleMeeting { id, version, when: when.into(), reason }).await?;
    after(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct CancelRequest {
    /// The version that was read.
    pub version: i64,
    pub reason: String,
}

#[utoipa::path(post, path = "/meetings/{id}/cancel", operation_id = "cancel_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = CancelRequest, responses((status = 200, body = MeetingBody)))]
pub async fn cancel(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<CancelRequest>,
) -> Answer<MeetingBody> {
    let id = MeetingId::new(id);
    let CancelRequest { version, reason } = request;
    app.lianhe.write(&caller, CancelMeeting { id, version, reason }).await?;
    after(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct NoticeRequest {
    /// The version that was read.
    pub version: i64,
}

#[utoipa::path(post, path = "/meetings/{id}/notice", operation_id = "notify_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = NoticeRequest, responses((status = 200, body = MeetingBody)))]
pub async fn notify(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<NoticeRequest>,
) -> Answer<MeetingBody> {
    let id = MeetingId::new(id);
    app.lianhe.write(&caller, NotifyMeeting { id, version: request.version }).await?;
    after(&app, &caller, id).await
}
