//! How errors are said.

use axum::http::{Method, StatusCode, header};
use domain::access::AppointmentKind::StreetSecretary;
use serde_json::json;
use testing::{COMMUNITY, STREET, on_both_engines};

on_both_engines! {
    async fn a_refusal_names_field_rule_and_way_out_in_the_readers_language(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let division = client.id_of("/divisions", COMMUNITY).await;
        let unit = json!({ "name": "甲示例有限公司", "type": "private_enterprise", "division_id": division, "credit_code": "9121" });
        let chinese = client.post("/units", unit.clone()).await;
        assert_eq!(chinese.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(chinese.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!((&chinese.body["code"], &chinese.body["field"]), (&json!("credit_code.length"), &json!("credit_code")));
        assert!(chinese.body["detail"].as_str().expect("text").contains("不是18位"));
        let english = client.send(Method::POST, "/units", Some(unit), &[("accept-language", "en-GB")]).await;
        assert!(english.body["hint"].as_str().expect("text").contains("none is missing"));
        assert_eq!(client.get("/units?name=%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8").await.body["total"], 1);
    }

    async fn what_cannot_be_read_is_said_and_never_a_500(app) {
        let client = app.client(StreetSecretary, STREET).await;
        for (method, path, body, status) in [
            (Method::GET, "/units?limit=many", None, 400),
            (Method::GET, "/units?type=castle", None, 400),
            (Method::GET, "/units?as_of=2018-13-01", None, 400),
            (Method::GET, "/units?after=zz", None, 400),
            (Method::GET, "/units/not-an-id", None, 404),
            (Method::GET, "/nothing/here", None, 404),
            (Method::POST, "/units", Some(json!({ "name": "x" })), 422),
            (Method::POST, "/units", Some(json!([])), 422),
        ] {
            let answer = client.send(method, path, body, &[]).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
        }
    }
}
