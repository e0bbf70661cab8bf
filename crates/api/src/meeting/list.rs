//! `GET /consortia/{id}/meetings`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::Serialize;
use service::meeting::{MeetingShown, list_meetings};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, MeetingKindWord, MeetingStageWord, OnDay, clock, word};

#[derive(Serialize, ToSchema)]
pub struct MeetingRow {
    pub id: Uuid,
    pub version: i64,
    pub kind: MeetingKindWord,
    pub held_on: NaiveDate,
    /// A day of the earlier period that it makes up for.
    pub counts_for: Option<NaiveDate>,
    pub place: String,
    /// Units that were there, by themselves or by proxy.
    pub present: usize,
    /// Units that were members on the day.
    pub called: usize,
    /// Whether enough were there; absent where the charter asks for no quorum.
    pub quorate: Option<bool>,
    pub locked_on: Option<NaiveDate>,
    pub stage: MeetingStageWord,
    /// Like 09:30, in Shanghai's time.
    pub starts_at: Option<String>,
    pub ends_at: Option<String>,
    /// The last day on which topics are called for.
    pub topics_until: Option<NaiveDate>,
    pub notified_on: Option<NaiveDate>,
    pub cancelled_reason: Option<String>,
    /// How often its time, place or stage changed.
    pub revision: i64,
}

impl From<&MeetingShown> for MeetingRow {
    fn from(shown: &MeetingShown) -> Self {
        let (facts, course) = (&shown.meeting.facts, &shown.meeting.course);
        Self {
            id: shown.meeting.id.uuid(),
            version: shown.meeting.version,
            kind: word(facts.kind),
            held_on: facts.held_on,
            counts_for: facts.counts_for,
            place: facts.place.clone(),
            present: shown.present,
            called: shown.called,
            quorate: shown.quorate,
            locked_on: shown.meeting.locked_on,
            stage: word(course.stage),
            starts_at: clock(course.starts_at),
            ends_at: clock(course.ends_at),
            topics_until: course.topics_until,
            notified_on: course.notified_on,
            cancelled_reason: course.cancelled_reason.clone(),
            revision: course.revision,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MeetingsBody {
    /// Newest first.
    pub items: Vec<MeetingRow>,
}

#[utoipa::path(get, path = "/consortia/{id}/meetings", operation_id = "list_meetings", tag = "meeting", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = MeetingsBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<MeetingsBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let shown = list_meetings(&mut view, ConsortiumId::new(id)).await?;
    Ok(Json(MeetingsBody { items: shown.iter().map(MeetingRow::from).collect() }))
}
