//! `/meetings/{id}/outcomes`, `/resolutions`, `/tasks`, `/corrections`: what comes of meetings.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, TestApp, on_both_engines};

use crate::consortium::{SCHOOL, UNIT, found, items, on_desk, path_of};

const ARMY: &str = "驻甲示例部队";

/// The draft of the liaison meeting of 2026-01-20, with minutes: both members were there, the unit by a proxy.
async fn draft(client: &Client) -> String {
    let rows = client.get(&format!("{}/meetings", path_of(client).await)).await.body;
    let path = format!("/meetings/{}", rows["items"][0]["id"].as_str().expect("an id"));
    let shown = client.get(&path).await.body;
    let attendance: Vec<_> = items(&shown, "attendance")
        .iter()
        .map(|line| json!({ "unit_id": line["unit"]["id"], "presence": line["presence"], "note": line["note"] }))
        .collect();
    let body = json!({ "version": shown["version"], "kind": shown["kind"], "held_on": shown["held_on"],
        "place": shown["place"], "agenda": shown["agenda"], "minutes": "会议议定两项。", "attendance": attendance });
    let edited = client.put(&path, body).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.body);
    path
}

async fn unit(client: &Client, meeting: &str, name: &str) -> Value {
    let shown = client.get(meeting).await.body;
    let line = items(&shown, "attendance").iter().find(|line| line["unit"]["name"] == name);
    line.unwrap_or_else(|| panic!("{name} in {shown}"))["unit"]["id"].clone()
}

/// One decision with one task of a unit, due on a day; answers with the path of its steps.
async fn charged(client: &Client, meeting: &str, name: &str, due: &str) -> String {
    let decision = json!({ "kind": "decision", "body": "整治小学周边停车" });
    let recorded = client.post(&format!("{meeting}/resolutions"), decision).await;
    assert_eq!(recorded.status, StatusCode::CREATED, "{}", recorded.body);
    let resolution = items(&recorded.body, "resolutions").last().expect("a resolution")["id"].clone();
    let task =
        json!({ "unit_id": unit(client, meeting, name).await, "title": "划设临时车位", "due_on": due });
    let path = format!("/resolutions/{}/tasks", resolution.as_str().expect("an id"));
    let assigned = client.post(&path, task).await;
    assert_eq!(assigned.status, StatusCode::CREATED, "{}", assigned.body);
    let resolutions = items(&assigned.body, "resolutions");
    let task = resolutions.last().and_then(|last| items(last, "tasks").last()).expect("a task");
    format!("/tasks/{}/steps", task["id"].as_str().expect("an id"))
}

/// The only task of the first resolution that has one.
fn task(outcomes: &Value) -> Value {
    let mut all = items(outcomes, "resolutions").iter().flat_map(|one| items(one, "tasks"));
    all.next().cloned().unwrap_or_else(|| panic!("a task in {outcomes}"))
}

fn step(version: i64, kind: &str, note: &str) -> Value {
    json!({ "version": version, "kind": kind, "note": note })
}

async fn members(app: &TestApp) -> (Client, Client) {
    found(app).await;
    (app.client(StreetSecretary, STREET).await, app.client(Liaison, UNIT).await)
}

on_both_engines! {
    async fn a_task_is_reported_returned_reported_again_and_accepted(app) {
        let (client, liaison) = members(&app).await;
        let meeting = draft(&client).await;
        let steps = charged(&client, &meeting, UNIT, "2026-03-10").await;
        let open = liaison.get(&format!("{meeting}/outcomes")).await.body;
        assert_eq!(task(&open)["next"], json!(["progress", "done"]), "{open}");
        assert_eq!(on_desk(&liaison.get("/desk").await.body, "task_overdue").len(), 1);
        assert_eq!(on_desk(&client.get("/desk").await.body, "task_overdue")[0]["task"]["unit"], UNIT);

        let half = json!({ "version": 1, "kind": "progress", "percent": 50, "note": "已勘察" });
        assert_eq!(task(&liaison.post(&steps, half.clone()).await.body)["percent"], 50);
        assert_eq!(liaison.post(&steps, half).await.body["code"], "version.stale");
        let beyond = json!({ "version": 2, "kind": "progress", "percent": 120, "note": "多了" });
        assert_eq!(liaison.post(&steps, beyond).await.body["code"], "task.percent");
        assert_eq!(liaison.post(&steps, step(2, "done", " ")).await.body["code"], "reason.empty");
        assert_eq!(client.post(&steps, step(2, "accepted", "")).await.body["code"], "task.step", "nothing was reported");
        assert_eq!(liaison.post(&steps, step(2, "withdrawn", "不办了")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(liaison.post(&steps, step(2, "done", "照片三张")).await.status, StatusCode::OK);
        let desk = client.get("/desk").await.body;
        assert_eq!((on_desk(&desk, "task_reported").len(), on_desk(&desk, "task_overdue").len()), (1, 0), "{desk}");
        assert_eq!(on_desk(&liaison.get("/desk").await.body, "task_overdue").len(), 0);
        assert_eq!(client.post(&steps, step(3, "returned", "")).await.body["code"], "reason.empty");
        assert_eq!(task(&client.post(&steps, step(3, "returned", "缺验收照片")).await.body)["state"], "returned");
        let later = json!({ "version": 4, "kind": "extended", "note": "等雨季过去", "due_on": "2026-04-30" });
        assert_eq!(task(&client.post(&steps, later).await.body)["due_on"], "2026-04-30");
        assert_eq!(on_desk(&liaison.get("/desk").await.body, "task_open")[0]["due"], "2026-04-30");
        assert_eq!(liaison.post(&steps, step(5, "done", "补齐照片")).await.status, StatusCode::OK);
        let closed = task(&client.post(&steps, step(6, "accepted", "")).await.body);
        assert_eq!((&closed["state"], &closed["closed_on"], &closed["next"]), (&json!("accepted"), &json!("2026-03-18"), &json!([])), "{closed}");
        let kinds: Vec<_> = items(&closed, "steps").iter().map(|step| step["kind"].clone()).collect();
        assert_eq!(kinds, ["assigned", "progress", "done", "returned", "extended", "done", "accepted"]);
        let history = client.get(&format!("{}/history", path_of(&client).await)).await.body;
        assert!(items(&history, "items").iter().any(|entry| entry["operation"] == "task.decide" && entry["reason"] == "缺验收照片"), "{history}");
    }

    async fn the_successor_of_a_liaison_finds_what_is_open_on_the_desk(app) {
        let (client, _) = members(&app).await;
        let meeting = draft(&client).await;
        charged(&client, &meeting, UNIT, "2026-05-31").await;
        let posts = client.get("/posts").await.body;
        let post = items(&posts, "items").iter().find(|post| post["kind"] == "liaison" && post["organisation"]["name"] == UNIT).expect("the post").clone();
        let path = format!("/posts/{}/holder", post["id"].as_str().expect("an id"));
        let taken = client.put(&path, json!({ "version": post["version"], "person_name": "周示新", "from": "2026-03-18" })).await;
        assert!(taken.status.is_success(), "{}", taken.body);
        let successor = app.person("周示新", Liaison, UNIT).await;
        let open = on_desk(&successor.get("/desk").await.body, "task_open");
        assert_eq!((open.len(), &open[0]["object"]["name"]), (1, &json!("划设临时车位")), "{open:?}");
    }

    async fn only_members_on_the_day_are_charged_and_a_liaison_reports_for_its_own_unit_alone(app) {
        let (client, liaison) = members(&app).await;
        let meeting = draft(&client).await;
        let told = client.post(&format!("{meeting}/resolutions"), json!({ "kind": "information", "body": "通报上月情况" })).await;
        let told = told.body["resolutions"][0].clone();
        let path = format!("/resolutions/{}", told["id"].as_str().expect("an id"));
        let own = json!({ "unit_id": unit(&client, &meeting, UNIT).await, "title": "办理", "due_on": "2026-05-01" });
        assert_eq!(client.post(&format!("{path}/tasks"), own.clone()).await.body["code"], "resolution.information");
        let changed = client.put(&path, json!({ "version": 1, "kind": "task", "body": "落实上月情况" })).await;
        assert_eq!(changed.body["resolutions"][0]["kind"], "task", "{}", changed.body);
        let school = json!({ "unit_id": client.id_of("/units", SCHOOL).await, "title": "办理", "due_on": "2026-05-01" });
        assert_eq!(client.post(&format!("{path}/tasks"), school).await.body["code"], "membership.not_member");
        let before = json!({ "unit_id": own["unit_id"], "title": "办理", "due_on": "2026-01-01" });
        assert_eq!(client.post(&format!("{path}/tasks"), before).await.body["code"], "task.due");
        assert_eq!(liaison.post(&format!("{path}/tasks"), own.clone()).await.status, StatusCode::FORBIDDEN);
        let steps = charged(&client, &meeting, ARMY, "2026-05-01").await;
        assert_eq!(liaison.post(&steps, step(1, "done", "代办")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.client(StreetSecretary, OTHER_STREET).await.post(&steps, step(1, "done", "代办")).await.status, StatusCode::NOT_FOUND);

        assert_eq!(client.post(&format!("{path}/remove"), json!({ "version": 1 })).await.status, StatusCode::CONFLICT);
        assert_eq!(client.post(&format!("{path}/tasks"), own).await.status, StatusCode::CREATED);
        assert_eq!(client.post(&format!("{path}/remove"), json!({ "version": 2 })).await.body["code"], "resolution.has_tasks");
        let inform = json!({ "version": 2, "kind": "information", "body": "只通报" });
        assert_eq!(client.put(&path, inform).await.body["code"], "resolution.has_tasks");
    }

    async fn minutes_are_corrected_locked_and_then_only_appended_to(app) {
        let (client, liaison) = members(&app).await;
        let meeting = draft(&client).await;
        let corrections = format!("{meeting}/corrections");
        let first = liaison.post(&corrections, json!({ "body": "应为三项" })).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let second = liaison.post(&corrections, json!({ "body": "地点有误" })).await.body;
        let army = unit(&client, &meeting, ARMY).await;
        assert_eq!(liaison.post(&corrections, json!({ "unit_id": army, "body": "代提" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(on_desk(&client.get("/desk").await.body, "correction_open").len(), 2);
        let version = client.get(&meeting).await.body["version"].clone();
        let lock = client.post(&format!("{meeting}/lock"), json!({ "version": version })).await;
        assert_eq!(lock.body["code"], "minutes.corrections_open", "{}", lock.body);
        let decide = |at: usize| format!("/corrections/{}/decide", second["remarks"][at]["id"].as_str().expect("an id"));
        let same = json!({ "version": 1, "change": { "version": version, "minutes": "会议议定两项。" } });
        assert_eq!(client.post(&decide(0), same).await.body["code"], "minutes.correction_unchanged");
        assert_eq!(client.post(&decide(0), json!({ "version": 1 })).await.body["code"], "reason.empty");
        let stale = json!({ "version": 1, "change": { "version": 0, "minutes": "会议议定三项。" } });
        assert_eq!(client.post(&decide(0), stale).await.body["code"], "version.stale");
        let taken = client.post(&decide(0), json!({ "version": 1, "change": { "version": version, "minutes": "会议议定三项。" } })).await;
        assert_eq!(taken.body["remarks"][0]["state"], "taken", "{}", taken.body);
        let kept = client.post(&decide(1), json!({ "version": 1, "reply": "地点无误" })).await;
        assert_eq!((&kept.body["remarks"][1]["state"], &kept.body["remarks"][1]["reply"]), (&json!("not_taken"), &json!("地点无误")));
        assert_eq!(client.post(&decide(1), json!({ "version": 2, "reply": "再说" })).await.body["code"], "minutes.remark_decided");

        let addenda = format!("{meeting}/addenda");
        assert_eq!(client.post(&addenda, json!({ "body": "补记" })).await.body["code"], "minutes.not_locked");
        let shown = client.get(&meeting).await.body;
        assert_eq!(shown["minutes"], "会议议定三项。");
        let locked = client.post(&format!("{meeting}/lock"), json!({ "version": shown["version"] })).await;
        assert_eq!(locked.body["locked_on"], "2026-03-18", "{}", locked.body);
        assert_eq!(liaison.post(&corrections, json!({ "body": "太晚" })).await.body["code"], "meeting.locked");
        assert_eq!(client.post(&format!("{meeting}/resolutions"), json!({ "kind": "decision", "body": "太晚" })).await.body["code"], "meeting.locked");
        let added = client.post(&addenda, json!({ "body": "会后补充：经费已到位" })).await;
        assert_eq!((&added.body["remarks"][2]["kind"], &added.body["remarks"][2]["state"]), (&json!("addendum"), &json!("added")), "{}", added.body);
        assert_eq!(liaison.post(&addenda, json!({ "body": "我也补" })).await.status, StatusCode::FORBIDDEN);
    }

    async fn the_register_is_filtered_and_exported_by_whoever_sees_the_bodies(app) {
        let (client, liaison) = members(&app).await;
        let meeting = draft(&client).await;
        client.post(&format!("{meeting}/resolutions"), json!({ "kind": "information", "body": "通报上月情况" })).await;
        charged(&client, &meeting, UNIT, "2026-02-28").await;
        let steps = charged(&client, &meeting, ARMY, "2026-06-30").await;
        assert_eq!(client.post(&steps, step(1, "withdrawn", "已由部队自行解决")).await.status, StatusCode::OK);
        let total = async |client: &Client, filter: &str| client.get(&format!("/resolutions{filter}")).await.body["total"].clone();
        for (filter, expected) in [("", 3), ("?overdue=true", 1), ("?state=withdrawn", 1), ("?kind=information", 1),
            ("?from=2026-02-01", 0), ("?to=2026-01-20", 3), ("?as_of=2026-02-20&overdue=true", 0)] {
            assert_eq!(total(&client, filter).await, expected, "{filter}");
        }
        let own = format!("?unit={}", unit(&client, &meeting, UNIT).await.as_str().expect("an id"));
        assert_eq!(total(&liaison, &own).await, 1);
        let page = client.get("/resolutions?limit=2").await.body;
        let rest = client.get(&format!("/resolutions?limit=2&after={}", page["next"].as_str().expect("a cursor"))).await.body;
        assert_eq!((items(&page, "items").len(), items(&rest, "items").len()), (2, 1), "{rest}");
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        assert_eq!(total(&district, "").await, 3);
        assert_eq!(total(&app.client(CommunitySecretary, COMMUNITY).await, "").await, 0);
        let file = client.get("/resolutions/export?format=csv&overdue=true").await;
        let lines: Vec<_> = file.body.as_str().expect("a table").lines().map(str::to_owned).collect();
        assert!(lines.len() == 2 && lines[1].contains("划设临时车位") && lines[1].contains("是"), "{lines:?}");
    }
    async fn what_a_merged_record_still_owes_is_owed_by_the_one_that_stays(app) {
        let (client, liaison) = members(&app).await;
        let meeting = draft(&client).await;
        let steps = charged(&client, &meeting, ARMY, "2026-05-01").await;
        charged(&client, &meeting, UNIT, "2026-06-01").await;
        assert_eq!(client.post(&steps, step(1, "withdrawn", "不办了")).await.status, StatusCode::OK);
        let division = client.id_of("/divisions", "甲二村委会").await;
        let new = json!({ "name": "安泰机械", "type": "private_enterprise", "division_id": division, "valid_from": "2018-01-01" });
        let kept = client.post("/units", new).await.body["id"].clone();
        let other = client.id_of("/units", UNIT).await;
        let command = json!({ "version": 1, "other_id": other, "other_version": 1, "on": "2026-03-01", "reason": "重复录入" });
        let merged = client.post(&format!("/units/{}/merge", kept.as_str().expect("an id")), command).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.body);
        let outcomes = client.get(&format!("{meeting}/outcomes")).await.body;
        let owners: Vec<_> = items(&outcomes, "resolutions").iter().flat_map(|one| items(one, "tasks"))
            .map(|task| (task["unit"]["name"].clone(), task["state"].clone())).collect();
        assert_eq!(owners, [(json!(ARMY), json!("withdrawn")), (json!("安泰机械"), json!("open"))], "{outcomes}");
        drop(liaison);
    }

    async fn tables_of_resolutions_and_tasks_come_out_as_they_went_in_and_are_undone(app) {
        const HEAD: &str = "consortium,meeting,held_on,sequence";
        found(&app).await;
        let resolutions = format!("{HEAD},kind,body\n甲街道联合体,joint_conference,2025-12-18,1,information,通报全年工作\n甲街道联合体,joint_conference,2025-12-18,3,decision,整治停车\n");
        app.import(Kind::Resolutions, &resolutions).await;
        let row = |steps: &str| format!("{HEAD},unit,title,due_on,steps\n甲街道联合体,joint_conference,2025-12-18,3,{UNIT},划设车位,2026-01-31,\"{steps}\"\n");
        let first = "2026-01-05 进展 50%：已勘察\n\t两处可用\n2026-01-20 延期 2026-02-28：等雪化";
        app.import(Kind::Tasks, &row(first)).await;
        let more = format!("{first}\n2026-02-20 报办结：附照片\n2026-02-25 销号");
        app.import(Kind::Tasks, &row(&more)).await;
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let runs = client.get("/imports").await.body;
        let tasks: Vec<_> = items(&runs, "items").iter().filter(|run| run["kind"] == "tasks").cloned().collect();
        assert_eq!((&tasks[0]["changed"], &tasks[1]["added"]), (&json!(1), &json!(1)), "{runs}");
        let listed = client.get("/resolutions?state=accepted").await.body;
        assert_eq!((&listed["total"], &listed["items"][0]["task"]["due_on"]), (&json!(1), &json!("2026-02-28")), "{listed}");
        let other = row(&first.replace("50%", "60%"));
        let (_, mut lines) = client.upload("/imports?kind=tasks&file=t.csv", other.as_bytes()).await;
        let report = lines.pop().expect("a report")["report"].clone();
        assert_eq!((&report["refused"], &report["issues"][0]["rule"]), (&json!(1), &json!("task.past")), "{report}");

        let out = testing::full_export(&app.lianhe).await;
        let empty = testing::TestDb::sqlite().await;
        let second = service::Lianhe::new(empty.db.clone(), app.lianhe.clock.clone(), testing::keys());
        for (kind, table) in &out {
            let report = service::import::import(&second, service::import::Import::new(*kind, table.clone(), kind.word())).await.expect("an import");
            assert_eq!(report.refused, 0, "{}: {:?}", kind.word(), report.issues);
        }
        for ((kind, before), (_, after)) in out.iter().zip(testing::full_export(&second).await) {
            assert_eq!(*before, after, "{}", kind.word());
        }
        let undo = async |kind: &str| {
            let run = items(&runs, "items").iter().find(|run| run["kind"] == kind).expect("a run")["id"].clone();
            client.post(&format!("/imports/{}/undo", run.as_str().expect("an id")), json!({})).await
        };
        assert_eq!(undo("tasks").await.status, StatusCode::OK);
        let open = client.get("/resolutions?state=open").await.body;
        assert_eq!((&open["total"], &open["items"][0]["task"]["percent"]), (&json!(1), &json!(50)), "{open}");
    }

    async fn what_a_body_cannot_settle_goes_up_and_the_answer_comes_back(app) {
        let (client, liaison) = members(&app).await;
        let (district, community) = (app.client(DistrictAdministrator, DISTRICT).await, app.client(CommunitySecretary, COMMUNITY).await);
        let new = json!({ "division_id": client.id_of("/divisions", COMMUNITY).await, "name": "甲一社区联合体", "on": "2020-01-01" });
        let below = community.post("/consortia", new).await.body["id"].as_str().expect("a body").to_owned();
        let topics = format!("/consortia/{below}/topics");
        let made = community.post(&topics, json!({ "title": "供热管网改造", "body": "管网归市里管" })).await;
        let asked = made.body["items"][0].clone();
        let path = |topic: &Value, step: &str| format!("/topics/{}/{step}", topic["id"].as_str().expect("an id"));
        let silent = community.post(&path(&asked, "forward"), json!({ "version": 1, "reason": " " })).await;
        assert_eq!(silent.body["code"], "reason.empty", "{}", silent.body);
        let sent = community.post(&path(&asked, "forward"), json!({ "version": 1, "reason": "超出社区权限" })).await;
        assert_eq!((sent.status, &sent.body["items"][0]["state"]), (StatusCode::OK, &json!("forwarded")), "{}", sent.body);
        assert_eq!(community.post(&path(&asked, "answer"), json!({ "version": 2, "answer": "自答" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(community.post(&path(&asked, "forward"), json!({ "version": 2, "reason": "再提" })).await.body["code"], "topic.forwarded");

        // It is an open topic of the street's body, which asks on: nobody is above it but the district's office.
        let street = client.get(&format!("{}/topics", path_of(&client).await)).await.body;
        let came = street["items"][0].clone();
        assert_eq!((&came["title"], &came["state"], &came["origin_id"]), (&json!("供热管网改造"), &json!("proposed"), &asked["id"]), "{street}");
        assert!(came["body"].as_str().is_some_and(|body| body.contains("超出社区权限")), "{came}");
        assert_eq!(liaison.post(&path(&came, "forward"), json!({ "version": 1, "reason": "超出权限" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(client.post(&path(&came, "forward"), json!({ "version": 1, "reason": "须区里协调" })).await.status, StatusCode::OK);
        let waiting = on_desk(&district.get("/desk").await.body, "topic_forwarded");
        assert_eq!((waiting.len(), &waiting[0]["topic"]["from"], &waiting[0]["topic"]["id"]), (1, &json!("甲街道联合体"), &came["id"]), "{waiting:?}");
        let answered = district.post(&path(&came, "answer"), json!({ "version": 2, "answer": "已列入明年计划" })).await;
        assert_eq!(answered.body["items"][0]["answer"], "已列入明年计划", "{}", answered.body);
        assert_eq!(on_desk(&district.get("/desk").await.body, "topic_forwarded").len(), 0);
        for (who, list) in [(&community, topics.clone()), (&client, format!("{}/topics", path_of(&client).await))] {
            let known = who.get(&list).await.body["items"][0].clone();
            assert_eq!((&known["state"], &known["answer"], &known["answered_on"]), (&json!("answered"), &json!("已列入明年计划"), &json!("2026-03-18")), "{known}");
            assert_eq!(on_desk(&who.get("/desk").await.body, "topic_answered").len(), 1);
        }
        let again = district.post(&path(&came, "answer"), json!({ "version": 3, "answer": "再答" })).await;
        assert_eq!(again.body["code"], "topic.not_forwarded", "{}", again.body);
    }

    async fn an_unfinished_task_returns_to_the_agenda_of_the_next_meeting(app) {
        let (client, liaison) = members(&app).await;
        let meeting = draft(&client).await;
        let steps = charged(&client, &meeting, UNIT, "2026-02-28").await;
        let plan = json!({ "kind": "liaison_meeting", "held_on": "2026-04-16", "starts_at": "09:30", "place": "二楼会议室" });
        let planned = client.post(&format!("{}/meetings/planned", path_of(&client).await), plan).await;
        assert!(planned.status.is_success(), "{}", planned.body);
        let course = format!("/meetings/{}/course", planned.body["id"].as_str().expect("an id"));
        let titles = async || {
            let agenda = client.get(&course).await.body;
            items(&agenda, "agenda").iter().filter(|item| item["kind"] == "task").map(|item| item["title"].clone()).collect::<Vec<_>>()
        };
        let said = titles().await;
        assert!(said.len() == 1 && said[0].as_str().is_some_and(|title| title.contains("划设临时车位")), "{said:?}");
        assert_eq!(liaison.post(&steps, step(1, "done", "照片")).await.status, StatusCode::OK);
        assert_eq!(titles().await.len(), 1, "reported is not finished");
        assert_eq!(client.post(&steps, step(2, "accepted", "")).await.status, StatusCode::OK);
        assert_eq!(titles().await.len(), 0);
    }
}
