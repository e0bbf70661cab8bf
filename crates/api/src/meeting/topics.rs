//! `GET`, `POST /consortia/{id}/topics`, `PUT /topics/{id}`, `POST /topics/{id}/steps`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{ConsortiumId, MeetingId, TopicId, UnitId};
use serde::{Deserialize, Serialize};
use service::access::Caller;
use service::meeting::{EditTopic, ProposeTopic, TakeTopicStep, TopicShown, list_topics};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, Named, OnDay, TopicStateWord, TopicStepKindWord, word};

#[derive(Serialize, ToSchema)]
pub struct TopicBody {
    pub id: Uuid,
    pub version: i64,
    /// Who wants it discussed; absent for the body's own secretariat.
    pub unit: Option<Named>,
    pub title: String,
    pub body: Option<String>,
    pub proposed_on: NaiveDate,
    pub state: TopicStateWord,
    /// Why it was not taken.
    pub reason: Option<String>,
    /// The meeting that is to discuss it, or at which it is wanted.
    pub meeting_id: Option<Uuid>,
    pub meeting_on: Option<NaiveDate>,
    pub merged_into: Option<Named>,
    /// The topic of a body below that was forwarded here.
    pub origin_id: Option<Uuid>,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
    /// Whether the caller may change or withdraw it.
    pub own: bool,
    /// How many files are attached.
    pub attachments: i64,
}

impl From<&TopicShown> for TopicBody {
    fn from(shown: &TopicShown) -> Self {
        let topic = &shown.topic;
        let named = |id: Option<Uuid>, name: &Option<String>| {
            id.map(|id| Named::new(id, name.clone().unwrap_or_default()))
        };
        Self {
            id: topic.id.uuid(),
            version: topic.version,
            unit: named(topic.unit.map(UnitId::uuid), &shown.unit),
            title: topic.title.clone(),
            body: topic.body.clone(),
            proposed_on: topic.proposed_on,
            state: word(topic.state),
            reason: topic.reason.clone(),
            meeting_id: topic.meeting.map(MeetingId::uuid),
            meeting_on: shown.meeting.map(|(_, on)| on),
            merged_into: named(topic.merged_into.map(TopicId::uuid), &shown.merged_into),
            origin_id: topic.origin.map(TopicId::uuid),
            answer: topic.answer.clone(),
            answered_on: topic.answered_on,
            own: shown.own,
            attachments: shown.attachments,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct TopicsBody {
    /// Newest first.
    pub items: Vec<TopicBody>,
}

pub(super) async fn after(app: &App, caller: &Caller, id: ConsortiumId) -> Answer<TopicsBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    let topics = list_topics(&mut view, id).await?;
    Ok(Json(TopicsBody { items: topics.iter().map(TopicBody::from).collect() }))
}

#[utoipa::path(get, path = "/consortia/{id}/topics", operation_id = "list_topics", tag = "meeting", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = TopicsBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<TopicsBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let topics = list_topics(&mut view, ConsortiumId::new(id)).await?;
    Ok(Json(TopicsBody { items: topics.iter().map(TopicBody::from).collect() }))
}

#[derive(Deserialize, ToSchema)]
pub struct TopicRequest {
    pub title: String,
    pub body: Option<String>,
    /// For which unit; whoever acts for a unit proposes for that.
    pub unit_id: Option<Uuid>,
    /// The meeting at which it is wanted; absent: any.
    pub meeting_id: Option<Uuid>,
}

#[utoipa::path(post, path = "/consortia/{id}/topics", operation_id = "propose_topic", tag = "meeting", params(("id" = Uuid, Path)), request_body = TopicRequest, responses((status = 201, body = TopicsBody)))]
pub async fn propose(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TopicRequest>,
) -> Result<(StatusCode, Json<TopicsBody>), Problem> {
    let consortium = ConsortiumId::new(id);
    let command = ProposeTopic {
        consortium,
        unit: request.unit_id.map(UnitId::new),
        meeting: request.meeting_id.map(MeetingId::new),
        title: request.title,
        body: request.body,
    };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, consortium).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct TopicEdit {
    /// The version that was read.
    pub version: i64,
    pub title: String,
    pub body: Option<String>,
}

#[utoipa::path(put, path = "/topics/{id}", operation_id = "edit_topic", tag = "meeting", params(("id" = Uuid, Path)), request_body = TopicEdit, responses((status = 200, body = TopicsBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TopicEdit>,
) -> Answer<TopicsBody> {
    let TopicEdit { version, title, body } = request;
    let of = app.lianhe.write(&caller, EditTopic { id: TopicId::new(id), version, title, body }).await?;
    after(&app, &caller, of).await
}

#[derive(Deserialize, ToSchema)]
pub struct TopicStepRequest {
    /// The version that was read.
    pub version: i64,
    pub kind: TopicStepKindWord,
    /// Into which meeting it is taken; as wanted when absent.
    pub meeting_id: Option<Uuid>,
    /// Into which topic it is merged.
    pub into_id: Option<Uuid>,
    /// Why it is not taken.
    pub reason: Option<String>,
}

#[utoipa::path(post, path = "/topics/{id}/steps", operation_id = "take_topic_step", tag = "meeting", params(("id" = Uuid, Path)), request_body = TopicStepRequest, responses((status = 200, body = TopicsBody)))]
pub async fn step(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<TopicStepRequest>,
) -> Answer<TopicsBody> {
    let command = TakeTopicStep {
        id: TopicId::new(id),
        version: request.version,
        kind: request.kind.0,
        meeting: request.meeting_id.map(MeetingId::new),
        into: request.into_id.map(TopicId::new),
        reason: request.reason,
    };
    let of = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, of).await
}
