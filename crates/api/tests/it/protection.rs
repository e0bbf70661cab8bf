//! What surrounds every route: foreign origins, headers, limits, slow clients, unknown members.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use api::{App, Limits, Options};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, Response, StatusCode, header};
use domain::access::AppointmentKind::StreetSecretary;
use serde_json::json;
use testing::{STREET, TestApp, on_both_engines};
use tower::ServiceExt as _;

fn router(app: &TestApp, options: Options) -> Router {
    api::router(App { lianhe: app.lianhe.clone(), options, metrics: None }, Router::new())
}

async fn from(router: &Router, address: [u8; 4], request: Request<Body>) -> Response<Body> {
    let mut request = request;
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 40_000))));
    router.clone().oneshot(request).await.expect("an answer")
}

fn sign_in() -> Request<Body> {
    let request = Request::post("/api/v1/session").header(header::CONTENT_TYPE, "application/json");
    request.body(Body::from(json!({ "token": "none" }).to_string())).expect("a request")
}

on_both_engines! {
    async fn a_foreign_page_cannot_write_with_the_visitors_cookie(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let message = || Some(json!({ "kind": "suggestion", "content": "来自别处" }));
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://elsewhere.example")] {
            let answer = client.send(Method::POST, "/feedback", message(), &[("host", "lianhe.example"), (name, value)]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
        let own = client.send(Method::POST, "/feedback", message(), &[("host", "lianhe.example"), ("sec-fetch-site", "same-origin")]).await;
        assert_eq!(own.status, StatusCode::CREATED);
        assert_eq!(client.get("/feedback/mine").await.body["items"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_its_reader() {
    let app = TestApp::sqlite().await;
    let answer = app.client(StreetSecretary, STREET).await.get("/personal-data").await;
    let said =
        |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let policy = said("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("style-src 'self';"), "{policy}");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(said("cache-control"), "no-store");
    assert_eq!(said("x-content-type-options"), "nosniff");
    assert_eq!(said("cross-origin-opener-policy"), "same-origin");
    assert_eq!(said("cross-origin-resource-policy"), "same-origin");
    assert!(said("permissions-policy").contains("geolocation=()"));
    assert_eq!(said("strict-transport-security"), "", "only where the cookie travels over TLS alone");

    let behind_tls = router(&app, Options { secure_cookie: true, ..Options::default() });
    let answer =
        from(&behind_tls, [192, 0, 2, 1], Request::get("/healthz").body(Body::empty()).expect("a request"))
            .await;
    assert!(answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn too_many_attempts_to_sign_in_from_one_address_wait_and_others_do_not() {
    let app = TestApp::sqlite().await;
    let limits = Limits { sign_ins: NonZeroU32::new(3), ..Limits::default() };
    let router =
        router(&app, Options { limits, trusted_proxies: vec![[10, 0, 0, 1].into()], ..Options::default() });
    for _ in 0..3 {
        assert_eq!(from(&router, [192, 0, 2, 1], sign_in()).await.status(), StatusCode::UNAUTHORIZED);
    }
    let refused = from(&router, [192, 0, 2, 1], sign_in()).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
    let wait: u64 = refused.headers()[header::RETRY_AFTER].to_str().expect("text").parse().expect("seconds");
    assert!((1..=21).contains(&wait), "{wait}");
    assert_eq!(from(&router, [192, 0, 2, 2], sign_in()).await.status(), StatusCode::UNAUTHORIZED);
    // What a client says of itself counts only when a trusted proxy passes it on.
    let mut forged = sign_in();
    forged.headers_mut().insert("x-forwarded-for", "198.51.100.7".parse().expect("a value"));
    assert_eq!(from(&router, [192, 0, 2, 1], forged).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let mut passed_on = sign_in();
    passed_on.headers_mut().insert("x-forwarded-for", "192.0.2.1".parse().expect("a value"));
    assert_eq!(from(&router, [10, 0, 0, 1], passed_on).await.status(), StatusCode::TOO_MANY_REQUESTS);
    // The machine itself is not limited.
    for _ in 0..9 {
        assert_eq!(from(&router, [127, 0, 0, 1], sign_in()).await.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let app = TestApp::sqlite().await;
    let router = router(&app, Options { request_most: Duration::from_millis(200), ..Options::default() });
    let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let request =
        Request::post("/api/v1/session").header(header::CONTENT_TYPE, "application/json").body(never);
    let answer = from(&router, [192, 0, 2, 1], request.expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn a_member_that_nobody_knows_is_refused_by_name() {
    let app = TestApp::sqlite().await;
    let client = app.client(StreetSecretary, STREET).await;
    let unit = json!({ "name": "示例", "type": "school", "division_id": "00000000-0000-0000-0000-000000000000", "colour": "red" });
    let answer = client.post("/units", unit).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body["detail"].as_str().is_some_and(|said| said.contains("colour")), "{}", answer.body);
}
