//! `GET /resolutions`: the register of what was resolved.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::{ConsortiumId, UnitId};
use serde::{Deserialize, Serialize};
use service::resolution::{RegisterFilter, Registered, register};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{
    Answer, ListParams, MeetingKindWord, Named, PageBody, ResolutionKindWord, TaskStateWord, word,
};

#[derive(Serialize, ToSchema)]
pub struct RegisterTask {
    pub id: Uuid,
    pub title: String,
    pub unit: Named,
    pub due_on: NaiveDate,
    pub state: TaskStateWord,
    pub percent: i64,
    pub overdue: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RegisterMeeting {
    pub id: Uuid,
    pub kind: MeetingKindWord,
    pub held_on: NaiveDate,
}

/// One resolution with one of its tasks; once without, where it has none.
#[derive(Serialize, ToSchema)]
pub struct RegisterRow {
    pub id: Uuid,
    pub consortium: Named,
    pub division: Named,
    pub meeting: RegisterMeeting,
    pub sequence: i64,
    pub kind: ResolutionKindWord,
    pub body: String,
    pub task: Option<RegisterTask>,
}

impl From<&Registered> for RegisterRow {
    fn from(row: &Registered) -> Self {
        let (resolution, meeting) = (&row.resolution, &row.meeting);
        let task = row.task.as_ref().map(|task| RegisterTask {
            id: task.id.uuid(),
            title: task.title.clone(),
            unit: Named::new(task.unit.uuid(), task.unit_name.clone()),
            due_on: task.due_on,
            state: word(task.state),
            percent: task.percent,
            overdue: row.overdue,
        });
        Self {
            id: resolution.id.uuid(),
            consortium: Named::new(row.consortium.uuid(), row.consortium_name.clone()),
            division: row.division.clone().into(),
            meeting: RegisterMeeting {
                id: meeting.id.uuid(),
                kind: word(meeting.facts.kind),
                held_on: meeting.facts.held_on,
            },
            sequence: resolution.sequence,
            kind: word(resolution.kind),
            body: resolution.body.clone(),
            task,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegisterParams {
    pub consortium: Option<Uuid>,
    pub kind: Option<ResolutionKindWord>,
    /// The state of a task.
    pub state: Option<TaskStateWord>,
    /// The unit that owes a task.
    pub unit: Option<Uuid>,
    /// Only tasks that are owed past their day.
    pub overdue: Option<bool>,
    /// Meetings held on this day or later.
    pub from: Option<NaiveDate>,
    /// Meetings held on this day or earlier.
    pub to: Option<NaiveDate>,
}

impl From<RegisterParams> for RegisterFilter {
    fn from(params: RegisterParams) -> Self {
        Self {
            consortium: params.consortium.map(ConsortiumId::new),
            kind: params.kind.map(|kind| kind.0),
            state: params.state.map(|state| state.0),
            unit: params.unit.map(UnitId::new),
            overdue: params.overdue.unwrap_or_default(),
            from: params.from,
            to: params.to,
        }
    }
}

#[utoipa::path(get, path = "/resolutions", operation_id = "list_resolutions", tag = "resolution", params(ListParams, RegisterParams), responses((status = 200, body = PageBody<RegisterRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<RegisterParams>,
) -> Answer<PageBody<RegisterRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = register(&mut view, &list.listing()?, &filter.into()).await?;
    Ok(Json(PageBody::new(&paged, |row| RegisterRow::from(row))))
}
