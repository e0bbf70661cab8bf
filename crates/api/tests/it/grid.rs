//! `/divisions`, `/observations`.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, StreetSecretary};
use serde_json::json;
use testing::{COMMUNITY, DISTRICT, STREET, VILLAGE, on_both_engines};

on_both_engines! {
    async fn a_village_becomes_a_community_and_stays_the_same_division(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/divisions", VILLAGE).await;
        let path = format!("/divisions/{id}");
        let change = json!({ "version": 1, "kind": "community", "name": "甲二社区居委会", "code": "990101001002", "effective_on": "2019-01-01" });
        let converted = client.patch(&path, change).await;
        assert_eq!(converted.status, StatusCode::OK, "{}", converted.body);
        let then = client.get(&format!("{path}?as_of=2018-12-31")).await.body;
        assert_eq!((&then["kind"], &then["code"]), (&json!("village"), &json!("990101001200")));
        let street = client.id_of("/divisions", STREET).await;
        let figures = |day: &str| format!("/statistics/{street}?as_of={day}");
        assert_eq!(client.get(&figures("2018-12-31")).await.body["divisions"]["villages"], 1);
        assert_eq!(client.get(&figures("2019-01-01")).await.body["divisions"], json!({ "streets": 0, "communities": 2, "villages": 0 }));
        assert_eq!(client.get(&figures("2019-01-01")).await.body["population"]["registered"], 500);
    }

    async fn a_division_is_created_only_where_it_belongs_and_dissolved_only_when_empty(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let (district, street) = (client.id_of("/divisions", DISTRICT).await, client.id_of("/divisions", STREET).await);
        let wrong = json!({ "parent_id": district, "name": "某社区", "kind": "community" });
        assert_eq!(client.post("/divisions", wrong).await.body["code"], "division.parent_level");
        let taken = json!({ "parent_id": street, "name": "某社区", "kind": "community", "code": "990101001001" });
        assert_eq!(client.post("/divisions", taken).await.body["code"], "division.code_taken");
        let new = json!({ "parent_id": street, "name": "甲三社区", "kind": "community", "code": "990101001003", "valid_from": "2026-03-01" });
        let made = client.post("/divisions", new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let full = client.post(&format!("/divisions/{street}/dissolve"), json!({ "version": 1, "on": "2026-04-01", "reason": "调整" })).await;
        assert_eq!(full.body["code"], "division.not_empty");
        let path = format!("/divisions/{}/dissolve", made.body["id"].as_str().expect("an id"));
        assert_eq!(client.post(&path, json!({ "version": 1, "on": "2026-04-01", "reason": " " })).await.body["code"], "reason.empty");
        let ended = client.post(&path, json!({ "version": 1, "on": "2026-04-01", "reason": "合并" })).await;
        assert_eq!(ended.status, StatusCode::NO_CONTENT, "{}", ended.body);
        assert_eq!(client.get("/divisions?kind=community&as_of=2026-03-31").await.body["total"], 3);
        assert_eq!(client.get("/divisions?kind=community&as_of=2026-04-01").await.body["total"], 2);
    }

    async fn a_community_may_not_rename_itself(app) {
        let client = app.client(CommunitySecretary, COMMUNITY).await;
        let id = client.id_of("/divisions", COMMUNITY).await;
        let answer = client.patch(&format!("/divisions/{id}"), json!({ "version": 1, "name": "好社区" })).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }

    async fn the_tree_holds_the_whole_district(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let tree = client.get("/divisions/tree").await.body;
        let nodes = tree["nodes"].as_array().expect("nodes");
        assert_eq!(nodes.len(), 6);
        let of = |name: &str| nodes.iter().find(|node| node["name"] == name).expect("a node");
        assert_eq!((&of(STREET)["units"], &of(STREET)["longitude"]), (&json!(4), &json!(121.5)));
        assert!(of("乙街道")["units"].is_null(), "another street's units are not counted for this caller");
    }

    async fn an_observation_is_recorded_corrected_and_checked(app) {
        let client = app.client(CommunitySecretary, COMMUNITY).await;
        let id = client.id_of("/divisions", COMMUNITY).await;
        let new = |value: f64, day: &str| json!({ "division_id": id, "series": "population_registered", "observed_on": day, "value": value, "source": "年报" });
        assert_eq!(client.post("/observations", new(310.0, "2020-12-31")).await.status, StatusCode::CREATED);
        assert_eq!(client.post("/observations", new(312.0, "2020-12-31")).await.status, StatusCode::CREATED);
        assert_eq!(client.post("/observations", new(0.5, "2020-12-31")).await.body["code"], "number.not_whole");
        assert_eq!(client.post("/observations", new(1.0, "2027-01-01")).await.body["code"], "date.in_future");
        let list = client.get(&format!("/observations?within={id}&series=population_registered")).await.body;
        assert_eq!(list["total"], 2);
        assert_eq!(list["items"][0]["value"], 312.0);
    }
}
