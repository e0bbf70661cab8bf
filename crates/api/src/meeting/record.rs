//! `POST /consortia/{id}/meetings`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{ConsortiumId, UnitId};
use serde::Deserialize;
use service::meeting::{Attendance, NewMeeting, RecordMeeting};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{MeetingBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{MeetingKindWord, PresenceWord};

#[derive(Deserialize, ToSchema)]
pub struct AttendanceLine {
    pub unit_id: Uuid,
    pub presence: PresenceWord,
    /// The reason of leave, or who came as proxy.
    pub note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct MeetingRequest {
    pub kind: MeetingKindWord,
    pub held_on: NaiveDate,
    /// A day of the earlier period that it makes up for.
    pub counts_for: Option<NaiveDate>,
    pub place: String,
    /// One item a line.
    pub agenda: String,
    /// One decision a line.
    pub decisions: Option<String>,
    pub minutes: Option<String>,
    /// One line for each unit that was a member on the day.
    pub attendance: Vec<AttendanceLine>,
}

impl From<MeetingRequest> for NewMeeting {
    fn from(request: MeetingRequest) -> Self {
        let attendance = request.attendance.into_iter().map(|line| Attendance {
            unit: UnitId::new(line.unit_id),
            presence: line.presence.0,
            note: line.note,
        });
        Self {
            kind: request.kind.0,
            held_on: request.held_on,
            counts_for: request.counts_for,
            place: request.place,
            agenda: request.agenda,
            decisions: request.decisions,
            minutes: request.minutes,
            attendance: attendance.collect(),
            older: None,
        }
    }
}

#[utoipa::path(post, path = "/consortia/{id}/meetings", operation_id = "record_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = MeetingRequest, responses((status = 201, body = MeetingBody)))]
pub async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<MeetingRequest>,
) -> Result<(StatusCode, Json<MeetingBody>), Problem> {
    let command = RecordMeeting { consortium: ConsortiumId::new(id), meeting: request.into() };
    let made = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, made).await?))
}
