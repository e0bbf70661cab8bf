//! Every route of the OpenAPI document refuses a caller without a session.

use axum::http::{Method, StatusCode};
use testing::on_both_engines;

on_both_engines! {
    async fn every_route_needs_a_session(app) {
        let document = serde_json::to_value(api::openapi()).expect("json");
        let mut routes = 0;
        for (path, item) in document["paths"].as_object().expect("paths") {
            let path = path.replace("/api/v1", "").replace("{id}", NIL).replace("{division_id}", NIL);
            for method in item.as_object().expect("operations").keys() {
                if DOORS.contains(&(method.as_str(), path.as_str())) {
                    continue;
                }
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                let answer = app.nobody().send(method.clone(), &path, None, &[]).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
                assert_eq!(answer.body["code"], "session.none", "{method} {path}");
                routes += 1;
            }
        }
        assert!(routes > 25, "only {routes} routes were found");
    }

    async fn a_made_up_token_is_nobody(app) {
        let answer = app.nobody().send(Method::GET, "/units", None, &[("authorization", "Bearer 00ff")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
}

/// What one calls in order to get a session, or whom to call.
const DOORS: [(&str, &str); 7] = [
    ("post", "/session"),
    ("post", "/session/password"),
    ("post", "/session/oidc"),
    ("get", "/session/oidc/callback"),
    ("post", "/session/oidc/code"),
    ("get", "/office"),
    ("get", "/public/boards/00000000-0000-0000-0000-000000000000"),
];

const NIL: &str = "00000000-0000-0000-0000-000000000000";
