//! `PUT /meetings/{id}/attendance`, `POST /meetings/{id}/hold`.

use axum::extract::State;
use domain::id::{MeetingId, UnitId};
use serde::Deserialize;
use service::meeting::{Attendance, HoldMeeting, SaveAttendance};
use utoipa::ToSchema;

use super::course::{CourseBody, after};
use super::record::AttendanceLine;
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

fn lines(given: Vec<AttendanceLine>) -> Vec<Attendance> {
    let one = |line: AttendanceLine| Attendance {
        unit: UnitId::new(line.unit_id),
        presence: line.presence.0,
        note: line.note,
    };
    given.into_iter().map(one).collect()
}

#[derive(Deserialize, ToSchema)]
pub struct SheetRequest {
    /// The meeting's version that was read.
    pub version: i64,
    /// One line for each unit that is a member on the day.
    pub attendance: Vec<AttendanceLine>,
}

#[utoipa::path(put, path = "/meetings/{id}/attendance", operation_id = "save_attendance", tag = "meeting", params(("id" = Uuid, Path)), request_body = SheetRequest, responses((status = 200, body = CourseBody)))]
pub async fn save(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<SheetRequest>,
) -> Answer<CourseBody> {
    let id = MeetingId::new(id);
    let command = SaveAttendance { id, version: request.version, attendance: lines(request.attendance) };
    app.lianhe.write(&caller, command).await?;
    after(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HoldRequest {
    /// The meeting's version that was read.
    pub version: i64,
    /// As it was saved when absent.
    pub attendance: Option<Vec<AttendanceLine>>,
}

#[utoipa::path(post, path = "/meetings/{id}/hold", operation_id = "hold_meeting", tag = "meeting", params(("id" = Uuid, Path)), request_body = HoldRequest, responses((status = 200, body = CourseBody)))]
pub async fn hold(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<HoldRequest>,
) -> Answer<CourseBody> {
    let id = MeetingId::new(id);
    let HoldRequest { version, attendance } = request;
    let attendance = attendance.map(lines);
    app.lianhe.write(&caller, HoldMeeting { id, version, attendance }).await?;
    after(&app, &caller, id).await
}
