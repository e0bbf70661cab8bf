//! `GET`, `POST`, `DELETE /session`: the caller's session.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use chrono::{DateTime, Utc};
use domain::access::{AppointmentKind, Decision, Operation, Relation, Stage, decide};
use domain::journal::ObjectType;
use serde::{Deserialize, Serialize};
use service::access::{self, Caller, SignOut, SignedIn, authenticate, sign_in};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Present, Visitor, cookie_name};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{
    Answer, AppointmentKindWord, Named, ObjectTypeWord, OperationWord, StageWord, permissions, word,
};

#[derive(Serialize, ToSchema)]
pub struct PlaceBody {
    pub r#type: ObjectTypeWord,
    pub id: Uuid,
    pub name: String,
    /// The level of the division, or of the division in which the unit lies.
    pub level: i64,
}

#[derive(Serialize, ToSchema)]
pub struct AppointmentBody {
    pub id: Uuid,
    pub kind: AppointmentKindWord,
    pub place: PlaceBody,
    /// Whether it stands in for somebody else's for a while (代).
    pub deputy: bool,
}

#[derive(Serialize, ToSchema)]
pub struct DistrictBody {
    pub id: Uuid,
    pub code: Option<String>,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    pub person: Named,
    pub appointment: AppointmentBody,
    pub appointments: Vec<AppointmentBody>,
    pub district: DistrictBody,
    pub permissions: Vec<OperationWord>,
    /// `open`, or what must be done before anything else.
    pub stage: StageWord,
    pub expires_at: DateTime<Utc>,
}

pub fn appointment(actor: &domain::access::Actor, level: domain::grid::Level) -> AppointmentBody {
    AppointmentBody {
        id: actor.appointment.uuid(),
        kind: word(actor.kind),
        place: place(actor, level),
        deputy: actor.deputy,
    }
}

pub fn place(actor: &domain::access::Actor, level: domain::grid::Level) -> PlaceBody {
    let unit = actor.place.unit;
    PlaceBody {
        r#type: word(if unit.is_some() { ObjectType::Unit } else { ObjectType::Division }),
        id: unit.map_or_else(|| actor.place.division_id().uuid(), |unit| unit.uuid()),
        name: actor.place_name.clone(),
        level: level.number(),
    }
}

/// What an appointment may do anywhere at all, to show or hide what leads there.
fn anywhere(kind: AppointmentKind) -> Vec<Operation> {
    let somewhere =
        |op: Operation| Relation::ALL.iter().any(|relation| decide(kind, op, *relation) == Decision::Allowed);
    Operation::ALL.iter().copied().filter(|op| !op.is_session() && somewhere(*op)).collect()
}

pub async fn body(app: &App, caller: &Caller) -> Result<SessionBody, Problem> {
    let mut view = app.lianhe.view(caller, None).await?;
    let held = access::appointments(&mut view).await?;
    let tree = view.tree().await?;
    let actor = &caller.actor;
    let district = tree.get(tree.district);
    Ok(SessionBody {
        person: Named::new(actor.person.uuid(), actor.person_name.clone()),
        appointment: appointment(actor, caller.level),
        appointments: held.iter().map(|held| appointment(&held.actor, held.level)).collect(),
        district: DistrictBody {
            id: tree.district.uuid(),
            code: district.and_then(|node| node.facts.code.as_ref()).map(ToString::to_string),
            name: district.map(|node| node.facts.name.as_str().to_owned()).unwrap_or_default(),
        },
        permissions: match caller.stage {
            Stage::Open => permissions(anywhere(actor.kind)),
            Stage::SettingUp => Vec::new(),
        },
        stage: word(caller.stage),
        expires_at: caller.expires_at,
    })
}

#[utoipa::path(get, path = "/session", operation_id = "show_session", tag = "access", responses((status = 200, body = SessionBody)))]
pub async fn show(State(app): State<App>, Present(caller): Present) -> Answer<SessionBody> {
    Ok(Json(body(&app, &caller).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartSession {
    /// The token of a one-time sign-in link.
    pub token: String,
}

#[utoipa::path(post, path = "/session", operation_id = "start_session", tag = "access", request_body = StartSession, responses((status = 200, body = SessionBody)))]
pub async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Body(request): Body<StartSession>,
) -> Result<impl IntoResponse, Problem> {
    let signed = sign_in(&app.lianhe, &request.token, visitor.device).await?;
    begun(&app, &signed).await
}

/// The answer to a sign-in: the session, and its cookie.
pub async fn begun(app: &App, signed: &SignedIn) -> Result<impl IntoResponse + use<>, Problem> {
    let caller = authenticate(&app.lianhe, signed.secret.reveal()).await?;
    let cookie = (header::SET_COOKIE, cookie(app, Some(signed)));
    Ok((AppendHeaders([cookie]), Json(body(app, &caller).await?)))
}

/// The cookie of a session, or the one that takes it away.
pub fn cookie(app: &App, signed: Option<&SignedIn>) -> String {
    let secure = app.options.secure_cookie;
    let seconds = signed.map_or(0, |signed| (signed.expires_at - app.lianhe.clock.now()).num_seconds());
    format!(
        "{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{}",
        cookie_name(secure),
        signed.map(|signed| signed.secret.reveal()).unwrap_or_default(),
        if secure { "; Secure" } else { "" }
    )
}

#[utoipa::path(delete, path = "/session", operation_id = "end_session", tag = "access", responses((status = 204)))]
pub async fn end(State(app): State<App>, Present(caller): Present) -> Result<impl IntoResponse, Problem> {
    app.lianhe.write(&caller, SignOut { session: caller.session }).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie(&app, None))])))
}
