//! `GET /divisions/{id}/events`: what happened to a division and to those directly in it.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::history::Described;
use domain::grid::sentence::sentence;
use domain::grid::{Event, EventKind};
use domain::id::DivisionId;
use domain::rule::Language;
use serde::Serialize;
use service::grid::division_events;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Id, Signed};
use crate::router::App;
use crate::wire::{Answer, DivisionKindWord, EventKindWord, Named, word};

/// A division as it was on one side of an event.
#[derive(Serialize, ToSchema)]
pub struct EventSide {
    pub id: Uuid,
    pub name: String,
    pub kind: DivisionKindWord,
    pub code: Option<String>,
    pub class_code: Option<String>,
    pub parent: Option<Named>,
}

impl From<&Described> for EventSide {
    fn from(side: &Described) -> Self {
        let facts = &side.facts;
        let parent =
            facts.parent.map(|id| Named::new(id.uuid(), side.parent_name.clone().unwrap_or_default()));
        Self {
            id: side.id.uuid(),
            name: facts.name.as_str().to_owned(),
            kind: word(facts.kind),
            code: facts.code.as_ref().map(ToString::to_string),
            class_code: facts.class_code.as_ref().map(|code| code.as_str().to_owned()),
            parent,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct DivisionEvent {
    pub on: NaiveDate,
    pub kind: EventKindWord,
    /// What else changed with it.
    pub also: Vec<EventKindWord>,
    pub division: Named,
    /// Null when it begins.
    pub before: Option<EventSide>,
    /// Null when it ends.
    pub after: Option<EventSide>,
    /// Of a split what came from it, of a merge what it went into.
    pub others: Vec<EventSide>,
    pub sentence_zh: String,
    pub sentence_en: String,
    pub reason: Option<String>,
    /// Document number.
    pub document: Option<String>,
}

impl From<&Event> for DivisionEvent {
    fn from(event: &Event) -> Self {
        Self {
            on: event.on,
            kind: word(event.kind),
            also: words(&event.also),
            division: Named::new(event.division.uuid(), event.name()),
            before: event.before.as_ref().map(EventSide::from),
            after: event.after.as_ref().map(EventSide::from),
            others: event.others.iter().map(EventSide::from).collect(),
            sentence_zh: sentence(event, Language::Chinese),
            sentence_en: sentence(event, Language::English),
            reason: event.reason.clone(),
            document: event.document.clone(),
        }
    }
}

pub fn words(kinds: &[EventKind]) -> Vec<EventKindWord> {
    kinds.iter().copied().map(word).collect()
}

#[derive(Serialize, ToSchema)]
pub struct DivisionEvents {
    /// By day, then code and name.
    pub items: Vec<DivisionEvent>,
}

#[utoipa::path(get, path = "/divisions/{id}/events", operation_id = "list_division_events", tag = "grid", params(("id" = Uuid, Path)), responses((status = 200, body = DivisionEvents)))]
pub async fn events(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<DivisionEvents> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = division_events(&mut view, DivisionId::new(id)).await?;
    Ok(Json(DivisionEvents { items: found.iter().map(DivisionEvent::from).collect() }))
}
