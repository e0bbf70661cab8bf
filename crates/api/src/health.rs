//! Health, readiness, metrics, and what is counted of every request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{NOT_FOUND, Problem};
use crate::router::App;

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok"
}

/// The database answers.
pub async fn readyz(State(app): State<App>) -> Response {
    match app.lianhe.db.ping().await {
        Ok(()) => "ok".into_response(),
        Err(error) => {
            tracing::error!(error = %error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// Prometheus text; empty where no recorder is installed.
pub async fn metrics(State(app): State<App>) -> String {
    app.metrics.map(|handle| handle.render()).unwrap_or_default()
}

pub async fn no_such_route() -> Problem {
    Problem::Plain(&NOT_FOUND)
}

/// Counts and times each request by its route, never by its address: addresses hold ids.
pub async fn observe(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let begun = Instant::now();
    let response = next.run(request).await;
    let (route, seconds) = (route.unwrap_or_else(|| "pages".to_owned()), begun.elapsed().as_secs_f64());
    let status = response.status().as_u16().to_string();
    tracing::debug!(http.method = %method, http.route = %route, http.status = %status, seconds, "answered");
    let labels = [("method", method.to_string()), ("route", route), ("status", status)];
    metrics::counter!("lianhe_http_requests_total", &labels).increment(1);
    metrics::histogram!("lianhe_http_request_seconds", &labels).record(seconds);
    response
}
