//! `GET /meetings/{id}`.

use axum::Json;
use axum::extract::State;
use domain::id::MeetingId;
use serde::Serialize;
use service::View;
use service::access::Caller;
use service::meeting::show_meeting;
use utoipa::ToSchema;

use super::list::MeetingRow;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, Named, OnDay, OperationWord, PresenceWord, permissions, word};

#[derive(Serialize, ToSchema)]
pub struct AttendanceBody {
    pub unit: Named,
    pub presence: PresenceWord,
    /// The reason of leave, or who came as proxy.
    pub note: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct MeetingBody {
    #[serde(flatten)]
    pub row: MeetingRow,
    pub consortium: Named,
    pub agenda: String,
    pub decisions: Option<String>,
    pub minutes: Option<String>,
    pub attendance: Vec<AttendanceBody>,
    pub permissions: Vec<OperationWord>,
}

pub async fn body(view: &mut View<'_>, id: MeetingId) -> Result<MeetingBody, Problem> {
    let detail = show_meeting(view, id).await?;
    let meeting = &detail.shown.meeting;
    Ok(MeetingBody {
        row: MeetingRow::from(&detail.shown),
        consortium: Named::new(meeting.consortium.uuid(), detail.consortium),
        agenda: meeting.facts.agenda.clone(),
        decisions: meeting.facts.decisions.clone(),
        minutes: meeting.facts.minutes.clone(),
        attendance: detail
            .lines
            .into_iter()
            .map(|line| AttendanceBody {
                unit: Named::new(line.unit.uuid(), line.name),
                presence: word(line.presence),
                note: line.note,
            })
            .collect(),
        permissions: permissions(detail.permissions),
    })
}

/// The meeting as it is after a write.
pub async fn after(app: &App, caller: &Caller, id: MeetingId) -> Answer<MeetingBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}

#[utoipa::path(get, path = "/meetings/{id}", operation_id = "show_meeting", tag = "meeting", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = MeetingBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<MeetingBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, MeetingId::new(id)).await?))
}
