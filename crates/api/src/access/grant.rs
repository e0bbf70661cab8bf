//! `POST /appointments`: appoint somebody, or ask for it where a second person is needed.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{AppointmentId, DivisionId, PersonId, PostId, UnitId};
use domain::rule::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use service::access::{Asked, Grant, Someone, Where};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::AppointmentKindWord;

/// Either a person who is known, or the name of a new one; either a kind with its place, or whom it stands in for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRequest {
    pub person_id: Option<Uuid>,
    pub person_name: Option<String>,
    pub kind: Option<AppointmentKindWord>,
    /// A division, or for a liaison a unit.
    pub place_id: Option<Uuid>,
    pub deputy_for_id: Option<Uuid>,
    /// Today when absent.
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// A post that the person holds, with which the appointment comes and goes.
    pub post_id: Option<Uuid>,
    /// The document on which it rests.
    pub basis: Option<String>,
    pub reason: String,
}

/// What became of it: exactly one of the two is there.
#[derive(Serialize, ToSchema)]
pub struct AskedBody {
    /// It took effect.
    pub appointment_id: Option<Uuid>,
    /// It waits for a second person.
    pub change_id: Option<Uuid>,
}

impl From<Asked> for AskedBody {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Done(id) => Self { appointment_id: Some(id.uuid()), change_id: None },
            Asked::Waits(id) => Self { appointment_id: None, change_id: Some(id) },
        }
    }
}

impl TryFrom<GrantRequest> for Grant {
    type Error = Refusal;

    fn try_from(request: GrantRequest) -> Result<Self, Refusal> {
        let person = match (request.person_id, request.person_name) {
            (Some(id), _) => Someone::Known(PersonId::new(id)),
            (None, name) => Someone::New(name.unwrap_or_default()),
        };
        let missing = |field| Refusal::new(Rule::WordUnknown, field);
        let place = match (request.deputy_for_id, request.kind) {
            (Some(id), _) => Where::DeputyFor(AppointmentId::new(id)),
            (None, None) => return Err(missing("kind")),
            (None, Some(kind)) => {
                let id = request.place_id.ok_or_else(|| missing("place_id"))?;
                match kind.0 {
                    domain::access::AppointmentKind::Liaison => Where::Unit(UnitId::new(id)),
                    kind => Where::Division(kind, DivisionId::new(id)),
                }
            }
        };
        Ok(Self {
            person,
            place,
            valid_from: request.valid_from,
            valid_to: request.valid_to,
            post: request.post_id.map(PostId::new),
            basis: request.basis,
            reason: request.reason,
        })
    }
}

#[utoipa::path(post, path = "/appointments", operation_id = "grant_appointment", tag = "access", request_body = GrantRequest, responses((status = 201, body = AskedBody)))]
pub async fn grant(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<GrantRequest>,
) -> Result<(StatusCode, Json<AskedBody>), Problem> {
    let asked = app.lianhe.write(&caller, Grant::try_from(request)?).await?;
    Ok((StatusCode::CREATED, Json(asked.into())))
}
