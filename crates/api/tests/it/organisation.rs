//! `/units`, `/party-organisations`, `/posts`.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::json;
use testing::{COMMUNITY, DISTRICT, OTHER_STREET, STREET, VILLAGE, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";

on_both_engines! {
    async fn a_renamed_unit_keeps_its_past_and_the_journal_says_who(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/units", UNIT).await;
        let path = format!("/units/{id}");
        let renamed = client.patch(&path, json!({ "version": 1, "name": "安泰示例装备有限公司" })).await;
        assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.body);
        assert_eq!((&renamed.body["name"], &renamed.body["version"]), (&json!("安泰示例装备有限公司"), &json!(2)));
        assert_eq!(renamed.body["periods"].as_array().expect("periods").len(), 2);

        let before = client.get(&format!("{path}?as_of=2026-03-17")).await.body;
        assert_eq!(before["name"], UNIT);
        assert_eq!(client.get("/units?as_of=2026-03-17").await.body["items"][0]["name"], UNIT);

        let entry = client.get(&format!("{path}/history")).await.body["items"][0].clone();
        assert_eq!(entry["operation"], "unit.edit");
        assert_eq!(entry["person"]["name"], "命令行");
        assert_eq!((&entry["appointment"]["kind"], &entry["appointment"]["place"]), (&json!("street_secretary"), &json!(STREET)));
        assert_eq!(entry["before"], json!({ "name": UNIT }));
        assert_eq!(entry["after"], json!({ "name": "安泰示例装备有限公司", "effective_on": "2026-03-18" }));
    }

    async fn another_street_neither_sees_nor_touches_a_unit(app) {
        let own = app.client(StreetSecretary, STREET).await;
        let id = own.id_of("/units", UNIT).await;
        let beside = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(beside.get(&format!("/units/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(beside.get(&format!("/units/{id}/history")).await.status, StatusCode::NOT_FOUND);
        let rename = json!({ "version": 1, "name": "别的名字" });
        assert_eq!(beside.patch(&format!("/units/{id}"), rename).await.status, StatusCode::NOT_FOUND);
        let street = own.id_of("/divisions", STREET).await;
        assert_eq!(beside.get(&format!("/units?within={street}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(beside.get("/units").await.body["total"], 1);
    }

    async fn what_is_seen_but_not_allowed_is_forbidden(app) {
        let liaison = app.client(Liaison, UNIT).await;
        let id = liaison.id_of("/units", UNIT).await;
        assert_eq!(liaison.get("/units").await.body["total"], 1);
        let end = json!({ "version": 1, "on": "2026-03-18", "reason": "注销" });
        assert_eq!(liaison.post(&format!("/units/{id}/close"), end).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_stale_version_changes_nothing(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/units", UNIT).await;
        let path = format!("/units/{id}");
        assert_eq!(client.patch(&path, json!({ "version": 1, "address": "一路1号" })).await.status, StatusCode::OK);
        let stale = client.patch(&path, json!({ "version": 1, "address": "二路2号" })).await;
        assert_eq!((stale.status, &stale.body["code"]), (StatusCode::CONFLICT, &json!("version.stale")));
        assert_eq!(client.get(&path).await.body["address"], "一路1号");
        let entries = client.get(&format!("{path}/history")).await.body["total"].clone();
        assert_eq!(entries, 2);
    }

    async fn pages_by_key_cover_the_list_once(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let mut names = Vec::new();
        let mut path = "/units?limit=2".to_owned();
        loop {
            let page = client.get(&path).await.body;
            assert_eq!(page["total"], 5);
            names.extend(page["items"].as_array().expect("rows").iter().map(|row| row["name"].as_str().expect("a name").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/units?limit=2&after={next}");
        }
        assert_eq!(names, [UNIT, "北山示例小学", "甲街道办事处", "乙地示例商贸有限公司", "驻甲示例部队"]);
        let schools = client.get("/units?type=school").await.body;
        assert_eq!((&schools["total"], &schools["items"][0]["name"]), (&json!(1), &json!("北山示例小学")));
        assert_eq!(client.get("/units?name=%E7%A4%BA%E4%BE%8B%20%E6%9C%BA%E6%A2%B0").await.body["total"], 1);
        assert_eq!(client.get("/units?as_of=2017-12-31").await.body["total"], 4);
    }

    async fn a_unit_is_created_moved_and_closed(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (community, village) = (client.id_of("/divisions", COMMUNITY).await, client.id_of("/divisions", VILLAGE).await);
        let new = json!({ "name": "新开示例超市", "type": "private_enterprise", "division_id": community, "industry_code": "35" });
        let made = client.post("/units", new.clone()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(made.body["street"]["name"], STREET);
        let twice = client.post("/units", new).await;
        assert_eq!(twice.body["code"], "unit.name_taken");
        let path = format!("/units/{}", made.body["id"].as_str().expect("an id"));
        let moved = client.patch(&path, json!({ "version": 1, "division_id": village })).await;
        assert_eq!(moved.body["division"]["name"], VILLAGE, "{}", moved.body);
        let closed = client.post(&format!("{path}/close"), json!({ "version": 2, "on": "2026-03-20", "reason": "停业" })).await;
        assert_eq!(closed.body["valid_to"], "2026-03-20", "{}", closed.body);
        assert_eq!(client.get("/units?as_of=2026-03-20").await.body["total"], 4);
        assert_eq!(client.patch(&path, json!({ "version": 3, "name": "晚了" , "effective_on": "2026-04-01" })).await.body["code"], "period.closed");
        let unknown = json!({ "name": "某", "type": "school", "division_id": community, "industry_code": "99" });
        assert_eq!(client.post("/units", unknown).await.body["code"], "industry.unknown");
    }

    async fn a_military_unit_keeps_its_secrets(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let street = client.id_of("/divisions", STREET).await;
        let community = client.id_of("/divisions", COMMUNITY).await;
        let told = json!({ "name": "某部", "type": "military_police", "division_id": street, "address": "某路1号" });
        assert_eq!(client.post("/units", told).await.body["code"], "unit.military_field");
        let placed = json!({ "name": "某部", "type": "military_police", "division_id": community });
        assert_eq!(client.post("/units", placed).await.body["code"], "unit.military_place");
        let host = client.id_of("/units", "驻甲示例部队").await;
        let party = json!({ "name": "中共某部支部", "rank": "branch", "division_id": street, "unit_id": host });
        assert_eq!(client.post("/party-organisations", party).await.body["code"], "party_organisation.military");
    }

    async fn party_organisations_live_from_founding_to_closing(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let division = client.id_of("/divisions", COMMUNITY).await;
        let superior = client.id_of("/party-organisations", "中共甲街道工作委员会").await;
        let new = json!({ "name": "中共甲一社区总支部", "rank": "general_branch", "division_id": division, "superior_id": superior });
        let made = client.post("/party-organisations", new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let path = format!("/party-organisations/{}", made.body["id"].as_str().expect("an id"));
        let counted = client.post(&format!("{path}/counts"), json!({ "counted_on": "2026-03-01", "branches": 2, "members": 31 })).await;
        assert_eq!(counted.body["count"]["members"], 31, "{}", counted.body);
        let raised = client.patch(&path, json!({ "version": 1, "rank": "committee" })).await;
        assert_eq!(raised.body["rank"], "committee", "{}", raised.body);
        let circle = client.patch(&format!("/party-organisations/{superior}"),
            json!({ "version": 1, "superior_id": made.body["id"] })).await;
        assert_eq!(circle.body["code"], "party_organisation.superior_cycle");
        let leader = json!({ "version": 1, "on": "2026-03-20", "reason": "撤销" });
        assert_eq!(client.post(&format!("/party-organisations/{superior}/close"), leader).await.body["code"], "party_organisation.has_below");
        let closed = client.post(&format!("{path}/close"), json!({ "version": 2, "on": "2026-03-20", "reason": "撤并" })).await;
        assert_eq!(closed.body["valid_to"], "2026-03-20", "{}", closed.body);
        assert_eq!(client.get("/party-organisations").await.body["total"], 3);
        assert_eq!(client.get("/party-organisations?as_of=2026-03-20").await.body["total"], 2);
    }

    async fn a_post_changes_hands_and_falls_vacant(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let vacant = client.get("/posts?vacant=true").await.body;
        assert_eq!(vacant["total"], 1);
        let post = vacant["items"][0].clone();
        let path = format!("/posts/{}/holder", post["id"].as_str().expect("an id"));
        let filled = client.put(&path, json!({ "version": 1, "person_name": "赵示三", "from": "2026-03-01" })).await;
        assert_eq!(filled.body["holder"]["name"], "赵示三", "{}", filled.body);
        assert_eq!(client.get("/posts?vacant=true").await.body["total"], 0);
        assert_eq!(client.get("/posts?vacant=true&as_of=2026-02-28").await.body["total"], 1);
        let early = client.put(&path, json!({ "version": 2, "person_name": "钱示四", "from": "2026-03-01" })).await;
        assert_eq!(early.body["code"], "post.holder_overlap");
        let empty = client.put(&path, json!({ "version": 2, "from": "2026-03-10" })).await;
        assert!(empty.body["holder"].is_null(), "{}", empty.body);
    }

    async fn a_community_sees_its_own_units_only(app) {
        let client = app.client(CommunitySecretary, COMMUNITY).await;
        assert_eq!(client.get("/units").await.body["total"], 2);
        let village = client.id_of("/divisions", VILLAGE).await;
        let beside = json!({ "name": "某校", "type": "school", "division_id": village });
        assert_eq!(client.post("/units", beside).await.status, StatusCode::NOT_FOUND);
    }

    async fn the_desk_names_what_is_missing(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let desk = client.get("/desk").await.body;
        let kinds: Vec<_> = desk["items"].as_array().expect("items").iter().map(|item| item["kind"].as_str().expect("a kind").to_owned()).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "post_vacant").count(), 1, "{desk}");
        assert_eq!(kinds.iter().filter(|kind| *kind == "count_stale").count(), 2, "{desk}");
        assert_eq!(kinds.iter().filter(|kind| *kind == "credit_code_missing").count(), 2, "{desk}");
        assert_eq!(desk["total"], kinds.len());
    }
}
