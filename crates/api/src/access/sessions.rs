//! `GET`, `DELETE /account/sessions`, `DELETE /account/sessions/{id}`, `POST /account/tokens`: where one is signed in.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use chrono::{DateTime, Utc};
use domain::id::SessionId;
use serde::{Deserialize, Serialize};
use service::access::{Channel, EndEverySession, EndSession, NewToken, own_sessions};
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::cookie;
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

/// A session in a browser, or a token of a script.
#[derive(Serialize, ToSchema)]
pub struct OwnSession {
    pub id: Uuid,
    pub token: bool,
    /// What its person calls a token.
    pub name: Option<String>,
    /// The browser and the system.
    pub device: Option<String>,
    pub read_only: bool,
    pub appointment_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OwnSessions {
    pub items: Vec<OwnSession>,
}

#[utoipa::path(get, path = "/account/sessions", operation_id = "list_own_sessions", tag = "access", responses((status = 200, body = OwnSessions)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<OwnSessions> {
    let sessions = own_sessions(&app.lianhe, &caller).await?;
    let items = sessions.into_iter().map(|listed| OwnSession {
        id: listed.id.uuid(),
        token: listed.channel == Channel::Bearer,
        name: listed.name,
        device: listed.device,
        read_only: listed.read_only,
        appointment_id: listed.appointment.uuid(),
        created_at: listed.created_at,
        last_seen_at: listed.last_seen_at,
        expires_at: listed.expires_at,
        current: listed.id == caller.session,
    });
    Ok(Json(OwnSessions { items: items.collect() }))
}

#[utoipa::path(delete, path = "/account/sessions", operation_id = "end_own_sessions", tag = "access", responses((status = 204)))]
pub async fn end_all(State(app): State<App>, Signed(caller): Signed) -> Result<impl IntoResponse, Problem> {
    app.lianhe.write(&caller, EndEverySession).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie(&app, None))])))
}

#[utoipa::path(delete, path = "/account/sessions/{id}", operation_id = "end_own_session", tag = "access", params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn end(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Result<StatusCode, Problem> {
    app.lianhe.write(&caller, EndSession { session: SessionId::new(id) }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// What the token is for.
    pub name: String,
    pub read_only: bool,
    /// Days until it expires: 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    pub days: i64,
}

/// A bearer token; shown this once.
#[derive(Serialize, ToSchema)]
pub struct TokenBody {
    pub id: Uuid,
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

#[utoipa::path(post, path = "/account/tokens", operation_id = "issue_token", tag = "access", request_body = TokenRequest, responses((status = 201, body = TokenBody)))]
pub async fn issue(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<TokenRequest>,
) -> Result<impl IntoResponse, Problem> {
    let TokenRequest { name, read_only, days } = request;
    let token = NewToken::parse(&caller, &name, read_only, days, app.lianhe.clock.now())?;
    let expires_at = token.expires_at;
    let (secret, id) = app.lianhe.write(&caller, token).await?;
    let body = TokenBody { id: id.uuid(), token: secret.reveal().to_owned(), expires_at };
    Ok((StatusCode::CREATED, Json(body)))
}
