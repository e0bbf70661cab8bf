//! `GET /personal-data`, `GET /personal-data/export`: what is held about the caller.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::personal::FIELDS;
use domain::rule::Language;
use serde::Serialize;
use service::access::{PersonalData, TakePersonalData, Trace, personal_data};
use utoipa::ToSchema;

use super::contact::ContactBody;
use crate::caller::Signed;
use crate::export::Speech;
use crate::feedback::FeedbackBody;
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, AppointmentKindWord, Named, PostKindWord, word};

/// A line of the register of personal fields, in the reader's language.
#[derive(Serialize, ToSchema)]
pub struct PersonalFieldBody {
    pub name: &'static str,
    pub title: &'static str,
    pub purpose: &'static str,
    /// The legal ground.
    pub ground: &'static str,
    pub seen_by: &'static str,
    pub retention: &'static str,
    /// Whether it is encrypted in the database.
    pub sealed: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OwnAppointment {
    pub kind: AppointmentKindWord,
    pub place: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct OwnPost {
    pub kind: PostKindWord,
    pub title: String,
    pub organisation: String,
    pub from: Option<NaiveDate>,
}

/// A seat of a work committee that is the person's own.
#[derive(Serialize, ToSchema)]
pub struct OwnSeat {
    pub consortium: String,
    /// Nothing before the appointment.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct SignInBody {
    /// `browser`, or `bearer` for a script's token.
    pub channel: String,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl From<Trace> for SignInBody {
    fn from(trace: Trace) -> Self {
        Self {
            channel: trace.channel,
            at: trace.created_at,
            expires_at: trace.expires_at,
            ended_at: trace.ended_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PersonalDataBody {
    pub person: Named,
    pub sign_in_name: Option<String>,
    pub contacts: Vec<ContactBody>,
    pub appointments: Vec<OwnAppointment>,
    pub posts: Vec<OwnPost>,
    pub seats: Vec<OwnSeat>,
    /// The newest 50.
    pub sign_ins: Vec<SignInBody>,
    /// The newest 50.
    pub messages: Vec<FeedbackBody>,
    pub fields: Vec<PersonalFieldBody>,
}

fn fields(language: Language) -> Vec<PersonalFieldBody> {
    let say = |(chinese, english): (&'static str, &'static str)| match language {
        Language::Chinese => chinese,
        Language::English => english,
    };
    let one = |field: &domain::access::personal::PersonalField| PersonalFieldBody {
        name: field.name,
        title: say(field.title),
        purpose: say(field.purpose),
        ground: say(field.ground),
        seen_by: say(field.seen_by),
        retention: say(field.retention),
        sealed: field.sealed,
    };
    FIELDS.iter().map(one).collect()
}

fn body(person: Named, data: PersonalData, language: Language) -> PersonalDataBody {
    let appointments = data.appointments.into_iter().map(|held| OwnAppointment {
        kind: word(held.actor.kind),
        place: held.actor.place_name,
        from: held.appointment.period.from(),
        to: held.appointment.period.to(),
    });
    let posts = data.posts.into_iter().map(|post| OwnPost {
        kind: word(post.kind),
        from: post.holder.map(|holder| holder.period.from()),
        title: post.title,
        organisation: post.body_name,
    });
    let seats = data.seats.into_iter().map(|(seat, consortium)| OwnSeat {
        consortium,
        from: seat.period.map(|period| period.from()),
        to: seat.period.and_then(|period| period.to()),
    });
    PersonalDataBody {
        person,
        sign_in_name: data.sign_in_name,
        seats: seats.collect(),
        contacts: data.contacts.iter().map(ContactBody::from).collect(),
        appointments: appointments.collect(),
        posts: posts.collect(),
        sign_ins: data.sign_ins.into_iter().map(SignInBody::from).collect(),
        messages: data.messages.into_iter().map(FeedbackBody::from).collect(),
        fields: fields(language),
    }
}

async fn held(app: &App, caller: &service::access::Caller, language: Language) -> Answer<PersonalDataBody> {
    let mut view = app.lianhe.view(caller, None).await?;
    let data = personal_data(&mut view).await?;
    let person = Named::new(caller.actor.person.uuid(), caller.actor.person_name.clone());
    Ok(Json(body(person, data, language)))
}

#[utoipa::path(get, path = "/personal-data", operation_id = "show_personal_data", tag = "access", responses((status = 200, body = PersonalDataBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
) -> Answer<PersonalDataBody> {
    held(&app, &caller, language).await
}

/// Everything held about the caller as a file; the journal keeps that it was taken.
#[utoipa::path(get, path = "/personal-data/export", operation_id = "export_personal_data", tag = "access", responses((status = 200, body = PersonalDataBody)))]
pub async fn export(
    State(app): State<App>,
    Signed(caller): Signed,
    Speech(language): Speech,
) -> Result<Response, Problem> {
    let held = held(&app, &caller, language).await?;
    app.lianhe.write(&caller, TakePersonalData).await?;
    let mut response = held.into_response();
    let disposition = HeaderValue::from_static("attachment; filename=\"personal-data.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
