//! `/units/duplicates`, `/units/{id}/merge`, `/units/distinct`, and what is never kept of a military or police unit.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";
const TWIN: &str = "示例市安泰示例机械有限责任公司";
const MILITARY: &str = "驻甲示例部队";

async fn twin(client: &Client) -> String {
    let division = client.id_of("/divisions", "甲二村委会").await;
    let new = json!({ "name": TWIN, "type": "private_enterprise", "division_id": division, "valid_from": "2018-01-01" });
    let made = client.post("/units", new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.body["id"].as_str().expect("an id").to_owned()
}

fn merge(twin: &str, on: &str) -> Value {
    json!({ "version": 1, "other_id": twin, "other_version": 1, "on": on, "reason": "重复录入" })
}

on_both_engines! {
    async fn two_records_of_one_unit_are_found_and_merged_and_both_pasts_stay(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (kept, other) = (client.id_of("/units", UNIT).await, twin(&client).await);
        app.import(Kind::People, &format!(
            "organisation,post_kind,post_title,person,person_ref,valid_from,valid_to\n{TWIN},liaison,联络员,赵示九,P9,2018-02-01,\n{TWIN},head,总经理,钱示八,P8,2018-02-01,\n")).await;
        app.import(Kind::PartyOrganisations, &format!(
            "name,rank,superior,unit,division_code,valid_from\n中共安泰第二支部,branch,,{TWIN},990101001200,2018-03-01\n")).await;
        let liaison = app.client(Liaison, TWIN).await;
        assert_eq!(liaison.get(&format!("/units/{other}")).await.status, StatusCode::OK);

        let pairs = client.get("/units/duplicates").await.body;
        assert_eq!((&pairs["total"], &pairs["items"][0]["alike"]), (&json!(1), &json!(["name"])), "{pairs}");
        let path = format!("/units/{kept}/merge");
        let both = client.post(&path, merge(&other, "2026-03-01")).await;
        assert_eq!(both.body["code"], "unit.merge_liaison");
        assert_eq!(client.post(&path, merge(&kept, "2026-03-01")).await.body["code"], "unit.merge_self");
        assert_eq!(client.post(&path, merge(&other, "2027-03-01")).await.body["code"], "date.in_future");
        let mut command = merge(&other, "2026-03-01");
        command["liaison"] = json!("merged");
        let done = client.post(&path, command.clone()).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);

        // The one that stays: liaison, post and Party organisation of the other, and what it was.
        let posts = done.body["posts"].as_array().expect("posts");
        let held: Vec<_> = posts.iter().map(|post| (post["title"].as_str().expect("a title"), post["holder"]["name"].as_str())).collect();
        assert_eq!(held, [("总经理", Some("钱示八")), ("联络员", Some("赵示九"))]);
        assert_eq!(done.body["party_organisations"].as_array().expect("parties").len(), 2);
        assert_eq!((&done.body["merged"][0]["name"], &done.body["merged"][0]["on"]), (&json!(TWIN), &json!("2026-03-01")));
        let past: Vec<_> = done.body["held"].as_array().expect("held").iter().map(|h| (h["name"].as_str().expect("a name"), h["to"].as_str())).collect();
        assert_eq!(past, [("钱示八", None), ("赵示九", None), ("李示二", Some("2026-03-01"))]);

        // The one that went: ended, readable, pointing on.
        let gone = client.get(&format!("/units/{other}")).await.body;
        assert_eq!((&gone["valid_to"], &gone["merged_into"]["name"]), (&json!("2026-03-01"), &json!(UNIT)));
        let before = client.get(&format!("/units/{other}?as_of=2026-02-28")).await.body;
        assert_eq!(before["posts"].as_array().expect("posts").len(), 2);
        assert_eq!(before["party_organisations"].as_array().expect("parties").len(), 1);
        assert_eq!(client.get("/units").await.body["total"], 4);
        assert_eq!(client.get("/units/duplicates").await.body["total"], 0);

        // Who acted for the one that went acts on for the one that stays.
        assert_eq!(liaison.get(&format!("/units/{kept}")).await.status, StatusCode::OK);
        let history = client.get(&format!("/units/{other}/history")).await.body["items"][0].clone();
        assert_eq!((&history["operation"], &history["reason"]), (&json!("unit.merge"), &json!("重复录入")));
        assert_eq!(history["after"], json!({ "valid_to": "2026-03-01", "merged_into": UNIT }));
        let auditor = app.client(domain::access::AppointmentKind::Auditor, DISTRICT).await;
        assert_eq!(auditor.get("/journal?operation=unit.merge").await.body["total"], 9);
        assert_eq!(client.post(&path, command).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn whose_liaison_stays_is_whose_appointments_stay(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (kept, other) = (client.id_of("/units", UNIT).await, twin(&client).await);
        app.import(Kind::People, &format!(
            "organisation,post_kind,post_title,person,person_ref,valid_from,valid_to\n{TWIN},liaison,联络员,赵示九,P9,2018-02-01,\n")).await;
        let mut command = merge(&other, "2026-03-18");
        command["liaison"] = json!("kept");
        let done = client.post(&format!("/units/{kept}/merge"), command).await;
        assert_eq!(done.body["posts"][0]["holder"]["name"], "李示二", "{}", done.body);
        assert_eq!(done.body["posts"].as_array().expect("posts").len(), 1);
        let gone = client.get(&format!("/units/{other}")).await.body;
        assert_eq!(gone["held"][0]["to"], "2026-03-18");
    }

    async fn a_pair_that_is_two_is_not_shown_again(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (kept, other) = (client.id_of("/units", UNIT).await, twin(&client).await);
        let pair = json!({ "first_id": kept, "second_id": other });
        assert_eq!(client.post("/units/distinct", pair.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(client.get("/units/duplicates").await.body["total"], 0);
        assert_eq!(client.post("/units/distinct", pair).await.body["code"], "unit.distinct_already");
        let entry = client.get(&format!("/units/{other}/history")).await.body["items"][0].clone();
        assert_eq!((&entry["operation"], &entry["after"]["distinct_from"]), (&json!("unit.distinguish"), &json!(UNIT)));
    }

    async fn only_who_sees_both_and_may_merges(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (kept, other) = (client.id_of("/units", UNIT).await, twin(&client).await);
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        assert_eq!(community.get("/units/duplicates").await.status, StatusCode::FORBIDDEN);
        assert_eq!(community.post(&format!("/units/{kept}/merge"), merge(&other, "2026-03-18")).await.status, StatusCode::FORBIDDEN);
        let beside = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(beside.post(&format!("/units/{kept}/merge"), merge(&other, "2026-03-18")).await.status, StatusCode::NOT_FOUND);
        let stale = json!({ "version": 7, "other_id": other, "other_version": 1, "reason": "重复" });
        assert_eq!(client.post(&format!("/units/{kept}/merge"), stale).await.body["code"], "version.stale");
        let elsewhere = app.client(DistrictAdministrator, DISTRICT).await.id_of("/units", "乙地示例商贸有限公司").await;
        assert_eq!(client.post(&format!("/units/{kept}/merge"), merge(&elsewhere, "2026-03-18")).await.status, StatusCode::NOT_FOUND);
    }

    async fn of_a_military_unit_nothing_but_name_and_liaison_is_ever_kept(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (street, community) = (client.id_of("/divisions", STREET).await, client.id_of("/divisions", COMMUNITY).await);
        let military = client.id_of("/units", MILITARY).await;
        // A unit of which more was recorded cannot become one: its past would stay readable.
        let silent = |id: String, version: i64| { let (client, street) = (client.clone(), street.clone()); async move {
            client.patch(&format!("/units/{id}"), json!({ "version": version, "type": "military_police", "division_id": street, "address": "", "industry_code": "", "effective_on": "2026-03-20" })).await.body["code"].clone()
        } };
        let unit = client.id_of("/units", UNIT).await;
        assert_eq!(silent(unit.clone(), 1).await, "unit.military_history");
        let new = json!({ "name": "某机关", "type": "agency", "division_id": street, "address": "一路1号" });
        let told = client.post("/units", new).await.body["id"].as_str().expect("an id").to_owned();
        let plain = json!({ "version": 1, "type": "military_police" });
        assert_eq!(client.patch(&format!("/units/{told}"), plain.clone()).await.body["code"], "unit.military_field");
        assert_eq!(silent(told.clone(), 1).await, "unit.military_history");
        // Not even after the address was removed.
        assert_eq!(client.patch(&format!("/units/{told}"), json!({ "version": 1, "address": "", "effective_on": "2026-03-19" })).await.status, StatusCode::OK);
        assert_eq!(silent(told, 2).await, "unit.military_history");
        let clean = json!({ "name": "某队", "type": "agency", "division_id": street });
        let clean = client.post("/units", clean).await.body["id"].as_str().expect("an id").to_owned();
        assert_eq!(client.patch(&format!("/units/{clean}"), plain).await.status, StatusCode::OK);

        for (field, value) in [("address", json!("某路1号")), ("credit_code", json!("91210211MA0000000X")), ("industry_code", json!("35")), ("division_id", json!(community))] {
            let refused = client.patch(&format!("/units/{military}"), json!({ "version": 1, field: value })).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", refused.body);
        }
        let party = client.id_of("/party-organisations", "中共甲街道工作委员会").await;
        let hosted = client.patch(&format!("/party-organisations/{party}"), json!({ "version": 1, "unit_id": military })).await;
        assert_eq!(hosted.body["code"], "party_organisation.military");
        let merged = client.post(&format!("/units/{unit}/merge"), merge(&military, "2026-03-18")).await;
        assert_eq!(merged.body["code"], "unit.merge_military");
        let reversed = client.post(&format!("/units/{military}/merge"), merge(&unit, "2026-03-18")).await;
        assert_eq!(reversed.body["code"], "unit.merge_military");

        // Every export and the journal: the public name, and nothing else.
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let text = district.get("/units/export?format=csv&type=military_police").await.body;
        assert!(text.as_str().expect("a text").lines().skip(1).all(|line| line.ends_with(&format!("军警单位,{STREET},{STREET},"))), "{text}");
        let auditor = app.client(domain::access::AppointmentKind::Auditor, DISTRICT).await;
        let entries = auditor.get(&format!("/journal?object_id={military}")).await.body;
        for entry in entries["items"].as_array().expect("entries") {
            let after = entry["after"].as_object().cloned().unwrap_or_default();
            assert!(after.keys().all(|key| ["name", "type", "division", "valid_from"].contains(&key.as_str())), "{entry}");
        }
    }

    async fn only_the_liaison_of_a_military_unit_has_a_holder(app) {
        let client = app.client(StreetSecretary, STREET).await;
        app.import(Kind::People, &format!(
            "organisation,post_kind,post_title,person,person_ref,valid_from,valid_to\n{MILITARY},liaison,联络员,,,,\n")).await;
        let unit = client.id_of("/units", MILITARY).await;
        let post = client.get(&format!("/units/{unit}")).await.body["posts"][0].clone();
        let path = format!("/posts/{}/holder", post["id"].as_str().expect("an id"));
        assert_eq!(client.put(&path, json!({ "version": 1, "person_name": "周示七", "from": "2026-03-01" })).await.status, StatusCode::OK);
        // Whatever else stands in the database: nobody can be given such a post.
        app.run("UPDATE post SET kind = 'head' WHERE title = '联络员' AND unit_id = (SELECT unit_id FROM unit_period WHERE name = '驻甲示例部队')", vec![]).await;
        let refused = client.put(&path, json!({ "version": 2, "person_name": "吴示六", "from": "2026-03-10" })).await;
        assert_eq!(refused.body["code"], "post.military");
    }

    async fn a_superior_and_a_host_unit_can_be_cleared_and_the_past_says_what_they_were(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/party-organisations", "中共安泰示例机械有限公司委员会").await;
        let path = format!("/party-organisations/{id}");
        let same = client.patch(&path, json!({ "version": 1, "name": "中共安泰委员会" })).await;
        assert_eq!((&same.body["superior"]["name"], &same.body["unit"]["name"]), (&json!("中共甲街道工作委员会"), &json!(UNIT)), "{}", same.body);
        let cleared = client.patch(&path, json!({ "version": 2, "superior_id": null, "unit_id": null, "effective_on": "2026-03-20" })).await;
        assert_eq!(cleared.status, StatusCode::OK, "{}", cleared.body);
        assert!(cleared.body["superior"].is_null() && cleared.body["unit"].is_null(), "{}", cleared.body);
        let periods = cleared.body["periods"].as_array().expect("periods");
        let lines: Vec<_> = periods.iter().map(|p| (p["superior"]["name"].as_str(), p["unit"]["name"].as_str())).collect();
        let before = (Some("中共甲街道工作委员会"), Some(UNIT));
        assert_eq!(lines, [before, before, (None, None)]);
        let entry = client.get(&format!("{path}/history")).await.body["items"][0].clone();
        let was = |field: &str| entry["before"][field]["name"].as_str();
        assert_eq!((was("superior"), was("unit")), before);
        assert_eq!(entry["after"], json!({ "superior": null, "unit": null, "effective_on": "2026-03-20" }));
        let school = client.id_of("/units", "北山示例小学").await;
        let hosted = client.patch(&path, json!({ "version": 3, "unit_id": school, "effective_on": "2026-03-20" })).await;
        assert_eq!(hosted.body["unit"]["name"], "北山示例小学", "{}", hosted.body);
    }

    async fn the_past_holders_of_a_post_stay_on_the_page(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let id = client.id_of("/units", UNIT).await;
        let post = client.get(&format!("/units/{id}")).await.body["posts"][0].clone();
        let path = format!("/posts/{}/holder", post["id"].as_str().expect("an id"));
        assert_eq!(client.put(&path, json!({ "version": 1, "person_name": "孙示五", "from": "2026-03-01" })).await.status, StatusCode::OK);
        let held = client.get(&format!("/units/{id}")).await.body["held"].clone();
        let names: Vec<_> = held.as_array().expect("held").iter().map(|h| (h["name"].as_str().expect("a name"), h["from"].as_str().expect("a day"), h["to"].as_str())).collect();
        assert_eq!(names, [("孙示五", "2026-03-01", None), ("李示二", "2018-01-01", Some("2026-03-01"))]);
    }
}

on_both_engines! {
    async fn memberships_seats_and_attendance_follow_the_unit_that_stays(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (kept, other) = (client.id_of("/units", UNIT).await, twin(&client).await);
        app.import(Kind::People, &format!(
            "organisation,post_kind,post_title,person,person_ref,valid_from,valid_to\n{TWIN},liaison,联络员,赵示九,P9,2018-02-01,\n{TWIN},head,总经理,钱示八,P8,2018-02-01,\n")).await;
        for (kind, text) in [
            (Kind::Consortia, "name,division_code,valid_from,document\n甲二村联合体,990101001200,2017-03-15,\n".to_owned()),
            (Kind::Members, format!("consortium,unit,applied_on,consulted_on,decided_on,valid_from\n甲二村联合体,{TWIN},2018-02-05,2018-02-10,2018-02-20,2018-03-01\n")),
            (Kind::Seats, format!("consortium,kind,organisation,post_title,valid_from\n甲二村联合体,secretary,{TWIN},总经理,2018-03-15\n")),
            (Kind::Meetings, "consortium,kind,held_on,place,agenda\n甲二村联合体,joint_conference,2025-12-18,会议室,安排工作\n甲二村联合体,joint_conference,2026-03-05,会议室,安排工作\n".to_owned()),
        ] {
            app.import(kind, &text).await;
        }
        let path = format!("/consortia/{}", client.id_of("/consortia", "甲二村联合体").await);
        let mut command = merge(&other, "2026-03-01");
        command["liaison"] = json!("merged");
        // The posts that the import gave the unit raised its version.
        for (key, unit) in [("version", &kept), ("other_version", &other)] {
            command[key] = client.get(&format!("/units/{unit}")).await.body["version"].clone();
        }
        let done = client.post(&format!("/units/{kept}/merge"), command).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);

        let names = |body: &Value| {
            let members = body["member_units"].as_array().cloned().unwrap_or_default();
            let mut of: Vec<(String, String, String)> = members.iter().map(|m| {
                let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
                (word(&m["unit"]["name"]), word(&m["status"]), format!("{}/{}", m["present"], m["called"]))
            }).collect();
            of.sort();
            of
        };
        let now = client.get(&path).await.body;
        let members = names(&now);
        assert!(members.iter().any(|(name, status, _)| name == UNIT && status == "member"), "{members:?}");
        assert!(members.iter().any(|(name, status, _)| name == TWIN && status == "left"), "{members:?}");
        // The seat follows the post to the unit that stays; before the day both stay as they were.
        let seat = now["seats"].as_array().expect("seats").iter().find(|seat| seat["status"] == "filled").cloned();
        assert_eq!(seat.expect("a seat that is filled")["holder"], "钱示八", "{}", now["seats"]);
        let before = names(&client.get(&format!("{path}?as_of=2026-02-28")).await.body);
        assert!(before.iter().any(|(name, status, _)| name == TWIN && status == "member"), "{before:?}");
        // Who came on the fifth of March was the unit that stays.
        let meetings = client.get(&format!("{path}/meetings")).await.body;
        for (on, unit) in [("2026-03-05", UNIT), ("2025-12-18", TWIN)] {
            let all = meetings["items"].as_array().expect("meetings");
            let id = all.iter().find(|m| m["held_on"] == on).expect("a meeting")["id"].clone();
            let meeting = client.get(&format!("/meetings/{}", id.as_str().expect("an id"))).await.body;
            assert_eq!(meeting["attendance"][0]["unit"]["name"], unit, "{meeting}");
        }
        let auditor = app.client(domain::access::AppointmentKind::Auditor, DISTRICT).await;
        let journal = auditor.get("/journal?operation=unit.merge&limit=50").await.body;
        let kinds: Vec<_> = journal["items"].as_array().expect("entries").iter().map(|e| e["object"]["type"].clone()).collect();
        for kind in ["membership", "seat", "meeting"] {
            assert!(kinds.contains(&json!(kind)), "{kind} in {journal}");
        }
    }
}
