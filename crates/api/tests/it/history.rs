//! Former versions of an object, and giving one back.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{Auditor, CommunitySecretary, DistrictAdministrator, StreetSecretary};
use serde_json::{Value, json};
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, VILLAGE, on_both_engines};

async fn entries(client: &Client, path: &str) -> Vec<Value> {
    let answer = client.get(&format!("{path}/history?limit=200")).await;
    answer.body["items"].as_array().expect("entries").clone()
}

/// The number of the entry that made the object.
async fn creation(client: &Client, path: &str) -> i64 {
    let entries = entries(client, path).await;
    let made = entries
        .iter()
        .find(|entry| entry["operation"].as_str().is_some_and(|word| word.ends_with(".create")));
    made.and_then(|entry| entry["sequence"].as_i64()).expect("a number")
}

async fn edited(client: &Client, path: &str, mut change: Value) -> Value {
    change["version"] = client.get(path).await.body["version"].clone();
    let answer = client.patch(path, change).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

on_both_engines! {
    async fn the_first_version_of_a_unit_comes_back_from_today_on(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/units", "北山示例小学").await;
        let path = format!("/units/{id}");
        let first = creation(&client, &path).await;
        let village = client.id_of("/divisions", VILLAGE).await;
        edited(&client, &path, json!({ "name": "北山示例学校", "address": "某路1号", "effective_on": "2026-03-01" })).await;
        edited(&client, &path, json!({ "division_id": village, "effective_on": "2026-03-10" })).await;

        let shown = client.get(&format!("{path}/version?sequence={first}")).await.body;
        assert_eq!(shown["obstacle"], Value::Null);
        let names = |side: &Value| (side["name"].clone(), side["division"]["name"].clone(), side["address"].clone());
        assert_eq!(names(&shown["now"]), (json!("北山示例学校"), json!(VILLAGE), json!("某路1号")));
        assert_eq!(names(&shown["then"]), (json!("北山示例小学"), json!(COMMUNITY), Value::Null));
        assert_eq!(shown["then"].as_object().expect("fields").len(), 3, "only what differs");

        let version = client.get(&path).await.body["version"].clone();
        let wanted = json!({ "version": version, "sequence": first, "reason": "误改" });
        let mut unreasoned = wanted.clone();
        unreasoned["reason"] = json!(" ");
        assert_eq!(client.post(&format!("{path}/restore"), unreasoned).await.body["code"], "reason.empty");
        let done = client.post(&format!("{path}/restore"), wanted.clone()).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
        let unit = client.get(&path).await.body;
        assert_eq!((&unit["name"], &unit["division"]["name"], &unit["address"]), (&json!("北山示例小学"), &json!(COMMUNITY), &Value::Null));
        let past = client.get(&format!("{path}?as_of=2026-03-12")).await.body;
        assert_eq!((&past["name"], &past["division"]["name"]), (&json!("北山示例学校"), &json!(VILLAGE)), "the past stays");

        let entry = &entries(&client, &path).await[0];
        assert_eq!((&entry["operation"], &entry["reason"]), (&json!("unit.edit"), &json!("误改")));
        assert_eq!(entry["after"]["restored"], first);
        let again = client.post(&format!("{path}/restore"), wanted).await;
        assert_eq!(again.body["code"], "version.same");
    }

    async fn restoring_needs_what_editing_needs(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/units", "北山示例小学").await;
        let path = format!("/units/{id}");
        let first = creation(&client, &path).await;
        edited(&client, &path, json!({ "address": "某路1号" })).await;
        let wanted = json!({ "version": 2, "sequence": first, "reason": "误改" });
        let stranger = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(stranger.post(&format!("{path}/restore"), wanted.clone()).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.get(&format!("{path}/version?sequence={first}")).await.status, StatusCode::NOT_FOUND);
        let auditor = app.client(Auditor, DISTRICT).await;
        assert_eq!(auditor.post(&format!("{path}/restore"), wanted.clone()).await.status, StatusCode::NOT_FOUND);
        let mut stale = wanted.clone();
        stale["version"] = json!(1);
        assert_eq!(client.post(&format!("{path}/restore"), stale).await.status, StatusCode::CONFLICT);
        let mut foreign = wanted;
        foreign["sequence"] = json!(first + 1);
        assert_eq!(client.post(&format!("{path}/restore"), foreign).await.body["code"], "version.not_one");
    }

    async fn what_has_ended_says_why_it_does_not_come_back(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/units", "北山示例小学").await;
        let path = format!("/units/{id}");
        let first = creation(&client, &path).await;
        edited(&client, &path, json!({ "address": "某路1号" })).await;
        let close = json!({ "version": 2, "on": "2026-03-19", "reason": "停办" });
        assert_eq!(client.post(&format!("{path}/close"), close).await.status, StatusCode::OK);
        let shown = client.get(&format!("{path}/version?sequence={first}")).await.body;
        assert_eq!(shown["obstacle"]["code"], "period.closed");
        let wanted = json!({ "version": 3, "sequence": first, "reason": "误改" });
        assert_eq!(client.post(&format!("{path}/restore"), wanted).await.body["code"], "period.closed");
    }

    async fn a_superior_and_a_host_unit_come_back_as_who_they_are(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let id = client.id_of("/party-organisations", "中共安泰示例机械有限公司委员会").await;
        let path = format!("/party-organisations/{id}");
        let was = client.get(&path).await.body;
        let first = creation(&client, &path).await;
        // A count is an entry, but no version.
        let count = json!({ "counted_on": "2025-12-31", "branches": 5, "members": 91 });
        client.post(&format!("{path}/counts"), count).await;
        edited(&client, &path, json!({ "superior_id": null, "unit_id": null, "rank": "general_branch" })).await;
        let version = client.get(&path).await.body["version"].clone();
        let wanted = json!({ "version": version, "sequence": first, "reason": "误改", "effective_on": "2026-03-18" });
        let done = client.post(&format!("{path}/restore"), wanted).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
        let now = client.get(&path).await.body;
        for field in ["superior", "unit", "rank", "name", "division"] {
            assert_eq!(now[field], was[field], "{field}");
        }
    }

    async fn a_division_gets_its_name_back(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let id = client.id_of("/divisions", VILLAGE).await;
        let path = format!("/divisions/{id}");
        let first = creation(&client, &path).await;
        edited(&client, &path, json!({ "name": "新二村委会", "effective_on": "2026-03-01" })).await;
        let version = client.get(&path).await.body["version"].clone();
        let wanted = json!({ "version": version, "sequence": first, "reason": "误改" });
        let done = client.post(&format!("{path}/restore"), wanted).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
        assert_eq!(client.get(&path).await.body["name"], VILLAGE);
        let entry = &entries(&client, &path).await[0];
        assert_eq!((&entry["reason"], &entry["after"]["restored"]), (&json!("误改"), &json!(first)));
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let wanted = json!({ "version": 9, "sequence": first, "reason": "误改" });
        assert_eq!(community.post(&format!("{path}/restore"), wanted).await.status, StatusCode::FORBIDDEN);
    }
}
