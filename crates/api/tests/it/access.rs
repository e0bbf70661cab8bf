//! `/session`: links, cookies, switching.

use axum::http::{Method, StatusCode, header};
use domain::access::AppointmentKind::{Auditor, CommunitySecretary, StreetSecretary, SystemAdministrator};
use serde_json::json;
use testing::{COMMUNITY, DISTRICT, STREET, on_both_engines};

on_both_engines! {
    async fn a_link_signs_in_once_and_its_cookie_is_kept_from_scripts(app) {
        let token = app.link(StreetSecretary, STREET).await;
        let first = app.nobody().post("/session", json!({ "token": token })).await;
        assert_eq!(first.status, StatusCode::OK);
        assert_eq!(first.body["appointment"]["kind"], "street_secretary");
        assert_eq!(first.body["appointment"]["place"]["name"], STREET);
        let cookie = first.headers[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");

        let again = app.nobody().post("/session", json!({ "token": token })).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        assert_eq!(again.body["code"], "session.link_invalid");

        let cookie = cookie.split(';').next().expect("name and value");
        let session = app.nobody().send(Method::GET, "/session", None, &[("cookie", cookie)]).await;
        assert_eq!(session.status, StatusCode::OK);
    }

    async fn an_old_link_and_an_old_session_are_worth_nothing(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let link = app.link(StreetSecretary, STREET).await;
        app.clock.turn_to("2026-03-20T04:00:00Z");
        assert_eq!(client.get("/session").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(app.nobody().post("/session", json!({ "token": link })).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn acting_as_another_appointment_changes_what_may_be_done(app) {
        let client = app.client(StreetSecretary, STREET).await;
        app.client(CommunitySecretary, COMMUNITY).await;
        let session = client.get("/session").await.body;
        let other = session["appointments"].as_array().expect("appointments").iter()
            .find(|a| a["kind"] == "community_secretary").expect("the second appointment")["id"].clone();
        let switched = client.put("/session/appointment", json!({ "appointment_id": other })).await;
        assert_eq!(switched.status, StatusCode::OK);
        assert_eq!(switched.body["appointment"]["place"]["name"], COMMUNITY);
        assert_eq!(client.get("/session").await.body["appointment"]["kind"], "community_secretary");
        assert_eq!(client.get("/units").await.body["total"], 2);
        let foreign = json!({ "appointment_id": uuid::Uuid::nil() });
        assert_eq!(client.put("/session/appointment", foreign).await.status, StatusCode::NOT_FOUND);
    }

    async fn signing_out_ends_the_session(app) {
        let client = app.client(Auditor, DISTRICT).await;
        assert_eq!(client.send(Method::DELETE, "/session", None, &[]).await.status, StatusCode::NO_CONTENT);
        assert_eq!(client.get("/session").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_cookie_from_another_site_writes_nothing(app) {
        let token = app.link(StreetSecretary, STREET).await;
        let signed = app.nobody().post("/session", json!({ "token": token })).await;
        let cookie = signed.headers[header::SET_COOKIE].to_str().expect("a cookie").split(';').next().expect("a pair").to_owned();
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
        let forged = app.nobody().send(Method::DELETE, "/session", None, &headers).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let headers = [("cookie", cookie.as_str())];
        assert_eq!(app.nobody().send(Method::GET, "/session", None, &headers).await.status, StatusCode::OK);
    }

    async fn an_administrator_of_the_system_sees_no_business_data(app) {
        let client = app.client(SystemAdministrator, DISTRICT).await;
        for path in ["/units", "/party-organisations", "/posts", "/divisions", "/divisions/tree", "/journal"] {
            assert_eq!(client.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(client.get("/desk").await.body["total"], 0);
    }
}
