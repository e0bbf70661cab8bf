//! Who is calling, and requests that can be read.

use std::net::{IpAddr, SocketAddr};

use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use domain::access::Stage;
use domain::journal::Behalf;
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use service::access::{Caller, authenticate};

use crate::problem::{Problem, READ_ONLY, SETTING_UP, UNAUTHENTICATED};
use crate::router::App;
use crate::wire::BehalfHowWord;

/// The browser's session cookie.
pub const COOKIE: &str = "lianhe_session";

/// The same where it travels over TLS only: browsers take a cookie of this name from this very host alone.
const SECURE_COOKIE: &str = "__Host-lianhe_session";

pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { SECURE_COOKIE } else { COOKIE }
}

/// Says for whom a write is entered, and how it was told (代录).
pub const ON_BEHALF_OF: &str = "lianhe-on-behalf-of";

/// An authenticated caller. A handler without it can reach no data.
pub struct Signed(pub Caller);

impl FromRequestParts<App> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Present(caller) = Present::from_request_parts(parts, app).await?;
        match caller.stage {
            Stage::Open => Ok(Self(caller)),
            Stage::SettingUp => Err(Problem::Plain(&SETTING_UP)),
        }
    }
}

/// Somebody with a session, even one that can only set up the account: for one's own account alone.
pub struct Present(pub Caller);

impl FromRequestParts<App> for Present {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token_of(&parts.headers, cookie_name(app.options.secure_cookie));
        let caller = authenticate(&app.lianhe, token.ok_or(Problem::Plain(&UNAUTHENTICATED))?).await?;
        if caller.read_only && !parts.method.is_safe() {
            return Err(Problem::Plain(&READ_ONLY));
        }
        match behalf_of(parts)? {
            Some(behalf) => Ok(Self(caller.on_behalf_of(behalf)?)),
            None => Ok(Self(caller)),
        }
    }
}

/// Where a request comes from, for sign-ins: the address that failures are counted by, and what kind of device it is.
pub struct Visitor {
    pub address: Option<IpAddr>,
    pub device: Option<String>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            address: peer.map(|peer| address_of(peer, &parts.headers, &app.options.trusted_proxies)),
            device: agent.and_then(device_of),
        })
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

/// The browser and the system, no more: enough to know one's own device again.
fn device_of(agent: &str) -> Option<String> {
    let among = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // Each of these also calls itself one of those after it.
    let browser = among(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = among(&[
        ("Windows", "Windows"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let parts: Vec<&str> = browser.into_iter().chain(system).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Whatever token a request carries, to count by.
pub fn any_token_of(headers: &HeaderMap) -> Option<&str> {
    token_of(headers, SECURE_COOKIE).or_else(|| token_of(headers, COOKIE))
}

fn token_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(bearer) = bearer {
        return bearer.strip_prefix("Bearer ").map(str::trim);
    }
    cookie_of(headers, name)
}

pub fn cookie_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_says_where_a_request_comes_from() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.9, 203.0.113.7, 10.0.0.2".parse().expect("a value"));
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(address_of(ip("192.0.2.5"), &headers, &trusted), ip("192.0.2.5"));
        assert_eq!(address_of(ip("10.0.0.1"), &headers, &trusted), ip("203.0.113.7"));
        assert_eq!(address_of(ip("10.0.0.1"), &HeaderMap::new(), &trusted), ip("10.0.0.1"));
    }

    #[test]
    fn a_device_is_a_browser_and_a_system() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(device_of(edge).as_deref(), Some("Edge · Windows"));
        assert_eq!(device_of("curl/8.5"), None);
    }
}
