//! `GET /appointments/places`, `GET /appointments/people`: names to choose from when somebody is appointed.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service::access::{PersonFound, PlaceFound, find_people, find_places};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, AppointmentKindWord, Named, ObjectTypeWord, word};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlaceParams {
    /// Only places that fit this kind of appointment.
    pub kind: Option<AppointmentKindWord>,
    /// Any part of the name, or the beginning of a code.
    pub name: Option<String>,
}

/// A place by its name; nothing else of it is told.
#[derive(Serialize, ToSchema)]
pub struct PlaceChoice {
    pub r#type: ObjectTypeWord,
    pub id: Uuid,
    pub name: String,
    pub code: Option<String>,
    /// The names of what it lies in, from the district down.
    pub path: Vec<String>,
}

impl From<PlaceFound> for PlaceChoice {
    fn from(found: PlaceFound) -> Self {
        Self { r#type: word(found.of), id: found.id, name: found.name, code: found.code, path: found.path }
    }
}

#[utoipa::path(get, path = "/appointments/places", operation_id = "find_places", tag = "access", params(PlaceParams), responses((status = 200, body = Vec<PlaceChoice>)))]
pub async fn places(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<PlaceParams>,
) -> Answer<Vec<PlaceChoice>> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let kind = params.kind.map(|word| word.0);
    let found = find_places(&mut view, kind, params.name.as_deref().unwrap_or_default()).await?;
    Ok(Json(found.into_iter().map(Into::into).collect()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleParams {
    /// Any part of the name.
    pub name: String,
}

/// A person by name, with the posts that tell namesakes apart.
#[derive(Serialize, ToSchema)]
pub struct PersonChoice {
    pub id: Uuid,
    pub name: String,
    pub posts: Vec<Named>,
}

impl From<PersonFound> for PersonChoice {
    fn from(found: PersonFound) -> Self {
        let posts = found.posts.into_iter().map(|(id, name)| Named::new(id.uuid(), name));
        Self { id: found.id.uuid(), name: found.name, posts: posts.collect() }
    }
}

#[utoipa::path(get, path = "/appointments/people", operation_id = "find_people", tag = "access", params(PeopleParams), responses((status = 200, body = Vec<PersonChoice>)))]
pub async fn people(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<PeopleParams>,
) -> Answer<Vec<PersonChoice>> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = find_people(&mut view, &params.name).await?;
    Ok(Json(found.into_iter().map(Into::into).collect()))
}
