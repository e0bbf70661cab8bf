//! How many requests a minute: by address for all, tighter for signing in; by session for files that leave the house.
//!
//! The machine itself (loopback) is not limited: its administrators and measurements. Behind a proxy on the same machine,
//! `server.trusted_proxies` must name it, so that the clients' own addresses count.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::caller::{address_of, any_token_of};
use crate::problem::{Problem, TOO_MANY_REQUESTS};

/// Requests a minute; `None` does not limit. A whole minute's worth may come at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Of one address, over which a whole office may reach us.
    pub requests: Option<NonZeroU32>,
    /// Attempts to sign in, of one address.
    pub sign_ins: Option<NonZeroU32>,
    /// Exports, imports and attached files of one session.
    pub files: Option<NonZeroU32>,
}

/// As many keys as are remembered before those that have been quiet are forgotten.
const KEYS: usize = 10_000;

pub struct Limiter {
    requests: Option<DefaultKeyedRateLimiter<IpAddr>>,
    sign_ins: Option<DefaultKeyedRateLimiter<IpAddr>>,
    files: Option<DefaultKeyedRateLimiter<u64>>,
    trusted_proxies: Vec<IpAddr>,
}

impl Limiter {
    pub fn new(limits: Limits, trusted_proxies: Vec<IpAddr>) -> Self {
        Self {
            requests: limits.requests.map(|n| RateLimiter::keyed(Quota::per_minute(n))),
            sign_ins: limits.sign_ins.map(|n| RateLimiter::keyed(Quota::per_minute(n))),
            files: limits.files.map(|n| RateLimiter::keyed(Quota::per_minute(n))),
            trusted_proxies,
        }
    }

    /// Seconds to wait, where a limit is reached.
    fn refuses(&self, request: &Request) -> Option<u64> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
        let address = address_of(peer, request.headers(), &self.trusted_proxies);
        if address.is_loopback() {
            return None;
        }
        let path = request.uri().path();
        let back = path == "/api/v1/session/oidc/callback";
        let signs_in = back || (request.method() == Method::POST && opens_a_session(path));
        over(self.requests.as_ref(), &address)
            .or_else(|| signs_in.then(|| over(self.sign_ins.as_ref(), &address)).flatten())
            .or_else(|| {
                let key = any_token_of(request.headers())
                    .filter(|_| moves_a_file(request.method(), path))
                    .map(key_of)?;
                over(self.files.as_ref(), &key)
            })
    }
}

/// Whether nobody needs to be signed in to send this.
fn opens_a_session(path: &str) -> bool {
    path == "/api/v1/session" || path.starts_with("/api/v1/session/")
}

fn moves_a_file(method: &Method, path: &str) -> bool {
    let attaches = attaches_a_file(method, path);
    path.ends_with("/export") || path.starts_with("/api/v1/imports") || attaches
}

/// Whether the body is a file that somebody attaches, which may take its time.
pub fn attaches_a_file(method: &Method, path: &str) -> bool {
    method == Method::POST && path == "/api/v1/attachments"
}

/// The token itself is not kept, not even here.
fn key_of(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

fn over<K: std::hash::Hash + Eq + Clone>(
    limiter: Option<&DefaultKeyedRateLimiter<K>>,
    key: &K,
) -> Option<u64> {
    let limiter = limiter?;
    if limiter.len() > KEYS {
        limiter.retain_recent();
    }
    let refused = limiter.check_key(key).err()?;
    Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
}

pub async fn limit(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let Some(seconds) = limiter.refuses(&request) else { return next.run(request).await };
    let mut response = Problem::Plain(&TOO_MANY_REQUESTS).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
