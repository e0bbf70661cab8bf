//! Who is calling, and requests that can be read.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use domain::journal::Behalf;
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use service::access::{Caller, authenticate};

use crate::problem::{Problem, UNAUTHENTICATED};
use crate::router::App;
use crate::wire::BehalfHowWord;

/// The browser's session cookie.
pub const COOKIE: &str = "lianhe_session";

/// Says for whom a write is entered, and how it was told (代录).
pub const ON_BEHALF_OF: &str = "lianhe-on-behalf-of";

/// An authenticated caller. A handler without it can reach no data.
pub struct Signed(pub Caller);

impl FromRequestParts<App> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token_of(&parts.headers).ok_or(Problem::Plain(&UNAUTHENTICATED))?;
        let caller = authenticate(&app.lianhe, token).await?;
        match behalf_of(parts)? {
            Some(behalf) => Ok(Self(caller.on_behalf_of(behalf)?)),
            None => Ok(Self(caller)),
        }
    }
}

/// `how` and `name` of the header, as in an address: `how=paper&name=%E5%BC%A0…`.
#[derive(Deserialize)]
struct BehalfText {
    how: BehalfHowWord,
    name: String,
}

/// For whom a write is entered (代录); reading needs no such word.
fn behalf_of(parts: &Parts) -> Result<Option<Behalf>, Problem> {
    let Some(value) = parts.headers.get(ON_BEHALF_OF).filter(|_| !parts.method.is_safe()) else {
        return Ok(None);
    };
    let unreadable = |why: String| Refusal::new(Rule::BehalfUnreadable, "on_behalf_of").with(why);
    let text = value.to_str().map_err(|why| unreadable(why.to_string()))?;
    let uri = format!("/?{text}").parse::<Uri>().map_err(|why| unreadable(why.to_string()))?;
    let query = axum::extract::Query::<BehalfText>::try_from_uri(&uri);
    let axum::extract::Query(said) = query.map_err(|why| unreadable(why.body_text()))?;
    Ok(Some(Behalf { how: said.how.0, name: Name::parse(&said.name, "on_behalf_of")? }))
}

/// The address of the connection; behind proxies that are trusted, the last one that none of them is.
pub fn address_of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut hops: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    while let Some(hop) = hops.pop() {
        if !trusted.contains(&hop) {
            return hop;
        }
    }
    peer
}

pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(bearer) = bearer {
        return bearer.strip_prefix("Bearer ").map(str::trim);
    }
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// A JSON body; what cannot be read leaves as a problem.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => {
                let status = match rejection {
                    JsonRejection::JsonDataError(_) => StatusCode::UNPROCESSABLE_ENTITY,
                    ref other => other.status(),
                };
                Err(Problem::Request(status, rejection.body_text()))
            }
        }
    }
}

/// The bytes of a file; one that is too large leaves as a problem.
pub struct FileBytes(pub Bytes);

impl FromRequest<App> for FileBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, app).await;
        bytes.map(Self).map_err(|why| Problem::Request(why.status(), why.body_text()))
    }
}

/// Query parameters; what cannot be read leaves as a problem.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        let invalid =
            |why: axum::extract::rejection::QueryRejection| Problem::Request(why.status(), why.body_text());
        query.map(|axum::extract::Query(value)| Self(value)).map_err(invalid)
    }
}

/// An id in the path. One that is not even an id names nothing: 404.
pub struct Id(pub uuid::Uuid);

impl FromRequestParts<App> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<uuid::Uuid>::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(id)| Self(id)).map_err(|_| Problem::Plain(&crate::problem::NOT_FOUND))
    }
}
