//! `GET /appointments`: who is appointed as what, where, from when to when, and on what it rests.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use service::access::{AppointmentFilter, AppointmentShown, list_appointments};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::session::{PlaceBody, place};
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, AppointmentKindWord, ListParams, Named, PageBody, word};

#[derive(Serialize, ToSchema)]
pub struct AppointmentRow {
    pub id: Uuid,
    pub person: Named,
    pub kind: AppointmentKindWord,
    pub place: PlaceBody,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// The post with which it comes and goes.
    pub post: Option<Named>,
    /// The appointment for which it stands in, by its person's name.
    pub deputy_for: Option<Named>,
    /// The document on which it rests.
    pub basis: Option<String>,
    /// Whether a change of it waits for a second person.
    pub needs_second_person: bool,
}

impl From<&AppointmentShown> for AppointmentRow {
    fn from(shown: &AppointmentShown) -> Self {
        let (actor, of) = (&shown.held.actor, &shown.held.appointment);
        Self {
            id: of.id.uuid(),
            person: Named::new(of.person.uuid(), actor.person_name.clone()),
            kind: word(of.kind),
            place: place(actor, shown.held.level),
            valid_from: of.period.from(),
            valid_to: of.period.to(),
            post: shown.post.as_ref().map(|(id, name)| Named::new(id.uuid(), name.clone())),
            deputy_for: shown.deputy_for.as_ref().map(|(id, name)| Named::new(id.uuid(), name.clone())),
            basis: of.basis.clone(),
            needs_second_person: domain::access::needs_second_person(of.kind),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AppointmentParams {
    pub kind: Option<AppointmentKindWord>,
    /// Any part of the person's name.
    pub name: Option<String>,
}

#[utoipa::path(get, path = "/appointments", operation_id = "list_appointments", tag = "access", params(ListParams, AppointmentParams), responses((status = 200, body = PageBody<AppointmentRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<AppointmentParams>,
) -> Answer<PageBody<AppointmentRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let filter =
        AppointmentFilter { kind: filter.kind.map(|word| word.0), person: filter.name.unwrap_or_default() };
    let paged = list_appointments(&mut view, &list.listing()?, &filter).await?;
    Ok(Json(PageBody::new(&paged, |shown| AppointmentRow::from(shown))))
}
