//! The web pages, embedded in the binary.

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Pages;

const INDEX: &str = "index.html";

/// Files by name; every other address is a route of the page, so it gets the page.
pub fn router() -> Router {
    Router::new().fallback(|uri: Uri| async move { serve(uri.path().trim_start_matches('/')) })
}

/// Whether the pages were built into this binary.
pub fn are_built() -> bool {
    Pages::get(INDEX).is_some()
}

fn serve(path: &str) -> Response {
    // Built files carry a hash in their names, so they never change; the page itself may.
    if let Some(file) = Pages::get(path).filter(|_| path != INDEX && !path.is_empty()) {
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        let cache =
            if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers =
            [(header::CONTENT_TYPE, kind.as_ref().to_owned()), (header::CACHE_CONTROL, cache.to_owned())];
        return (headers, file.data).into_response();
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Pages::get(INDEX) {
        Some(page) => {
            let headers =
                [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
            (headers, page.data).into_response()
        }
        None => (StatusCode::NOT_FOUND, "this binary was built without its pages: run `cargo xtask demo`")
            .into_response(),
    }
}
