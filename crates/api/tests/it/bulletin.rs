//! `/bulletins`, `/opinions`, `/consortia/{id}/list-refreshes`.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{Client, DISTRICT, STREET, TestApp, full_export, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";
const GARRISON: &str = "驻甲示例部队";
const BODY: &str = "甲街道联合体";

const TABLES: [(Kind, &str); 7] = [
    (Kind::Consortia, "name,division_code,valid_from,document\n甲街道联合体,990101001000,2017-03-15,甲工委〔2017〕1号\n"),
    (
        Kind::Charters,
        "consortium,item,value,valid_from,reason\n,bulletin_months,3,2026-01-01,\n,lists_months,6,2026-01-01,\n,opinion_days,5,2026-01-01,\n",
    ),
    (
        Kind::Members,
        "consortium,unit,applied_on,consulted_on,decided_on,valid_from
甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01
甲街道联合体,驻甲示例部队,2018-01-05,2018-01-10,2018-01-20,2018-02-01
",
    ),
    (
        Kind::Meetings,
        "consortium,kind,held_on,place,agenda,decisions,absent
甲街道联合体,joint_conference,2025-12-18,会议室,安排工作,列出场地清单,驻甲示例部队
",
    ),
    (
        Kind::Bulletins,
        "consortium,title,period_from,period_to,content,approved_on,published_on,received,withdrawn_on,reason
甲街道联合体,2025年第三季度通报,2025-07-01,2025-10-01,\"【会议情况】
本期没有召开会议。

\\【不是标题】

【其他】
无\",2025-10-09,2025-10-10,安泰示例机械有限公司：2025-10-11,,
甲街道联合体,作废的一份,2025-07-01,2025-10-01,【其他】,2025-10-09,2025-10-10,,2025-10-12,数字有误
"
    ),
    (
        Kind::Opinions,
        "consortium,bulletin,unit,kind,body,made_on,due_on,answer,answered_on,closed_on
甲街道联合体,2025年第三季度通报,安泰示例机械有限公司,suggestion,附上清单,2025-10-13,2025-10-22,已附,2025-10-15,2025-10-16
"
    ),
    (Kind::ListRefreshes, "consortium,refreshed_on,counts_for,note\n甲街道联合体,2025-12-18,2025-07-01,电话核对\n"),
];

/// A street's consortium with two members; its bulletin of the third quarter, and one that was withdrawn.
async fn found(app: &TestApp) {
    for (kind, text) in TABLES {
        app.import(kind, &text.replace("【其他】,", "\"【其他】\n无\",")).await;
    }
}

fn items<'a>(body: &'a Value, of: &str) -> &'a [Value] {
    body[of].as_array().map_or(&[], Vec::as_slice)
}

fn on_desk(desk: &Value, kind: &str) -> Vec<Value> {
    items(desk, "items").iter().filter(|item| item["kind"] == kind).cloned().collect()
}

async fn path_of(client: &Client) -> String {
    format!("/consortia/{}", client.id_of("/consortia", BODY).await)
}

/// Drafts the bulletin of the last quarter of 2025 out of its facts, and takes it as far as it is to go.
async fn published(client: &Client) -> (String, Value) {
    let path = path_of(client).await;
    let period = "period_from=2025-10-01&period_to=2026-01-01";
    let proposal = client.get(&format!("{path}/bulletins/proposal?{period}")).await;
    assert_eq!(proposal.status, StatusCode::OK, "{}", proposal.body);
    assert_eq!(proposal.body["title"], "2025年第四季度通报");
    let text = proposal.body["sections"].to_string();
    for said in ["联席会议1次", "应到2个单位，实到1个", "列出场地清单", "成员单位2个", "人口600人"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    let new = json!({ "title": proposal.body["title"], "period_from": "2025-10-01", "period_to": "2026-01-01",
        "sections": proposal.body["sections"] });
    let made = client.post(&format!("{path}/bulletins"), new.clone()).await;
    assert_eq!((made.status, &made.body["state"]), (StatusCode::CREATED, &json!("draft")), "{}", made.body);
    assert_eq!(client.post(&format!("{path}/bulletins"), new).await.body["code"], "bulletin.twice");
    let bulletin = format!("/bulletins/{}", made.body["id"].as_str().expect("an id"));
    let hasty = client.post(&format!("{bulletin}/publish"), json!({ "version": 1 })).await;
    assert_eq!(hasty.body["code"], "bulletin.step", "{}", hasty.body);
    assert_eq!(
        client.post(&format!("{bulletin}/approve"), json!({ "version": 1 })).await.body["state"],
        "approved"
    );
    // Another text is another draft.
    let edit = json!({ "version": 2, "title": "2025年第四季度通报", "period_from": "2025-10-01", "period_to": "2026-01-01",
        "sections": [{ "title": "会议情况", "body": "召开联席会议一次。" }] });
    assert_eq!(client.put(&bulletin, edit).await.body["state"], "draft");
    assert_eq!(
        client.post(&format!("{bulletin}/approve"), json!({ "version": 2 })).await.status,
        StatusCode::CONFLICT
    );
    client.post(&format!("{bulletin}/approve"), json!({ "version": 3 })).await;
    let sent = client.post(&format!("{bulletin}/publish"), json!({ "version": 4 })).await;
    assert_eq!(
        (&sent.body["state"], &sent.body["recipients"]),
        (&json!("published"), &json!(2)),
        "{}",
        sent.body
    );
    (bulletin, sent.body)
}

on_both_engines! {
    async fn a_bulletin_is_drafted_approved_published_received_and_settles_what_was_owed(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let liaison = app.client(Liaison, UNIT).await;
        let path = path_of(&client).await;
        let owed = |body: &Value| items(body, "items").iter().find(|o| o["kind"] == "bulletin" && o["period_from"] == "2026-01-01").cloned().expect("owed");
        assert_eq!(owed(&client.get(&format!("{path}/obligations")).await.body)["state"], "due");
        let (bulletin, sent) = published(&client).await;
        let now = owed(&client.get(&format!("{path}/obligations")).await.body);
        assert_eq!((&now["state"], &now["bulletin_id"]), (&json!("fulfilled"), &sent["id"]), "{now}");
        // In the order of the grid: the street's own unit before that of a community in it.
        let order: Vec<_> = items(&sent, "receipts").iter().map(|r| r["unit"]["name"].clone()).collect();
        assert_eq!(order, [GARRISON, UNIT]);

        let waiting = on_desk(&liaison.get("/desk").await.body, "bulletin_unreceived");
        assert_eq!((waiting.len(), &waiting[0]["object"]["id"]), (1, &sent["id"]));
        let missing = on_desk(&client.get("/desk").await.body, "receipt_missing");
        assert_eq!(missing.len(), 3, "the garrison has not received that of the third quarter either: {missing:?}");
        let received = liaison.post(&format!("{bulletin}/receipt"), json!({})).await;
        assert_eq!((received.status, &received.body["to_receive"]), (StatusCode::OK, &json!(false)), "{}", received.body);
        assert_eq!(items(&received.body, "receipts").len(), 1, "a unit sees its own receipt alone");
        assert_eq!(liaison.post(&format!("{bulletin}/receipt"), json!({})).await.body["code"], "bulletin.received");
        assert!(on_desk(&liaison.get("/desk").await.body, "bulletin_unreceived").is_empty());
        assert_eq!(on_desk(&client.get("/desk").await.body, "receipt_missing").len(), 2);
        // Told on the phone, and entered by the street.
        let unit = client.id_of("/units", GARRISON).await;
        assert_eq!(client.post(&format!("{bulletin}/receipt"), json!({})).await.body["code"], "bulletin.unit_missing");
        let told = client.post(&format!("{bulletin}/receipt"), json!({ "unit_id": unit })).await;
        assert_eq!(told.body["received"], 2, "{}", told.body);
        let history = client.get(&format!("{path}/history")).await.body;
        assert_eq!(history["items"][0]["operation"], "bulletin.receive");
        assert_eq!(history["items"][0]["after"]["unit"], GARRISON);

        let own = liaison.id_of("/units", UNIT).await;
        let other = liaison.post(&format!("{bulletin}/receipt"), json!({ "unit_id": unit })).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN, "{own}: {}", other.body);
        assert_eq!(liaison.post(&format!("{bulletin}/withdraw"), json!({ "version": 5, "reason": "x" })).await.status, StatusCode::FORBIDDEN);
        let withdrawn = client.post(&format!("{bulletin}/withdraw"), json!({ "version": 5, "reason": "数字有误" })).await;
        assert_eq!(withdrawn.body["state"], "withdrawn", "{}", withdrawn.body);
        assert_eq!(liaison.get(&bulletin).await.body["withdrawn_reason"], "数字有误");
        assert_eq!(owed(&client.get(&format!("{path}/obligations")).await.body)["state"], "due");
    }

    async fn opinions_are_answered_in_time_and_seen_by_both_sides(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let liaison = app.client(Liaison, UNIT).await;
        let (bulletin, _) = published(&client).await;
        let give = json!({ "kind": "suggestion", "body": "附上场地清单" });
        let given = liaison.post(&format!("{bulletin}/opinions"), give.clone()).await;
        assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
        let opinion = &items(&given.body, "opinions")[0];
        // Five working days by the charter, from a Wednesday.
        assert_eq!((&opinion["made_on"], &opinion["due_on"]), (&json!("2026-03-18"), &json!("2026-03-25")), "{opinion}");
        let stranger = app.client(Liaison, GARRISON).await;
        assert!(items(&stranger.get(&bulletin).await.body, "opinions").is_empty(), "a unit sees its own alone");
        let desk = on_desk(&client.get("/desk").await.body, "opinion_open");
        assert_eq!((desk.len(), &desk[0]["due"]), (1, &json!("2026-03-25")));

        let step = format!("/opinions/{}", opinion["id"].as_str().expect("an id"));
        assert_eq!(liaison.post(&format!("{step}/close"), json!({ "version": 1 })).await.body["code"], "opinion.close");
        assert_eq!(liaison.post(&format!("{step}/answer"), json!({ "version": 1, "answer": "x" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(client.post(&format!("{step}/answer"), json!({ "version": 1, "answer": " " })).await.body["code"], "text.empty");
        let answered = client.post(&format!("{step}/answer"), json!({ "version": 1, "answer": "随下期发送" })).await;
        assert_eq!(items(&answered.body, "opinions")[0]["state"], "answered", "{}", answered.body);
        assert!(on_desk(&client.get("/desk").await.body, "opinion_open").is_empty());
        assert_eq!(items(&liaison.get(&bulletin).await.body, "opinions")[0]["answer"], "随下期发送");
        assert_eq!(stranger.post(&format!("{step}/close"), json!({ "version": 2 })).await.status, StatusCode::NOT_FOUND);
        let closed = liaison.post(&format!("{step}/close"), json!({ "version": 2 })).await;
        assert_eq!(items(&closed.body, "opinions")[0]["state"], "closed", "{}", closed.body);
    }

    async fn a_draft_is_seen_by_those_who_work_on_it_alone(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let liaison = app.client(Liaison, UNIT).await;
        let path = path_of(&client).await;
        let new = json!({ "title": "草稿", "period_from": "2026-01-01", "period_to": "2026-04-01", "sections": [{ "title": "一", "body": "二" }] });
        let made = client.post(&format!("{path}/bulletins"), new.clone()).await;
        let bulletin = format!("/bulletins/{}", made.body["id"].as_str().expect("an id"));
        assert_eq!(liaison.get(&bulletin).await.status, StatusCode::NOT_FOUND);
        let seen: Vec<_> = items(&liaison.get(&format!("{path}/bulletins")).await.body, "items").iter().map(|b| b["title"].clone()).collect();
        assert_eq!(seen, ["作废的一份", "2025年第三季度通报"]);
        assert_eq!(liaison.post(&format!("{path}/bulletins"), new).await.status, StatusCode::FORBIDDEN);
        assert_eq!(on_desk(&client.get("/desk").await.body, "bulletin_pending").len(), 1);
        for (sections, code) in [(json!([]), "bulletin.no_sections"), (json!([{ "title": " ", "body": "x" }]), "name.empty"),
            (json!([{ "title": "x\ny", "body": "x" }]), "name.not_one_line"), (json!([{ "title": "x", "body": " " }]), "text.empty")] {
            let bad = json!({ "version": 1, "title": "草稿", "period_from": "2026-01-01", "period_to": "2026-04-01", "sections": sections });
            assert_eq!(client.put(&bulletin, bad).await.body["code"], code);
        }
        let future = json!({ "title": "明年", "period_from": "2027-01-01", "period_to": "2027-04-01", "sections": [{ "title": "一", "body": "二" }] });
        assert_eq!(client.post(&format!("{path}/bulletins"), future).await.body["code"], "date.in_future");
    }

    async fn the_secretary_says_that_the_lists_were_refreshed(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let owed = |body: &Value| items(body, "items").iter().find(|o| o["kind"] == "lists" && o["period_from"] == "2026-01-01").cloned().expect("owed");
        assert_eq!(owed(&client.get(&format!("{path}/obligations")).await.body)["state"], "due");
        let say = json!({ "counts_for": "2026-01-01", "note": "逐一核对" });
        let liaison = app.client(Liaison, UNIT).await;
        assert_eq!(liaison.post(&format!("{path}/list-refreshes"), say.clone()).await.status, StatusCode::FORBIDDEN);
        let now = owed(&client.post(&format!("{path}/list-refreshes"), say.clone()).await.body);
        assert_eq!((&now["state"], &now["reason"], &now["by"]), (&json!("fulfilled"), &json!("逐一核对"), &json!("命令行")), "{now}");
        assert_eq!(client.post(&format!("{path}/list-refreshes"), say).await.body["code"], "lists.refreshed");
        let overseer = app.client(DistrictAdministrator, DISTRICT).await;
        let waived = overseer.post(&format!("{path}/waivers"), json!({ "kind": "bulletin", "period_from": "2026-01-01", "reason": "换届" })).await;
        assert_eq!(waived.status, StatusCode::OK, "{}", waived.body);
    }

    async fn tables_of_bulletins_come_out_as_they_went_in_and_can_be_undone(app) {
        found(&app).await;
        let out = full_export(&app.lianhe).await;
        let again = TestApp::sqlite().await;
        for (kind, text) in TABLES {
            let table = out.iter().find(|(of, _)| *of == kind).map(|(_, table)| table).expect("a table");
            assert!(!table.rows.is_empty(), "{text}");
            let report = service::import::import(&again.lianhe, service::import::Import::new(kind, table.clone(), "x")).await.expect("an import");
            assert_eq!(report.refused, 0, "{:?}", report.issues);
        }
        for (kind, table) in full_export(&again.lianhe).await {
            let before = out.iter().find(|(of, _)| *of == kind).map(|(_, table)| table).expect("a table");
            assert!(!TABLES.iter().any(|(of, _)| *of == kind) || *before == table, "{}", kind.word());
        }
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let runs = district.get("/imports").await.body;
        for kind in ["list-refreshes", "opinions", "bulletins"] {
            let run = runs.as_array().or_else(|| runs["items"].as_array()).and_then(|all| all.iter().find(|r| r["kind"] == kind)).cloned().expect("an import");
            let undone = district.send(axum::http::Method::POST, &format!("/imports/{}/undo", run["id"].as_str().expect("an id")), None, &[]).await;
            assert_eq!(undone.status, StatusCode::OK, "{kind}: {}", undone.body);
        }
        let path = path_of(&district).await;
        assert!(items(&district.get(&format!("{path}/bulletins")).await.body, "items").is_empty());
    }
}
