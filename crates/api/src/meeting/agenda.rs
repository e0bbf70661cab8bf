//! `PUT /meetings/{id}/agenda`.

use axum::extract::State;
use domain::id::{MeetingId, TaskId, TopicId};
use serde::Deserialize;
use service::meeting::{NewItem, SetAgenda};
use utoipa::ToSchema;
use uuid::Uuid;

use super::course::{CourseBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{AgendaKindWord, Answer};

#[derive(Deserialize, ToSchema)]
pub struct AgendaRequest {
    /// The meeting's version that was read.
    pub version: i64,
    /// In order. What comes by itself comes first, named or not; every topic taken into the meeting has to be named.
    pub items: Vec<ItemRequest>,
}

#[derive(Deserialize, ToSchema)]
pub struct ItemRequest {
    pub kind: AgendaKindWord,
    /// Of a report; topics and tasks bring their own.
    pub title: Option<String>,
    pub presenter: Option<String>,
    pub minutes: Option<i64>,
    pub topic_id: Option<Uuid>,
    pub task_id: Option<Uuid>,
}

#[utoipa::path(put, path = "/meetings/{id}/agenda", operation_id = "set_agenda", tag = "meeting", params(("id" = Uuid, Path)), request_body = AgendaRequest, responses((status = 200, body = CourseBody)))]
pub async fn set(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<AgendaRequest>,
) -> Answer<CourseBody> {
    let id = MeetingId::new(id);
    let items = request.items.into_iter().map(|item| NewItem {
        kind: item.kind.0,
        title: item.title.unwrap_or_default(),
        presenter: item.presenter,
        minutes: item.minutes,
        topic: item.topic_id.map(TopicId::new),
        task: item.task_id.map(TaskId::new),
    });
    let command = SetAgenda { id, version: request.version, items: items.collect() };
    app.lianhe.write(&caller, command).await?;
    after(&app, &caller, id).await
}
