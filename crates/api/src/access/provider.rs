//! `/session/oidc`, `/account/oidc`: signing in by the organisation's own identity provider, and linking it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use service::Error;
use service::access::{
    Journey, Leaving, Returned, SignedIn, come_back, coming_back, leave_to_link, leave_to_sign_in,
    sign_in_with_code, unlink as take_away,
};
use utoipa::{IntoParams, ToSchema};

use super::account::{AccountBody, body};
use super::session::{SessionBody, begun, cookie as session_cookie};
use crate::caller::{Body, Params, Present, Signed, Visitor, cookie_of};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

/// Comes back with the browser from the provider, so it cannot be as strict as the session's own.
const COOKIE: &str = "lianhe_journey";
const SECURE_COOKIE: &str = "__Secure-lianhe_journey";
const SECONDS: i64 = 600;

const fn name(app: &App) -> &'static str {
    if app.options.secure_cookie { SECURE_COOKIE } else { COOKIE }
}

fn cookie(app: &App, kept: Option<&str>) -> (HeaderName, String) {
    let (secure, seconds) = (app.options.secure_cookie, if kept.is_some() { SECONDS } else { 0 });
    let value = format!(
        "{}={}; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax; Max-Age={seconds}{}",
        name(app),
        kept.unwrap_or_default(),
        if secure { "; Secure" } else { "" }
    );
    (header::SET_COOKIE, value)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveRequest {
    /// The page to come back to.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct LeaveBody {
    /// Where the browser goes: the provider's own page.
    pub address: String,
}

fn left(app: &App, leaving: Leaving) -> impl IntoResponse + use<> {
    let Leaving { address, kept } = leaving;
    (AppendHeaders([cookie(app, Some(&kept))]), Json(LeaveBody { address }))
}

#[utoipa::path(post, path = "/session/oidc", operation_id = "leave_to_sign_in", tag = "access", request_body = LeaveRequest, responses((status = 200, body = LeaveBody)))]
pub async fn leave(
    State(app): State<App>,
    Body(request): Body<LeaveRequest>,
) -> Result<impl IntoResponse, Problem> {
    Ok(left(&app, leave_to_sign_in(&app.lianhe, request.next).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRequest {
    /// Of an account that has one.
    pub password: Option<String>,
}

#[utoipa::path(post, path = "/account/oidc", operation_id = "leave_to_link", tag = "access", request_body = LinkRequest, responses((status = 200, body = LeaveBody)))]
pub async fn leave_linking(
    State(app): State<App>,
    Present(caller): Present,
    Body(request): Body<LinkRequest>,
) -> Result<impl IntoResponse, Problem> {
    Ok(left(&app, leave_to_link(&app.lianhe, &caller, request.password).await?))
}

/// What the provider sends the browser back with; it may send more.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Callback {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
}

/// Answers a browser, which can only be sent on to a page that says how it went.
#[utoipa::path(get, path = "/session/oidc/callback", operation_id = "come_back", tag = "access", params(Callback), responses((status = 303, description = "to the page")))]
pub async fn callback(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Params(callback): Params<Callback>,
) -> Result<impl IntoResponse, Problem> {
    let Callback { state, code, error } = callback;
    let journey = match coming_back(&app.lianhe, cookie_of(&headers, name(&app)), state.as_deref()) {
        Ok(journey) => journey,
        Err(Error::JourneyOver) => return Ok(onward(&app, "/sign-in?provider=over".to_owned(), None, None)),
        Err(other) => return Err(other.into()),
    };
    let (page, next) = (journey.page(), journey.next.clone());
    Ok(match arrive(&app, journey, code, error, visitor).await {
        Ok(Returned::SignedIn(signed)) => onward(&app, next, Some(&signed), None),
        Ok(Returned::Linked) => onward(&app, format!("{page}?provider=linked"), None, None),
        Ok(Returned::CodeNeeded { kept }) => {
            onward(&app, format!("/sign-in?provider=code&next={}", encoded(&next)), None, Some(&kept))
        }
        Err(why) => onward(&app, format!("{page}?provider={}", word(&why)), None, None),
    })
}

async fn arrive(
    app: &App,
    journey: Journey,
    code: Option<String>,
    error: Option<String>,
    visitor: Visitor,
) -> Result<Returned, Error> {
    match code {
        Some(code) if error.is_none() => come_back(&app.lianhe, journey, code, visitor.device).await,
        // Somebody who changed their mind at the provider, or whom it does not let in here.
        _ => Err(Error::ProviderUnverified(error.unwrap_or_default())),
    }
}

/// Why it did not work, as the page knows it; the cause is for the log.
fn word(why: &Error) -> &'static str {
    match why {
        Error::IdentityUnknown => "unknown",
        Error::AccountClosed => "closed",
        Error::Refused(_) | Error::Stale => "refused",
        Error::Unauthenticated => "over",
        Error::ProviderUnreachable(why) => {
            tracing::warn!(error = %why, "the identity provider does not answer");
            "unreachable"
        }
        Error::ProviderUnverified(why) => {
            tracing::warn!(error = %why, "a sign-in by the identity provider was turned away");
            "unverified"
        }
        other => {
            tracing::error!(error = %other, "a sign-in by the identity provider failed");
            "failed"
        }
    }
}

fn onward(
    app: &App,
    page: String,
    signed: Option<&SignedIn>,
    kept: Option<&str>,
) -> impl IntoResponse + use<> {
    let mut headers = vec![(header::LOCATION, page), cookie(app, kept)];
    headers.extend(signed.map(|signed| (header::SET_COOKIE, session_cookie(app, Some(signed)))));
    let mut answer = StatusCode::SEE_OTHER.into_response();
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}

fn encoded(page: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_');
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    page.bytes().map(one).collect()
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// Six digits of the authenticator, or a recovery code.
    pub code: String,
}

#[utoipa::path(post, path = "/session/oidc/code", operation_id = "sign_in_with_code", tag = "access", request_body = CodeRequest, responses((status = 200, body = SessionBody)))]
pub async fn code(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Body(request): Body<CodeRequest>,
) -> Result<impl IntoResponse, Problem> {
    let kept = cookie_of(&headers, name(&app));
    let from = (visitor.address, visitor.device);
    let signed = sign_in_with_code(&app.lianhe, kept, &request.code, from).await?;
    Ok((AppendHeaders([cookie(&app, None)]), begun(&app, &signed).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlinkRequest {
    pub password: String,
}

#[utoipa::path(post, path = "/account/oidc/unlink", operation_id = "unlink", tag = "access", request_body = UnlinkRequest, responses((status = 200, body = AccountBody)))]
pub async fn unlink(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<UnlinkRequest>,
) -> Answer<AccountBody> {
    take_away(&app.lianhe, &caller, request.password).await?;
    Ok(Json(body(&app, &caller).await?))
}
