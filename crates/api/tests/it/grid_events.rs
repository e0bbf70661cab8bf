//! `/divisions/{id}/move`, `split`, `merge`, `events`, `/divisions/changes`, `/divisions/dates`.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{Auditor, CommunitySecretary, DistrictAdministrator, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, TestApp, VILLAGE, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";
const SCHOOL: &str = "北山示例小学";
const PARTY: &str = "中共安泰示例机械有限公司委员会";
const OTHER_COMMUNITY: &str = "乙一社区居委会";

async fn units(client: &Client, division: &str, day: &str) -> (Value, Value) {
    let counted =
        client.get(&format!("/statistics/{division}?as_of={day}")).await.body["units"]["total"].clone();
    (counted, client.get(&format!("/units?within={division}&as_of={day}")).await.body["total"].clone())
}

/// The grid is a tree on every day, and everything in it lies in the street of its division.
async fn assert_sound(app: &TestApp) {
    let found = service::grid::soundness(&app.lianhe.db).await.expect("read");
    assert_eq!((found.divisions > 5, found.broken), (true, Vec::<String>::new()));
}

fn sentences(events: &Value) -> Vec<&str> {
    let items = events["items"].as_array().expect("events");
    items.iter().map(|event| event["sentence_zh"].as_str().expect("a sentence")).collect()
}

on_both_engines! {
    async fn a_community_moves_with_everything_that_stands_in_it(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let id = client.id_of("/divisions", COMMUNITY).await;
        let (old, new) = (client.id_of("/divisions", STREET).await, client.id_of("/divisions", OTHER_STREET).await);
        let unit = client.id_of("/units", UNIT).await;
        let change = json!({ "version": 1, "on": "2020-01-01", "parent_id": new, "reason": "街道区划调整", "document": "示政发〔2019〕8号" });
        let moved = client.post(&format!("/divisions/{id}/move"), change).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
        assert_eq!((&moved.body["parent"]["name"], &moved.body["version"]), (&json!(OTHER_STREET), &json!(2)));

        let both = |n: i64| (json!(n), json!(n));
        assert_eq!(units(&client, &old, "2019-12-31").await, both(4));
        assert_eq!(units(&client, &old, "2020-01-01").await, both(2));
        assert_eq!(units(&client, &new, "2019-12-31").await, both(1));
        assert_eq!(units(&client, &new, "2020-01-01").await, both(3));
        assert_eq!(units(&client, &id, "2020-01-01").await, both(2));
        let parties = |day: &str| format!("/party-organisations?within={new}&as_of={day}");
        assert_eq!(client.get(&parties("2019-12-31")).await.body["total"], 1);
        assert_eq!(client.get(&parties("2020-01-01")).await.body["total"], 2);
        let members = |day: &str| format!("/statistics/{new}?as_of={day}");
        assert_eq!(client.get(&members("2019-12-31")).await.body["members"]["total"], 7);
        assert_eq!(client.get(&members("2020-01-01")).await.body["members"]["total"], 97);

        // Whoever leads the new street leads what stands there now, and nobody else does.
        let leads = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(leads.get(&format!("/units/{unit}")).await.body["street"]["name"], OTHER_STREET);
        let led = app.client(StreetSecretary, STREET).await;
        assert_eq!(led.get(&format!("/units/{unit}")).await.status, StatusCode::NOT_FOUND);
        // Nor does the past open a way: what is changed then reaches into the present.
        let past = json!({ "version": 2, "name": "甲一社区", "effective_on": "2018-01-01" });
        assert_eq!(led.patch(&format!("/divisions/{id}"), past).await.status, StatusCode::FORBIDDEN);

        let entry = client.get(&format!("/divisions/{id}/history")).await.body["items"][0].clone();
        assert_eq!((&entry["operation"], &entry["reason"]), (&json!("division.move"), &json!("街道区划调整")));
        assert_eq!(entry["before"], json!({ "parent": STREET }));
        assert_eq!((&entry["after"]["parent"], &entry["after"]["units"]), (&json!(OTHER_STREET), &json!(2)));

        let told = "2020年1月1日，甲一社区居委会由甲街道划入乙街道。原因：街道区划调整。文号：示政发〔2019〕8号。";
        for division in [&id, &old, &new] {
            let events = client.get(&format!("/divisions/{division}/events")).await.body;
            assert_eq!(sentences(&events), [told]);
        }
        let again = json!({ "version": 2, "on": "2021-01-01", "parent_id": new, "reason": "再来" });
        assert_eq!(client.post(&format!("/divisions/{id}/move"), again).await.body["code"], "edit.nothing");
        let stale = json!({ "version": 1, "on": "2021-01-01", "parent_id": old, "reason": "再来" });
        assert_eq!(client.post(&format!("/divisions/{id}/move"), stale).await.status, StatusCode::CONFLICT);
        assert_eq!(units(&client, &old, "2021-01-01").await, both(2));
        assert_sound(&app).await;
    }

    async fn a_merged_community_hands_over_its_units_and_ends_its_appointments(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let (id, into) = (client.id_of("/divisions", COMMUNITY).await, client.id_of("/divisions", VILLAGE).await);
        let (unit, party) = (client.id_of("/units", UNIT).await, client.id_of("/party-organisations", PARTY).await);
        let secretary = app.client(CommunitySecretary, COMMUNITY).await;
        assert_eq!(secretary.get("/units").await.body["total"], 2);
        let path = format!("/divisions/{id}/merge");
        let itself = json!({ "version": 1, "on": "2026-03-18", "into_id": id, "reason": "并" });
        assert_eq!(client.post(&path, itself).await.body["code"], "division.merges_itself");
        let nowhere = json!({ "version": 1, "on": "2026-03-18", "reason": "并" });
        assert_eq!(client.post(&path, nowhere).await.body["code"], "division.merged_into");
        let street = client.id_of("/divisions", STREET).await;
        let level = json!({ "version": 1, "on": "2026-03-18", "into_id": street, "reason": "并" });
        assert_eq!(client.post(&path, level).await.body["code"], "division.kind_level");
        let early = json!({ "version": 1, "on": "2016-01-01", "into_id": into, "reason": "并" });
        assert_eq!(client.post(&path, early).await.body["code"], "division.changed_later");

        let merge = json!({ "version": 1, "on": "2026-03-18", "into_id": into, "reason": "居民减少", "document": "甲办发〔2026〕1号" });
        let merged = client.post(&path, merge).await;
        assert_eq!((merged.status, &merged.body["name"]), (StatusCode::OK, &json!(VILLAGE)), "{}", merged.body);
        assert_eq!(secretary.get("/units").await.status, StatusCode::UNAUTHORIZED);
        let shown = client.get(&format!("/units/{unit}")).await.body;
        assert_eq!((&shown["division"]["name"], &shown["version"]), (&json!(VILLAGE), &json!(2)));
        assert_eq!(client.get(&format!("/units/{unit}?as_of=2026-03-17")).await.body["division"]["name"], COMMUNITY);
        assert_eq!(client.get(&format!("/party-organisations/{party}")).await.body["division"]["name"], VILLAGE);
        let entry = client.get(&format!("/units/{unit}/history")).await.body["items"][0].clone();
        assert_eq!((&entry["operation"], &entry["before"]["division"]["name"]), (&json!("unit.edit"), &json!(COMMUNITY)));
        assert_eq!((&entry["after"]["division"]["name"], &entry["reason"]), (&json!(VILLAGE), &json!("居民减少")));
        let auditor = app.client(Auditor, DISTRICT).await;
        // It had begun on that very day, so that day is all there was of it.
        let ended = auditor.get("/journal?operation=appointment.end").await.body;
        assert_eq!((&ended["total"], &ended["items"][0]["after"]["valid_to"]), (&json!(1), &json!("2026-03-19")));
        let batches: Vec<(i64,)> = app.rows("SELECT CAST(COUNT(DISTINCT batch_id) AS BIGINT) FROM journal
            WHERE reason = '居民减少'").await;
        assert_eq!(batches[0].0, 1, "the entries of one event belong together");

        // What has ended is shown as it last was.
        let gone = client.get(&format!("/divisions/{id}")).await;
        assert_eq!((gone.status, &gone.body["ended"]), (StatusCode::OK, &json!(true)));
        assert_eq!((&gone.body["valid_to"], &gone.body["path"][1]["name"]), (&json!("2026-03-18"), &json!(STREET)));
        assert!(!gone.body["permissions"].as_array().expect("permissions").contains(&json!("division.edit")));
        assert_eq!(client.get(&format!("/divisions/{id}?as_of=2026-03-17")).await.body["ended"], false);
        assert_eq!(client.get(&format!("/divisions/{id}?as_of=2015-12-31")).await.status, StatusCode::NOT_FOUND);
        let again = json!({ "version": 2, "on": "2026-03-20", "into_id": into, "reason": "并" });
        assert_eq!(client.post(&path, again).await.body["code"], "period.closed");
        let events = client.get(&format!("/divisions/{into}/events")).await.body;
        assert_eq!(sentences(&events), ["2026年3月18日，甲一社区居委会并入甲二村委会。原因：居民减少。文号：甲办发〔2026〕1号。"]);
        assert_sound(&app).await;
    }

    async fn several_communities_merge_into_a_new_one_only_without_two_units_of_one_name(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let (id, other) = (client.id_of("/divisions", COMMUNITY).await, client.id_of("/divisions", VILLAGE).await);
        let twin = json!({ "name": SCHOOL, "type": "school", "division_id": other, "valid_from": "2018-01-01" });
        let twin = client.post("/units", twin).await;
        assert_eq!(twin.status, StatusCode::CREATED, "{}", twin.body);
        let merge = json!({ "version": 1, "on": "2020-01-01", "reason": "整合", "others": [{ "id": other, "version": 1 }],
            "into": { "name": "甲新社区居委会", "kind": "community", "code": "990101001001" } });
        let path = format!("/divisions/{id}/merge");
        let clash = client.post(&path, merge.clone()).await;
        assert_eq!((&clash.body["code"], clash.body["detail"].as_str().expect("words").contains(SCHOOL)), (&json!("unit.name_taken"), true));
        let unit = twin.body["id"].as_str().expect("an id");
        let renamed = json!({ "version": 1, "name": "甲二示例小学", "effective_on": "2019-01-01" });
        assert_eq!(client.patch(&format!("/units/{unit}"), renamed).await.status, StatusCode::OK);
        let merged = client.post(&path, merge).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.body);
        let new = merged.body["id"].as_str().expect("an id");
        assert_eq!((&merged.body["code"], &merged.body["parent"]["name"]), (&json!("990101001001"), &json!(STREET)));
        assert_eq!(units(&client, new, "2020-01-01").await, (json!(3), json!(3)));
        let events = client.get(&format!("/divisions/{new}/events")).await.body;
        assert_eq!(sentences(&events), [
            "2020年1月1日，甲一社区居委会并入新设立的甲新社区居委会。原因：整合。",
            "2020年1月1日，甲二村委会并入新设立的甲新社区居委会。原因：整合。",
        ]);
        let changes = client.get("/divisions/changes?from=2019-12-31&to=2020-01-01").await.body;
        assert_eq!(changes["totals"], json!([{ "kind": "merge", "total": 3 }]));
        assert_sound(&app).await;
    }

    async fn a_street_is_split_only_when_everything_in_it_knows_where_it_goes(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let id = client.id_of("/divisions", STREET).await;
        let (community, village) = (client.id_of("/divisions", COMMUNITY).await, client.id_of("/divisions", VILLAGE).await);
        let (office, forces) = (client.id_of("/units", "甲街道办事处").await, client.id_of("/units", "驻甲示例部队").await);
        let path = format!("/divisions/{id}/split");
        let split = |east: Value, west: Value| json!({ "version": 1, "on": "2021-07-01", "ends": true, "reason": "人口增加", "into": [east, west] });
        let part = |name: &str, code: &str, divisions: Vec<&String>, units: Vec<&String>| json!({ "name": name, "kind": "street", "code": code, "division_ids": divisions, "unit_ids": units });
        let left = client.post(&path, split(part("甲东街道", "990101001000", vec![&community], vec![&office]), part("甲西街道", "990101003000", vec![], vec![]))).await;
        assert_eq!((&left.body["code"], &left.body["field"]), (&json!("division.unassigned"), &json!("divisions")));
        assert!(left.body["detail"].as_str().expect("words").contains(VILLAGE), "{}", left.body);
        let left = client.post(&path, split(part("甲东街道", "990101001000", vec![&community], vec![&office]), part("甲西街道", "990101003000", vec![&village], vec![]))).await;
        assert_eq!((&left.body["code"], &left.body["field"]), (&json!("division.unassigned"), &json!("units")));
        assert!(left.body["detail"].as_str().expect("words").contains("驻甲示例部队"), "{}", left.body);
        let inside = client.id_of("/units", UNIT).await;
        let deeper = client.post(&path, split(part("甲东街道", "990101001000", vec![&community], vec![&office, &inside]), part("甲西街道", "990101003000", vec![&village], vec![&forces]))).await;
        assert_eq!(deeper.body["code"], "division.not_inside");
        let taken = client.post(&path, split(part("甲东街道", "990101002000", vec![&community], vec![&office]), part("甲西街道", "990101003000", vec![&village], vec![&forces]))).await;
        assert_eq!(taken.body["code"], "division.code_taken");
        assert_eq!(client.get("/divisions?kind=street").await.body["total"], 2, "a refused split leaves nothing behind");

        let made = client.post(&path, split(part("甲东街道", "990101001000", vec![&community], vec![&office]), part("甲西街道", "990101003000", vec![&village], vec![&forces]))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let (east, west) = (made.body[0]["id"].as_str().expect("an id"), made.body[1]["id"].as_str().expect("an id"));
        assert_eq!(units(&client, &id, "2021-06-30").await, (json!(4), json!(4)));
        assert_eq!(units(&client, east, "2021-07-01").await, (json!(3), json!(3)));
        assert_eq!(units(&client, west, "2021-07-01").await, (json!(1), json!(1)));
        // The working committee goes with the office that hosts it.
        let committee = client.id_of("/party-organisations", "中共甲街道工作委员会").await;
        assert_eq!(client.get(&format!("/party-organisations/{committee}")).await.body["division"]["name"], "甲东街道");
        let events = client.get(&format!("/divisions/{id}/events")).await.body;
        assert_eq!(sentences(&events), [
            "2021年7月1日，甲街道拆分为甲东街道、甲西街道，甲街道撤销。原因：人口增加。",
            "2021年7月1日，甲一社区居委会由甲街道划入甲东街道。原因：人口增加。",
            "2021年7月1日，甲二村委会由甲街道划入甲西街道。原因：人口增加。",
        ]);
        let dates = client.get("/divisions/dates").await.body;
        assert_eq!(dates, json!({ "first": "2016-01-01", "items": [{ "on": "2021-07-01", "changes": 3 }] }));
        let changes = client.get(&format!("/divisions/changes?from=2021-06-30&to=2021-07-01&within={id}")).await.body;
        let kinds: Vec<_> = changes["items"].as_array().expect("changes").iter().map(|item| item["kind"].as_str().expect("a kind")).collect();
        assert_eq!(kinds, ["split", "move", "move"]);
        assert_eq!(changes["items"][0]["after"], Value::Null);
        assert_sound(&app).await;
    }

    async fn a_secretary_splits_a_community_of_the_street_but_reaches_no_other_street(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (id, other) = (client.id_of("/divisions", COMMUNITY).await, client.id_of("/divisions", OTHER_STREET).await);
        let beside = client.id_of("/divisions", OTHER_COMMUNITY).await;
        let change = json!({ "version": 1, "on": "2020-01-01", "parent_id": other, "reason": "给邻居" });
        assert_eq!(client.post(&format!("/divisions/{id}/move"), change).await.status, StatusCode::FORBIDDEN);
        let merge = json!({ "version": 1, "on": "2020-01-01", "into_id": beside, "reason": "给邻居" });
        assert_eq!(client.post(&format!("/divisions/{id}/merge"), merge).await.status, StatusCode::FORBIDDEN);
        let own = app.client(CommunitySecretary, COMMUNITY).await;
        let unit = client.id_of("/units", UNIT).await;
        let split = json!({ "version": 1, "on": "2020-01-01", "ends": false, "reason": "新建小区",
            "into": [{ "name": "甲四社区居委会", "kind": "community", "code": "990101001004", "unit_ids": [unit] }] });
        assert_eq!(own.post(&format!("/divisions/{id}/split"), split.clone()).await.status, StatusCode::FORBIDDEN);
        let wordless = json!({ "version": 1, "on": "2020-01-01", "ends": false, "reason": " ", "into": [] });
        assert_eq!(client.post(&format!("/divisions/{id}/split"), wordless).await.body["code"], "reason.empty");
        let made = client.post(&format!("/divisions/{id}/split"), split).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let new = made.body[0]["id"].as_str().expect("an id");
        assert_eq!(units(&client, new, "2020-01-01").await, (json!(1), json!(1)));
        assert_eq!(units(&client, &id, "2020-01-01").await, (json!(1), json!(1)));
        let events = client.get(&format!("/divisions/{new}/events")).await.body;
        assert_eq!(sentences(&events), ["2020年1月1日，由甲一社区居委会析置甲四社区居委会。原因：新建小区。"]);
        assert_sound(&app).await;
    }

    async fn of_two_events_at_once_the_second_sees_the_first(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let (one, other) = (client.id_of("/divisions", COMMUNITY).await, client.id_of("/divisions", VILLAGE).await);
        let merge = |into: &str| json!({ "version": 1, "on": "2020-01-01", "into_id": into, "reason": "并" });
        let (there, back) = (format!("/divisions/{one}/merge"), format!("/divisions/{other}/merge"));
        let (there, back) = tokio::join!(client.post(&there, merge(&other)), client.post(&back, merge(&one)));
        let mut statuses = [there.status, back.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY], "{} {}", there.body, back.body);
        assert_eq!(client.get("/divisions?kind=community").await.body["total"].as_i64().expect("a number")
            + client.get("/divisions?kind=village").await.body["total"].as_i64().expect("a number"), 2);
        assert_sound(&app).await;
    }

    async fn what_was_imported_has_a_history_as_well(app) {
        let table = "code,name,level,parent_code,valid_from,valid_to,former_code
990101001002,甲二社区居委会,5,990101001000,2019-01-01,,990101001200
990101001005,甲五社区居委会,5,990101001000,2020-01-01,2022-01-01,
";
        app.import(Kind::Divisions, table).await;
        let client = app.client(StreetSecretary, STREET).await;
        let street = client.id_of("/divisions", STREET).await;
        let events = client.get(&format!("/divisions/{street}/events")).await.body;
        assert_eq!(sentences(&events), [
            "2019年1月1日，甲二村委会改为甲二社区居委会（村转社区），区划代码由990101001200改为990101001002。",
            "2020年1月1日，甲五社区居委会设立，隶属甲街道，区划代码990101001005。",
            "2022年1月1日，甲五社区居委会撤销，区划代码990101001005停用。",
        ]);
        let dates = client.get("/divisions/dates").await.body;
        assert_eq!(dates["items"].as_array().expect("days").len(), 3);
        let changes = client.get("/divisions/changes?from=2018-12-31&to=2023-01-01").await.body;
        assert_eq!(changes["totals"], json!([{ "kind": "convert", "total": 1 }]));
        assert_sound(&app).await;
    }

    async fn the_history_of_a_street_tells_what_its_villages_became(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (id, street) = (client.id_of("/divisions", VILLAGE).await, client.id_of("/divisions", STREET).await);
        let change = json!({ "version": 1, "kind": "community", "name": "甲二社区居委会", "code": "990101001002", "class_code": "112",
            "effective_on": "2019-01-01", "reason": "村改居", "document": "示民发〔2018〕3号" });
        assert_eq!(client.patch(&format!("/divisions/{id}"), change).await.status, StatusCode::OK);
        let events = client.get(&format!("/divisions/{street}/events")).await.body;
        let event = &events["items"][0];
        assert_eq!(event["sentence_zh"], "2019年1月1日，甲二村委会改为甲二社区居委会（村转社区），区划代码由990101001200改为990101001002，城乡分类代码定为112。原因：村改居。文号：示民发〔2018〕3号。");
        assert_eq!(event["sentence_en"], "On 1 January 2019, 甲二村委会 became 甲二社区居委会 (village to community); its code changed from 990101001200 to 990101001002; its urban-rural class was set to 112. Reason: 村改居. Document: 示民发〔2018〕3号.");
        assert_eq!((&event["kind"], &event["also"]), (&json!("convert"), &json!(["rename", "recode", "reclassify"])));
        assert_eq!((&event["before"]["code"], &event["after"]["code"]), (&json!("990101001200"), &json!("990101001002")));
        assert_eq!(client.get("/divisions?class_code=112").await.body["total"], 1);
        assert_eq!(client.get("/divisions?class_code=112&as_of=2018-12-31").await.body["total"], 0);
        assert_eq!(client.get("/divisions?class_code=999").await.body["code"], "division.class_code_invalid");
        let changes = client.get("/divisions/changes?from=2018-12-31&to=2019-01-01").await.body;
        assert_eq!((&changes["items"][0]["kind"], &changes["items"][0]["days"]), (&json!("convert"), &json!(["2019-01-01"])));
        assert_eq!(client.get("/divisions/changes?from=2019-01-01&to=2018-12-31").await.body["code"], "period.reversed");
        // A value that a later period repeats is new there too; the past stays.
        let earlier = json!({ "version": 2, "class_code": "111", "effective_on": "2018-06-01" });
        assert_eq!(client.patch(&format!("/divisions/{id}"), earlier).await.status, StatusCode::OK);
        let shown = client.get(&format!("/divisions/{id}")).await.body;
        let classes: Vec<_> = shown["periods"].as_array().expect("periods").iter().map(|period| period["class_code"].clone()).collect();
        assert_eq!(classes, [Value::Null, json!("111"), json!("112")]);
        assert_sound(&app).await;
    }
}
