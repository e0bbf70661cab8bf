//! The course of meetings in tables: topics, agendas, answers to notices, votes, remarks on minutes.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::Lianhe;
use service::import::{Import, Kind, Report, import, read_table};
use testing::{
    COMMUNITY, Client, DISTRICT, STREET, Table, TestApp, TestClock, TestDb, full_export, on_both_engines,
};

use crate::meetings::{FORCES, SCHOOL, UNIT, find, found, id, items, notified, planned, version};

const BELOW: &str = "甲一社区联合体";
const COURSE: [Kind; 5] =
    [Kind::Topics, Kind::AgendaItems, Kind::Invitations, Kind::Votes, Kind::MinutesRemarks];

async fn ok(client: &Client, path: &str, body: Value) -> Value {
    let answer = client.post(path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    answer.body
}

/// The topic of a body by its title, of those that the client sees.
async fn topic(client: &Client, path: &str, title: &str) -> Value {
    find(&client.get(&format!("{path}/topics")).await.body, "items", "title", title).clone()
}

async fn step(client: &Client, topic: &Value, mut step: Value) {
    step["version"] = topic["version"].clone();
    ok(client, &format!("/topics/{}/steps", id(topic)), step).await;
}

/// What two bodies did: topics of every kind of end, a meeting that was held with two votes and remarks on its minutes, one
/// that is called for and one that is planned. The clients are those of the last day.
async fn lived(app: &TestApp) -> (Client, String) {
    found(app).await;
    let client = app.client(StreetSecretary, STREET).await;
    let (path, meeting, meeting_id) = planned(app, &client, 10).await;
    let (liaison, school) = (app.client(Liaison, UNIT).await, app.client(Liaison, SCHOOL).await);
    let topics = format!("{path}/topics");
    for (of, title) in
        [(&liaison, "共用停车场"), (&school, "共用停车场"), (&school, "暑期托管"), (&liaison, "撤回的")]
    {
        ok(of, &topics, json!({ "title": title, "body": "一\n二", "meeting_id": meeting_id })).await;
    }
    let all = client.get(&topics).await.body;
    let parking: Vec<_> =
        items(&all, "items").iter().filter(|one| one["title"] == "共用停车场").cloned().collect();
    let head = parking.iter().find(|one| one["unit"]["name"] == UNIT).expect("the company's");
    let other = parking.iter().find(|one| one["unit"]["name"] == SCHOOL).expect("the school's");
    step(&client, head, json!({ "kind": "take" })).await;
    step(&client, other, json!({ "kind": "merge", "into_id": head["id"] })).await;
    step(
        &client,
        &topic(&client, &path, "暑期托管").await,
        json!({ "kind": "decline", "reason": "已有安排" }),
    )
    .await;
    step(&liaison, &topic(&liaison, &path, "撤回的").await, json!({ "kind": "withdraw" })).await;
    // What the community cannot settle goes to the street, and on to the district's office, which answers.
    let community = app.client(CommunitySecretary, COMMUNITY).await;
    let below = format!("/consortia/{}", community.id_of("/consortia", BELOW).await);
    for title in ["加装路灯", "公交改线"] {
        ok(&community, &format!("{below}/topics"), json!({ "title": title })).await;
        let asked = topic(&community, &below, title).await;
        ok(
            &community,
            &format!("/topics/{}/forward", id(&asked)),
            json!({ "version": 1, "reason": "市政负责" }),
        )
        .await;
    }
    let came = topic(&client, &path, "加装路灯").await;
    ok(&client, &format!("/topics/{}/forward", id(&came)), json!({ "version": 1, "reason": "须区里立项" }))
        .await;
    let district = app.client(DistrictAdministrator, DISTRICT).await;
    let came = topic(&client, &path, "加装路灯").await;
    ok(
        &district,
        &format!("/topics/{}/answer", id(&came)),
        json!({ "version": came["version"], "answer": "列入明年计划" }),
    )
    .await;

    let course = notified(&client, &meeting).await;
    let unit = |name: &str| find(&course, "invitations", "unit", name)["unit"]["id"].clone();
    let answer = format!("{meeting}/answer");
    liaison.put(&answer, json!({ "answer": "proxy", "proxy_unit_id": unit(SCHOOL) })).await;
    school.put(&answer, json!({ "answer": "attend" })).await;
    app.clock.turn_by(TimeDelta::days(10));
    let client = app.client(StreetSecretary, STREET).await;
    let school = app.client(Liaison, SCHOOL).await;
    let sheet = json!([{ "unit_id": unit(UNIT), "presence": "proxy", "note": SCHOOL }, { "unit_id": unit(SCHOOL), "presence": "attended" },
        { "unit_id": unit(FORCES), "presence": "leave", "note": "值班" }]);
    let saved = client
        .put(
            &format!("{meeting}/attendance"),
            json!({ "version": version(&client, &meeting).await, "attendance": sheet }),
        )
        .await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let item = find(&saved.body, "agenda", "kind", "topic")["id"].clone();
    for (question, way, item) in
        [("是否共用停车场", "by_unit", item.clone()), ("是否通报", "open", Value::Null)]
    {
        let opened = ok(
            &client,
            &format!("{meeting}/votes"),
            json!({ "question": question, "way": way, "agenda_item_id": item }),
        )
        .await;
        let vote = format!("/votes/{}", id(find(&opened, "votes", "question", question)));
        for (of, choice) in [(SCHOOL, "against"), (UNIT, "for")] {
            let ballots = json!({ "ballots": [{ "unit_id": unit(of), "choice": choice }] });
            let cast = if way == "open" { &client } else { &school };
            assert_eq!(cast.put(&format!("{vote}/ballots"), ballots).await.status, StatusCode::OK);
        }
        if way == "by_unit" {
            secret_in_tables(app).await;
        }
        ok(&client, &format!("{vote}/close"), json!({ "version": 1 })).await;
    }
    ok(&client, &format!("{meeting}/hold"), json!({ "version": version(&client, &meeting).await })).await;
    let resolution = json!({ "kind": "decision", "body": "夜间共用", "agenda_item_id": item });
    ok(&client, &format!("{meeting}/resolutions"), resolution).await;
    remarks(&client, &school, (&meeting, &unit(SCHOOL))).await;
    // One more is called for, with an answer; one is planned, with a topic on its agenda.
    let (_, next, _) = planned(app, &client, 5).await;
    notified(&client, &next).await;
    school.put(&format!("{next}/answer"), json!({ "answer": "leave", "note": "家长会" })).await;
    let (_, last, last_id) = planned(app, &client, 20).await;
    ok(&school, &topics, json!({ "title": "共用停车场", "meeting_id": last_id })).await;
    let open = items(&client.get(&topics).await.body, "items")
        .iter()
        .find(|one| one["state"] == "proposed" && one["title"] == "共用停车场")
        .cloned();
    step(&client, &open.expect("a topic"), json!({ "kind": "take" })).await;
    (client, last)
}

async fn remarks(client: &Client, school: &Client, (meeting, own): (&str, &Value)) {
    let shown = client.get(meeting).await.body;
    let attendance: Vec<_> = items(&shown, "attendance")
        .iter()
        .map(|line| json!({ "unit_id": line["unit"]["id"], "presence": line["presence"], "note": line["note"] }))
        .collect();
    let body = json!({ "version": shown["version"], "kind": shown["kind"], "held_on": shown["held_on"],
        "place": shown["place"], "agenda": shown["agenda"], "minutes": "会议议定一项。", "attendance": attendance });
    assert_eq!(client.put(meeting, body).await.status, StatusCode::OK);
    for (text, taken) in [("应为两项", true), ("应为三项", false)] {
        ok(school, &format!("{meeting}/corrections"), json!({ "unit_id": own, "body": text })).await;
        let outcomes = client.get(&format!("{meeting}/outcomes")).await.body;
        let remark = find(&outcomes, "remarks", "body", text);
        let mut decision = json!({ "version": 1, "reply": "以记录为准" });
        if taken {
            decision["change"] =
                json!({ "version": version(client, meeting).await, "minutes": "会议议定两项。" });
        }
        ok(client, &format!("/corrections/{}/decide", id(remark)), decision).await;
    }
    ok(client, &format!("{meeting}/lock"), json!({ "version": version(client, meeting).await })).await;
    ok(client, &format!("{meeting}/addenda"), json!({ "body": "附件另发。" })).await;
}

fn table(tables: &[(Kind, Table)], kind: Kind) -> &Table {
    tables.iter().find(|(of, _)| *of == kind).map(|(_, table)| table).expect("a table")
}

fn cells<'t>(table: &'t Table, column: &str) -> Vec<&'t str> {
    let at = table.header.iter().position(|name| name == column).expect("a column");
    table.rows.iter().filter_map(|row| row.cells.get(at)).collect()
}

/// While units vote each for itself, no table says how any did, nor which of them has.
async fn secret_in_tables(app: &TestApp) {
    let tables = full_export(&app.lianhe).await;
    let ballots = cells(table(&tables, Kind::Votes), "ballots").concat();
    assert_eq!(ballots, format!("{SCHOOL}：未公开；{UNIT}：未公开"));
    read(&another(app).await.0, &tables).await;
}

async fn another(app: &TestApp) -> (Lianhe, TestDb) {
    let empty = TestDb::sqlite().await;
    (Lianhe::new(empty.db.clone(), app.lianhe.clock.clone(), testing::keys()), empty)
}

/// Reads every table; what each report says.
async fn read(lianhe: &Lianhe, tables: &[(Kind, Table)]) -> Vec<(Kind, Report)> {
    let mut reports = Vec::new();
    for (kind, table) in tables {
        let report = import(lianhe, Import::new(*kind, table.clone(), kind.word())).await.expect("an import");
        assert_eq!(report.refused, 0, "{}: {:?}", kind.word(), report.issues);
        reports.push((*kind, report));
    }
    reports
}

/// The rules by which the rows of a table are refused, with their columns.
async fn refused(client: &Client, kind: &str, text: &str) -> Vec<(String, String)> {
    let path = format!("/imports?kind={kind}&file=t.csv&dry_run=true");
    let (_, mut lines) = client.upload(&path, text.as_bytes()).await;
    let last = lines.pop().expect("a report");
    let issues = items(&last["report"], "issues").to_vec();
    assert!(last["report"].is_object(), "{last}");
    let told = |issue: &&Value| issue["severity"] == "refused";
    let word = |issue: &Value, key: &str| issue[key].as_str().unwrap_or_default().to_owned();
    issues.iter().filter(told).map(|issue| (word(issue, "rule"), word(issue, "column"))).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(rule, column)| ((*rule).to_owned(), (*column).to_owned())).collect()
}

const HEAD: &str = "consortium,meeting,held_on";
const HELD: &str = "甲街道联合体,joint_conference,2026-01-20";

/// The demonstration's tables of consortia and their meetings, with what those refer to.
async fn demonstration() -> Vec<(Kind, Table)> {
    use Kind as K;
    let left_out = [K::Outlines, K::Population, K::Economy, K::PartyAggregates, K::Appointments];
    let exchange = [K::Resources, K::Projects, K::Demands, K::Claims];
    let mut tables = Vec::new();
    for kind in service::export::ORDER {
        if left_out.contains(&kind) || exchange.contains(&kind) {
            continue;
        }
        let name = kind.word().replace('-', "_");
        let path = format!("{}/../../demo/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(&path).expect("a table of the demonstration");
        tables.push((kind, read_table(bytes, format!("{name}.csv"), None).await.expect("a table")));
    }
    tables
}

/// The demonstration goes out of one engine and into the other, and comes out the same.
async fn demonstration_moves(from: TestDb, to: TestDb) {
    let clock = Arc::new(TestClock::at("2026-11-24T04:00:00Z"));
    let open = |database: &TestDb| Lianhe::new(database.db.clone(), clock.clone(), testing::keys());
    let (first, second) = (open(&from), open(&to));
    let tables = demonstration().await;
    read(&first, &tables).await;
    let course: Vec<_> = tables.iter().filter(|(kind, _)| COURSE.contains(kind)).cloned().collect();
    for (kind, report) in read(&first, &course).await {
        assert_eq!(report.unchanged, report.rows, "{}: {report:?}", kind.word());
    }
    let out = full_export(&first).await;
    read(&second, &out).await;
    for ((kind, before), (_, after)) in out.iter().zip(full_export(&second).await) {
        assert_eq!(*before, after, "{}", kind.word());
    }
    for (kind, table) in &course {
        let told = out.iter().find(|(of, _)| of == kind).map(|(_, table)| table.rows.len());
        assert_eq!(told, Some(table.rows.len()), "{}", kind.word());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_moves_from_one_database_to_another() {
    let from = match TestDb::postgres().await {
        Some(postgres) => postgres,
        None => TestDb::sqlite().await,
    };
    demonstration_moves(from, TestDb::sqlite().await).await;
}

on_both_engines! {
    async fn the_course_of_meetings_comes_out_as_it_went_in(app) {
        let (_, last) = lived(&app).await;
        let out = full_export(&app.lianhe).await;
        let counts: Vec<_> = COURSE.iter().map(|kind| table(&out, *kind).rows.len()).collect();
        assert_eq!(counts, [9, 4, 6, 2, 3], "{:?}", COURSE.map(|kind| table(&out, kind)));
        let topics = table(&out, Kind::Topics);
        let merged: Vec<_> = cells(topics, "merged_into").into_iter().filter(|label| !label.is_empty()).collect();
        assert!(merged.len() == 1 && merged[0].starts_with("共用停车场（") && merged[0].ends_with("安泰示例机械有限公司）"), "{merged:?}");
        let stages = cells(table(&out, Kind::Meetings), "stage");
        assert_eq!(stages.iter().filter(|stage| **stage == "notified").count(), 1, "{stages:?}");
        let votes = table(&out, Kind::Votes);
        assert!(cells(votes, "ballots").iter().all(|line| *line == format!("{SCHOOL}：反对；{UNIT}：赞成（{SCHOOL}代投）")), "{votes:?}");

        let (second, _keep) = another(&app).await;
        read(&second, &out).await;
        for ((kind, before), (_, after)) in out.iter().zip(full_export(&second).await) {
            assert_eq!(*before, after, "{}", kind.word());
        }
        // A second reading finds nothing new, here and in the database from which they come.
        let course: Vec<_> = out.iter().filter(|(kind, _)| COURSE.contains(kind) || *kind == Kind::Meetings).cloned().collect();
        for lianhe in [&second, &app.lianhe] {
            for (kind, report) in read(lianhe, &course).await {
                assert_eq!(report.unchanged, report.rows, "{}: {report:?}", kind.word());
            }
        }
        // The meeting that is planned keeps the topic on its agenda.
        let client = app.client(StreetSecretary, STREET).await;
        let course = client.get(&format!("{last}/course")).await.body;
        assert_eq!(find(&course, "agenda", "kind", "topic")["title"], "共用停车场", "{course}");
    }

    async fn imports_of_the_course_are_undone(app) {
        let tables = {
            let first = TestApp::sqlite().await;
            lived(&first).await;
            full_export(&first.lianhe).await
        };
        app.clock.turn_by(TimeDelta::days(10));
        let wanted = [Kind::Consortia, Kind::Charters, Kind::Members, Kind::Meetings, Kind::Resolutions];
        for (kind, table) in tables.iter().filter(|(kind, _)| wanted.contains(kind) || COURSE.contains(kind)) {
            let report = import(&app.lianhe, Import::new(*kind, table.clone(), kind.word())).await.expect("an import");
            assert_eq!((report.refused, report.added), (0, report.rows), "{}: {:?}", kind.word(), report.issues);
        }
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let runs = client.get("/imports").await.body;
        let undo = async |kind: &str| {
            let run = items(&runs, "items").iter().find(|run| run["kind"] == kind).expect("a run")["id"].clone();
            client.post(&format!("/imports/{}/undo", run.as_str().expect("an id")), json!({})).await
        };
        // What others refer to stays until they have gone.
        assert_eq!(undo("topics").await.body["code"], "import.changed_since");
        for kind in ["minutes-remarks", "votes", "invitations", "agenda-items", "topics", "resolutions", "meetings"] {
            let undone = undo(kind).await;
            assert_eq!(undone.status, StatusCode::OK, "{kind}: {}", undone.body);
        }
        let left = full_export(&app.lianhe).await;
        for kind in COURSE.into_iter().chain([Kind::Meetings, Kind::Resolutions]) {
            assert!(table(&left, kind).rows.is_empty(), "{}", kind.word());
        }
    }

    async fn an_open_past_is_told_to_its_end_and_a_settled_one_stays(app) {
        found(&app).await;
        app.import(Kind::Meetings, "consortium,kind,held_on,place,agenda,starts_at,topics_until,notified_on,minutes\n甲街道联合体,joint_conference,2026-02-20,三楼,议停车,09:30,2026-02-10,2026-02-15,议定一项\n").await;
        let held = "甲街道联合体,joint_conference,2026-02-20";
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let told = async |kind: Kind, text: String| {
            let path = format!("/imports?kind={}&file=t.csv", kind.word());
            let (_, mut lines) = client.upload(&path, text.as_bytes()).await;
            let report = lines.pop().expect("a report")["report"].clone();
            let count = |key: &str| report[key].as_u64().unwrap_or_default();
            assert_eq!(count("refused"), 0, "{}: {report}", kind.word());
            [count("added"), count("changed"), count("unchanged")]
        };
        let topic = |rest: &str| format!("consortium,title,unit,proposed_on,state,reason\n甲街道联合体,停车,{SCHOOL},2026-02-01,{rest}\n");
        assert_eq!(told(Kind::Topics, topic(",")).await, [1, 0, 0]);
        assert_eq!(told(Kind::Topics, topic("未采纳,已有安排")).await, [0, 1, 0]);
        assert_eq!(told(Kind::Topics, topic("not_taken,已有安排")).await, [0, 0, 1]);
        let called = |rest: &str| format!("{HEAD},unit,answer,note,answered_on\n{held},{SCHOOL},{rest}\n");
        assert_eq!(told(Kind::Invitations, called(",,")).await, [1, 0, 0]);
        assert_eq!(told(Kind::Invitations, called("请假,开会,2026-02-16")).await, [0, 1, 0]);
        assert_eq!(told(Kind::Invitations, called("leave,开会,2026-02-16")).await, [0, 0, 1]);
        let item = format!("{HEAD},sequence,kind,title,resolutions\n{held},1,report,通报,");
        assert_eq!(told(Kind::AgendaItems, format!("{item}\n")).await, [1, 0, 0]);
        app.import(Kind::Resolutions, &format!("{HEAD},sequence,kind,body\n{held},1,decision,共用车位\n")).await;
        assert_eq!(told(Kind::AgendaItems, format!("{item}1\n")).await, [0, 1, 0]);
        assert_eq!(told(Kind::AgendaItems, format!("{item}1\n")).await, [0, 0, 1]);
        let remark = |rest: &str| format!("{HEAD},kind,unit,body,made_on,state,reply\n{held},更正意见,{SCHOOL},应为两项,2026-02-21,{rest}\n");
        assert_eq!(told(Kind::MinutesRemarks, remark("open,")).await, [1, 0, 0]);
        assert_eq!(told(Kind::MinutesRemarks, remark("not_taken,以记录为准")).await, [0, 1, 0]);
        let vote = format!("{HEAD},question,way,opened_on,closed_on,ballots\n{held},是否共用,by_unit,2026-02-20,2026-02-20,");
        assert_eq!(told(Kind::Votes, format!("{vote}{SCHOOL}：赞成；{UNIT}：反对（{SCHOOL}代投）；{FORCES}：未投\n")).await, [1, 0, 0]);
        assert_eq!(told(Kind::Votes, format!("{vote}{FORCES}：未投；{UNIT}：反对（{SCHOOL}代投）；{SCHOOL}：赞成\n")).await, [0, 0, 1]);
        // Who reads the meeting's page sees all of it.
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let path = format!("/consortia/{}", district.id_of("/consortia", crate::meetings::BODY).await);
        let meetings = district.get(&format!("{path}/meetings")).await.body;
        let meeting = format!("/meetings/{}", id(find(&meetings, "items", "held_on", "2026-02-20")));
        let course = district.get(&format!("{meeting}/course")).await.body;
        assert_eq!((&course["votes"][0]["count"]["for"], &course["votes"][0]["count"]["against"]), (&json!(1), &json!(1)), "{course}");
        assert_eq!(find(&course, "invitations", "unit", SCHOOL)["note"], "开会");
        // What is settled is not rewritten.
        for (kind, text) in [
            ("topics", topic("proposed,")),
            ("invitations", called("attend,,2026-02-16")),
            ("agenda-items", format!("{item}1\n").replace("通报", "另报")),
            ("votes", format!("{vote}{SCHOOL}：反对\n")),
            ("minutes-remarks", remark("taken,")),
        ] {
            let issues = refused(&district, kind, &text).await;
            assert!(issues.len() == 1 && issues[0].0 == "course.differs", "{kind}: {issues:?}");
        }
    }

    async fn bad_rows_are_refused_by_field_and_rule(app) {
        found(&app).await;
        app.import(Kind::Meetings, "consortium,kind,held_on,place,agenda,starts_at\n甲街道联合体,liaison_meeting,2026-12-20,三楼,,09:30\n").await;
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let topics = format!("consortium,title,unit,proposed_on,state,reason,merged_into,meeting,held_on,answered_on
没有的联合体,甲,,2026-01-05,,,,,,
甲街道联合体,,,2026-01-05,,,,,,
甲街道联合体,甲,乙地示例商贸有限公司,2026-01-05,,,,,,
甲街道联合体,甲,没有的单位,2026-01-05,,,,,,
甲街道联合体,甲,,2026-01-05,随便,,,,,
甲街道联合体,甲,,2026-01-05,taken,,,,,
甲街道联合体,甲,,2026-01-05,taken,,,joint_conference,2026-01-21,
甲街道联合体,甲,,2026-01-05,not_taken,,,,,
甲街道联合体,甲,,2026-01-05,merged,,没有的议题,,,
甲街道联合体,甲,,2027-01-05,,,,,,
甲街道联合体,甲,,2026-01-05,answered,,,,,2026-01-06
甲街道联合体,甲,{SCHOOL},2026-01-05,,,,,,
");
        let expected = [("consortium.unknown", "consortium"), ("name.empty", "title"), ("membership.not_member", "unit"), ("unit.unknown", "unit"),
            ("word.unknown", "state"), ("course.lacks", "held_on"), ("meeting.unknown", "held_on"), ("course.lacks", "reason"),
            ("topic.unknown", "merged_into"), ("date.in_future", "proposed_on"), ("course.lacks", "answer")];
        assert_eq!(refused(&client, "topics", &topics).await, pairs(&expected));
        let items = format!("{HEAD},sequence,kind,title,minutes,topic,task_unit,task_held_on,resolutions
{HELD},0,report,通报,,,,,
{HELD},1,report,,,,,,
{HELD},1,report,通报,900,,,,
{HELD},1,topic,停车,,,,,
{HELD},1,topic,停车,,停车,,,
{HELD},1,task,划线,,,{SCHOOL},2026-01-20,
{HELD},1,report,通报,,,,,7
{HELD},1,report,通报,5,,,,
{HELD},1,report,别的,5,,,,
");
        let expected = [("agenda.number", "sequence"), ("name.empty", "title"), ("agenda.minutes", "minutes"), ("course.lacks", "topic"),
            ("topic.unknown", "topic"), ("task.unknown", "title"), ("resolution.unknown", "resolutions"), ("course.differs", "sequence")];
        assert_eq!(refused(&client, "agenda-items", &items).await, pairs(&expected));
        let invitations = format!("{HEAD},unit,answer,note,proxy_unit,answered_on
{HELD},没有的单位,attend,,,2026-01-10
{HELD},乙地示例商贸有限公司,attend,,,2026-01-10
{HELD},{SCHOOL},leave,,,2026-01-10
{HELD},{SCHOOL},attend,,,
{HELD},{SCHOOL},attend,,{UNIT},2026-01-10
{HELD},{SCHOOL},proxy,,{SCHOOL},2026-01-10
{HELD},{SCHOOL},attend,,,2027-01-10
甲街道联合体,liaison_meeting,2026-12-20,{SCHOOL},attend,,,2026-01-10
{HELD},{SCHOOL},attend,,,2026-01-10
{HELD},{SCHOOL},leave,出差,,2026-01-10
");
        let expected = [("unit.unknown", "unit"), ("membership.not_member", "unit"), ("meeting.attendance_reason", "note"), ("course.lacks", "answered_on"),
            ("course.lacks", "proxy_unit"), ("invitation.proxy_unit", "proxy_unit"), ("date.in_future", "answered_on"),
            ("meeting.not_notified", "held_on"), ("course.differs", "unit")];
        assert_eq!(refused(&client, "invitations", &invitations).await, pairs(&expected));
        let vote = |rest: &str| format!("{HELD},是否共用,{rest}\n");
        let votes = format!("{HEAD},question,way,item,opened_on,closed_on,ballots\n{}", [
            "by_unit,,2026-01-20,,北山示例小学：未公开", "by_unit,,2026-01-20,2026-01-19,北山示例小学：赞成", "open,,2026-01-20,2026-01-20,",
            "open,3,2026-01-20,2026-01-20,北山示例小学：赞成", "open,,2026-01-20,2026-01-20,北山示例小学", "open,,2026-01-20,2026-01-20,北山示例小学：同意吧",
            "open,,2026-01-20,2026-01-20,没有的单位：赞成", "open,,2026-01-20,2026-01-20,乙地示例商贸有限公司：赞成",
            "open,,2026-01-20,2026-01-20,北山示例小学：赞成；北山示例小学：反对", "随便,,2026-01-20,2026-01-20,北山示例小学：赞成",
            "open,,2026-01-20,2026-01-20,北山示例小学：赞成",
        ].map(vote).concat());
        let expected = [("vote.open", "closed_on"), ("step.before", "closed_on"), ("name.empty", "ballots"), ("agenda.item_unknown", "item"),
            ("vote.ballot_line", "ballots"), ("vote.ballot_line", "ballots"), ("unit.unknown", "ballots"), ("membership.not_member", "ballots"),
            ("vote.ballot_twice", "ballots"), ("word.unknown", "way")];
        assert_eq!(refused(&client, "votes", &votes).await, pairs(&expected));
        let remarks = format!("{HEAD},kind,unit,body,made_on,state,reply
{HELD},addendum,,补一句,2026-01-25,added,
{HELD},correction,,应为两项,2026-01-25,open,
{HELD},correction,{SCHOOL},,2026-01-25,open,
{HELD},correction,{SCHOOL},应为两项,2026-01-25,not_taken,
{HELD},correction,{SCHOOL},应为两项,2026-01-25,added,
{HELD},correction,乙地示例商贸有限公司,应为两项,2026-01-25,open,
甲街道联合体,liaison_meeting,2026-12-20,correction,{SCHOOL},应为两项,2026-01-25,open,
{HELD},correction,{SCHOOL},应为两项,2026-01-25,open,
");
        let expected = [("minutes.not_locked", "kind"), ("course.lacks", "unit"), ("reason.empty", "body"), ("course.lacks", "reply"), ("course.lacks", "state"),
            ("membership.not_member", "unit"), ("minutes.missing", "held_on")];
        assert_eq!(refused(&client, "minutes-remarks", &remarks).await, pairs(&expected));
        // A secret vote that goes on says nothing of how; a meeting that was not called has no notice.
        app.import(Kind::Meetings, "consortium,kind,held_on,place,agenda,stage,notified_on\n甲街道联合体,liaison_meeting,2026-02-05,三楼,,notified,2026-02-01\n").await;
        let open = format!("{HEAD},question,way,opened_on,ballots\n甲街道联合体,liaison_meeting,2026-02-05,是否共用,by_unit,2026-02-05,{SCHOOL}：赞成\n");
        assert_eq!(refused(&client, "votes", &open).await, pairs(&[("vote.secret", "ballots")]));
        let meetings = "consortium,kind,held_on,place,agenda,stage,topics_until,notified_on,cancelled_reason
甲街道联合体,joint_conference,2026-12-21,三楼,,notified,,,
甲街道联合体,joint_conference,2026-12-21,三楼,,planned,2026-12-25,,
甲街道联合体,joint_conference,2026-12-21,三楼,,planned,,,改期
甲街道联合体,joint_conference,2026-12-21,三楼,,planned,,2026-12-01,
甲街道联合体,joint_conference,2026-12-21,三楼,,held,,,
";
        let expected = [("course.lacks", "notified_on"), ("topic.until", "topics_until"), ("course.lacks", "cancelled_reason"), ("date.in_future", "notified_on"),
            ("date.in_future", "held_on")];
        assert_eq!(refused(&client, "meetings", meetings).await, pairs(&expected));
        // A street's own office answers no topic in the name of the body above.
        let street = app.client(StreetSecretary, STREET).await;
        let answered = "consortium,title,proposed_on,state,reason,forwarded_on,answer,answered_on\n甲街道联合体,路灯,2026-01-05,answered,市政负责,2026-01-06,同意,2026-01-07\n";
        assert_eq!(refused(&street, "topics", answered).await, pairs(&[("import.row_out_of_reach", "row")]));
        assert_eq!(refused(&client, "topics", answered).await, []);
    }
}
