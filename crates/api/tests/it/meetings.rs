//! `/meetings` before and during a meeting, `/topics`, `/votes`.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{COMMUNITY, Client, DISTRICT, STREET, TestApp, on_both_engines};

pub(crate) const UNIT: &str = "安泰示例机械有限公司";
pub(crate) const FORCES: &str = "驻甲示例部队";
pub(crate) const SCHOOL: &str = "北山示例小学";
pub(crate) const BODY: &str = "甲街道联合体";

pub(crate) async fn found(app: &TestApp) {
    for (kind, text) in [
        (
            Kind::Consortia,
            "name,division_code,valid_from,document\n甲街道联合体,990101001000,2017-03-15,甲工委〔2017〕1号\n甲一社区联合体,990101001001,2018-03-15,甲工委〔2018〕1号\n",
        ),
        (
            Kind::Charters,
            "consortium,item,value,valid_from,reason\n,joint_conference_months,3,2017-01-01,\n,liaison_meeting_months,1,2026-01-01,\n,quorum_percent,60,2017-01-01,\n,notice_days,3,2017-01-01,\n,topic_call_days,7,2017-01-01,\n",
        ),
        (
            Kind::Members,
            "consortium,unit,applied_on,consulted_on,decided_on,valid_from
甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01
甲街道联合体,驻甲示例部队,2018-01-05,2018-01-10,2018-01-20,2018-02-01
甲街道联合体,北山示例小学,2018-01-05,2018-01-10,2018-01-20,2018-02-01
甲一社区联合体,北山示例小学,2018-04-05,2018-04-10,2018-04-20,2018-05-01
",
        ),
        (
            Kind::Meetings,
            "consortium,kind,held_on,place,agenda\n甲街道联合体,joint_conference,2026-01-20,二楼会议室,安排工作\n",
        ),
    ] {
        app.import(kind, text).await;
    }
}

pub(crate) fn items<'a>(body: &'a Value, of: &str) -> &'a [Value] {
    body[of].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn find<'a>(body: &'a Value, of: &str, key: &str, value: &str) -> &'a Value {
    let named = |item: &&Value| item[key] == value || item[key]["name"] == value;
    items(body, of).iter().find(named).unwrap_or_else(|| panic!("{value} in {body}"))
}

pub(crate) fn id(body: &Value) -> &str {
    body["id"].as_str().expect("an id")
}

/// The street's consortium with a meeting that is planned some days ahead.
pub(crate) async fn planned(app: &TestApp, client: &Client, days: i64) -> (String, String, String) {
    let path = format!("/consortia/{}", client.id_of("/consortia", BODY).await);
    let on = app.lianhe.today() + TimeDelta::days(days);
    let plan = json!({ "kind": "joint_conference", "held_on": on, "starts_at": "09:30", "ends_at": "11:00", "place": "三楼会议室" });
    let made = client.post(&format!("{path}/meetings/planned"), plan).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    (path, format!("/meetings/{}", id(&made.body)), id(&made.body).to_owned())
}

pub(crate) async fn version(client: &Client, meeting: &str) -> Value {
    client.get(meeting).await.body["version"].clone()
}

/// Sends the notice of a planned meeting.
pub(crate) async fn notified(client: &Client, meeting: &str) -> Value {
    let sent =
        client.post(&format!("{meeting}/notice"), json!({ "version": version(client, meeting).await })).await;
    assert_eq!((sent.status, &sent.body["stage"]), (StatusCode::OK, &json!("notified")), "{}", sent.body);
    client.get(&format!("{meeting}/course")).await.body
}

on_both_engines! {
    async fn a_meeting_is_planned_moved_and_cancelled_and_fulfils_nothing_until_it_is_held(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = format!("/consortia/{}", client.id_of("/consortia", BODY).await);
        let dates = client.get(&format!("{path}/meeting-dates?kind=liaison_meeting")).await;
        assert_eq!(dates.status, StatusCode::OK, "{}", dates.body);
        assert!(!items(&dates.body, "days").is_empty() && dates.body["notice_days"] == 3, "{}", dates.body);
        let (path, meeting, _) = planned(&app, &client, 10).await;
        let before = client.get(&meeting).await.body;
        assert_eq!((&before["stage"], &before["starts_at"], &before["revision"]), (&json!("planned"), &json!("09:30"), &json!(0)));
        assert_eq!(before["topics_until"], json!(app.lianhe.today() + TimeDelta::days(3)));
        let owed = client.get(&format!("{path}/obligations")).await.body;
        assert!(items(&owed, "items").iter().all(|o| o["meeting_id"] != before["id"]), "{owed}");

        let past = json!({ "version": before["version"], "held_on": "2026-01-05", "starts_at": "09:30", "place": "三楼" });
        assert_eq!(client.post(&format!("{meeting}/reschedule"), past).await.body["code"], "meeting.past");
        let on = app.lianhe.today() + TimeDelta::days(12);
        let to = |times: (&str, &str)| json!({ "version": before["version"], "held_on": on, "starts_at": times.0, "ends_at": times.1, "place": "四楼" });
        assert_eq!(client.post(&format!("{meeting}/reschedule"), to(("15:00", "14:00"))).await.body["code"], "meeting.times");
        assert_eq!(client.post(&format!("{meeting}/reschedule"), to(("3点", ""))).await.body["field"], "starts_at");
        let moved = client.post(&format!("{meeting}/reschedule"), to(("14:00", "15:00"))).await;
        assert_eq!((&moved.body["revision"], &moved.body["place"]), (&json!(1), &json!("四楼")), "{}", moved.body);
        assert_eq!(client.post(&format!("{meeting}/reschedule"), to(("14:30", ""))).await.status, StatusCode::CONFLICT);

        // The community has a meeting of the same school on that day: both know of it.
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let below = format!("/consortia/{}", community.id_of("/consortia", "甲一社区联合体").await);
        let plan = json!({ "kind": "liaison_meeting", "held_on": on, "starts_at": "09:30", "place": "社区活动室" });
        assert_eq!(community.post(&format!("{below}/meetings/planned"), plan).await.status, StatusCode::CREATED);
        let course = client.get(&format!("{meeting}/course")).await.body;
        assert_eq!((items(&course, "clashes").len(), &course["clashes"][0]["units"]), (1, &json!(1)), "{course}");

        let edit = json!({ "version": moved.body["version"], "kind": "joint_conference", "held_on": "2026-01-05", "place": "x", "agenda": "x", "attendance": [] });
        assert_eq!(client.put(&meeting, edit).await.body["code"], "meeting.stage");
        assert_eq!(client.post(&format!("{meeting}/lock"), json!({ "version": moved.body["version"] })).await.body["code"], "meeting.stage");
        let none = client.post(&format!("{meeting}/cancel"), json!({ "version": moved.body["version"], "reason": " " })).await;
        assert_eq!(none.body["code"], "reason.empty");
        let gone = client.post(&format!("{meeting}/cancel"), json!({ "version": moved.body["version"], "reason": "与市里会议冲突" })).await;
        assert_eq!((&gone.body["stage"], &gone.body["cancelled_reason"]), (&json!("cancelled"), &json!("与市里会议冲突")), "{}", gone.body);
        let listed = client.get(&format!("{path}/meetings")).await.body;
        assert!(items(&listed, "items").iter().any(|row| row["stage"] == "cancelled"));
        let again = client.post(&format!("{meeting}/notice"), json!({ "version": gone.body["version"] })).await;
        assert_eq!((again.status, &again.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("meeting.stage")));
    }

    async fn topics_are_called_for_taken_merged_and_refused_and_none_is_lost(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let (path, meeting, meeting_id) = planned(&app, &client, 10).await;
        let (liaison, school) = (app.client(Liaison, UNIT).await, app.client(Liaison, SCHOOL).await);
        let topics = format!("{path}/topics");
        let propose = |title: &str| json!({ "title": title, "meeting_id": meeting_id });
        assert_eq!(liaison.post(&topics, propose(" ")).await.body["field"], "title");
        let made = liaison.post(&topics, propose("共用停车场")).await;
        assert_eq!((made.status, &made.body["items"][0]["unit"]["name"]), (StatusCode::CREATED, &json!(UNIT)), "{}", made.body);
        let mine = made.body["items"][0].clone();
        school.post(&topics, propose("校门口停车")).await;
        let other = school.post(&topics, propose("暑期托管")).await.body;
        // A unit sees its own, and touches no other's.
        assert_eq!(items(&liaison.get(&topics).await.body, "items").len(), 1);
        let foreign = format!("/topics/{}", id(find(&other, "items", "title", "暑期托管")));
        assert_eq!(liaison.put(&foreign, json!({ "version": 1, "title": "别的" })).await.status, StatusCode::FORBIDDEN);
        let one = format!("/topics/{}", id(&mine));
        assert_eq!(liaison.put(&one, json!({ "version": 1, "title": "夜间共用停车场", "body": "晚七点以后" })).await.status, StatusCode::OK);
        assert_eq!(liaison.post(&format!("{one}/steps"), json!({ "version": 2, "kind": "take" })).await.status, StatusCode::FORBIDDEN);
        let desk = client.get("/desk").await.body;
        assert_eq!(items(&desk, "items").iter().filter(|item| item["kind"] == "topic_waiting").count(), 3);

        assert_eq!(client.post(&format!("{one}/steps"), json!({ "version": 1, "kind": "take" })).await.status, StatusCode::CONFLICT);
        assert_eq!(client.post(&format!("{one}/steps"), json!({ "version": 2, "kind": "take" })).await.status, StatusCode::OK);
        let second = find(&other, "items", "title", "校门口停车");
        let merged = client.post(&format!("/topics/{}/steps", id(second)), json!({ "version": 1, "kind": "merge", "into_id": mine["id"] })).await;
        assert_eq!(find(&merged.body, "items", "title", "校门口停车")["merged_into"]["name"], "夜间共用停车场", "{}", merged.body);
        let third = find(&other, "items", "title", "暑期托管");
        let steps = format!("/topics/{}/steps", id(third));
        assert_eq!(client.post(&steps, json!({ "version": 1, "kind": "decline" })).await.body["code"], "reason.empty");
        assert_eq!(client.post(&steps, json!({ "version": 1, "kind": "merge", "into_id": third["id"] })).await.body["code"], "topic.merge");
        assert_eq!(client.post(&steps, json!({ "version": 1, "kind": "decline", "reason": "上次会议已有安排" })).await.status, StatusCode::OK);
        let told = school.get(&topics).await.body;
        let refused = find(&told, "items", "title", "暑期托管");
        assert_eq!((&refused["state"], &refused["reason"]), (&json!("not_taken"), &json!("上次会议已有安排")));
        assert_eq!(liaison.post(&format!("{one}/steps"), json!({ "version": 3, "kind": "withdraw" })).await.body["code"], "topic.step");

        // The handling of what was decided before comes first; then what was taken.
        let course = client.get(&format!("{meeting}/course")).await.body;
        let kinds: Vec<_> = items(&course, "agenda").iter().map(|item| item["kind"].as_str().unwrap_or_default()).collect();
        assert_eq!(kinds, ["follow_up", "topic"], "{course}");
        let agenda = format!("{meeting}/agenda");
        let left = json!({ "version": course["version"], "items": [{ "kind": "report", "title": "通报" }] });
        assert_eq!(client.put(&agenda, left).await.body["code"], "agenda.topic_missing");
        let long = json!({ "version": course["version"], "items": [{ "kind": "topic", "topic_id": mine["id"], "minutes": 1000 }] });
        assert_eq!(client.put(&agenda, long).await.body["code"], "agenda.minutes");
        let set = json!({ "version": course["version"], "items": [
            { "kind": "report", "title": "上季度情况", "minutes": 5 }, { "kind": "topic", "topic_id": mine["id"], "presenter": "李示二", "minutes": 20 },
            { "kind": "follow_up", "minutes": 10 }] });
        let set = client.put(&agenda, set).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        let times: Vec<_> = items(&set.body, "agenda").iter().map(|item| (item["kind"].as_str().unwrap_or_default(), item["starts_at"].as_str().unwrap_or_default())).collect();
        assert_eq!(times, [("follow_up", "09:30"), ("report", "09:40"), ("topic", "09:45")]);

        // Late: refused with the way out; the secretariat can still enter it.
        app.clock.turn_by(TimeDelta::days(5));
        let (client, liaison) = (app.client(StreetSecretary, STREET).await, app.client(Liaison, UNIT).await);
        let late = liaison.post(&topics, propose("太晚")).await;
        assert_eq!((&late.body["code"], late.body["hint"].as_str().is_some_and(|hint| hint.contains("秘书处"))), (&json!("topic.late"), true), "{}", late.body);
        assert_eq!(liaison.post(&topics, json!({ "title": "下次再说" })).await.status, StatusCode::CREATED);
        assert_eq!(client.post(&topics, propose("代为提出")).await.status, StatusCode::CREATED);
        // Cancelled, the meeting gives its topics back.
        let reason = json!({ "version": version(&client, &meeting).await, "reason": "延后" });
        assert_eq!(client.post(&format!("{meeting}/cancel"), reason).await.status, StatusCode::OK);
        let all = client.get(&topics).await.body;
        let freed = find(&all, "items", "title", "夜间共用停车场");
        assert_eq!((&freed["state"], &freed["meeting_id"]), (&json!("proposed"), &Value::Null));
        assert_eq!(items(&all, "items").len(), 5);
    }

    async fn a_notice_calls_the_members_and_tells_the_body_above(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let (_, meeting, _) = planned(&app, &client, 10).await;
        let liaison = app.client(Liaison, UNIT).await;
        let answer = format!("{meeting}/answer");
        assert_eq!(liaison.put(&answer, json!({ "answer": "attend" })).await.body["code"], "meeting.stage");
        let course = notified(&client, &meeting).await;
        assert_eq!((items(&course, "invitations").len(), &course["notice"]["short"]), (3, &json!(false)), "{course}");
        let desk = liaison.get("/desk").await.body;
        let called = find(&desk, "items", "kind", "invitation_open");
        assert_eq!((&called["meeting"]["place"], &called["meeting"]["starts_at"]), (&json!("三楼会议室"), &json!("09:30")));
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        find(&district.get("/desk").await.body, "items", "kind", "notice_arrived");
        assert!(items(&client.get("/desk").await.body, "items").iter().all(|item| item["kind"] != "notice_arrived"));

        assert_eq!(liaison.put(&answer, json!({ "answer": "leave" })).await.body["code"], "meeting.attendance_reason");
        let unit = |name: &str| find(&course, "invitations", "unit", name)["unit"]["id"].clone();
        assert_eq!(liaison.put(&answer, json!({ "unit_id": unit(SCHOOL), "answer": "attend" })).await.body["code"], "invitation.not_called");
        assert_eq!(liaison.put(&answer, json!({ "answer": "proxy", "proxy_unit_id": unit(UNIT) })).await.body["code"], "invitation.proxy_unit");
        let answered = liaison.put(&answer, json!({ "answer": "proxy", "proxy_unit_id": unit(SCHOOL) })).await;
        assert_eq!(find(&answered.body, "invitations", "unit", UNIT)["proxy_unit"]["name"], SCHOOL, "{}", answered.body);
        assert!(items(&liaison.get("/desk").await.body, "items").iter().all(|item| item["kind"] != "invitation_open"));
        // The secretariat enters what was said on the phone.
        let phoned = client.put(&answer, json!({ "unit_id": unit(FORCES), "answer": "leave", "note": "战备值班" })).await;
        assert_eq!(find(&phoned.body, "sheet", "unit", FORCES)["presence"], "leave", "{}", phoned.body);
        assert_eq!(find(&phoned.body, "sheet", "unit", UNIT)["note"], SCHOOL);
        assert_eq!(find(&phoned.body, "sheet", "unit", SCHOOL)["presence"], "absent");
        // At another time everybody is asked again.
        let when = json!({ "version": version(&client, &meeting).await, "held_on": app.lianhe.today() + TimeDelta::days(1), "starts_at": "09:30", "place": "三楼" });
        assert_eq!(client.post(&format!("{meeting}/reschedule"), when.clone()).await.body["field"], "reason");
        let mut when = when;
        when["reason"] = json!("会议室检修");
        assert_eq!(client.post(&format!("{meeting}/reschedule"), when).await.body["revision"], 1);
        let course = client.get(&format!("{meeting}/course")).await.body;
        assert!(items(&course, "invitations").iter().all(|one| one["answer"].is_null()), "{course}");
        assert_eq!(course["notice"]["short"], true);
    }

    async fn a_vote_is_of_those_who_are_there_and_a_held_meeting_fulfils(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let (path, meeting, _) = planned(&app, &client, 1).await;
        let (liaison, school) = (app.client(Liaison, UNIT).await, app.client(Liaison, SCHOOL).await);
        let course = notified(&client, &meeting).await;
        let unit = |name: &str| find(&course, "invitations", "unit", name)["unit"]["id"].clone();
        liaison.put(&format!("{meeting}/answer"), json!({ "answer": "proxy", "proxy_unit_id": unit(SCHOOL) })).await;
        school.put(&format!("{meeting}/answer"), json!({ "answer": "attend" })).await;
        let sheet = |forces: &str| json!([{ "unit_id": unit(UNIT), "presence": "proxy", "note": SCHOOL }, { "unit_id": unit(SCHOOL), "presence": "attended" },
            { "unit_id": unit(FORCES), "presence": forces, "note": "值班" }]);
        let attendance = format!("{meeting}/attendance");
        let early = client.put(&attendance, json!({ "version": version(&client, &meeting).await, "attendance": sheet("leave") })).await;
        assert_eq!(early.body["code"], "meeting.early");
        app.clock.turn_by(TimeDelta::days(1));
        let client = app.client(StreetSecretary, STREET).await;
        let (liaison, school) = (app.client(Liaison, UNIT).await, app.client(Liaison, SCHOOL).await);
        let votes = format!("{meeting}/votes");
        let vote = json!({ "question": "是否共用停车场", "way": "by_unit" });
        assert_eq!(client.post(&votes, vote.clone()).await.body["code"], "vote.no_quorum");
        let saved = client.put(&attendance, json!({ "version": version(&client, &meeting).await, "attendance": sheet("leave") })).await;
        assert_eq!((saved.status, &saved.body["sheet_saved"]), (StatusCode::OK, &json!(true)), "{}", saved.body);
        assert_eq!(liaison.post(&votes, vote.clone()).await.status, StatusCode::FORBIDDEN);
        let opened = client.post(&votes, vote).await;
        assert_eq!((opened.status, &opened.body["votes"][0]["entitled"]), (StatusCode::CREATED, &json!(2)), "{}", opened.body);
        let one = format!("/votes/{}", id(&opened.body["votes"][0]));
        let ballots = format!("{one}/ballots");
        let cast = |name: &str, choice: &str| json!({ "ballots": [{ "unit_id": unit(name), "choice": choice }] });
        assert_eq!(school.put(&ballots, cast(FORCES, "for")).await.body["code"], "vote.not_entitled");
        assert_eq!(liaison.put(&ballots, cast(SCHOOL, "for")).await.body["code"], "vote.not_entitled");
        // The school votes for itself and, as its proxy, for the company.
        assert_eq!(school.put(&ballots, cast(SCHOOL, "against")).await.status, StatusCode::OK);
        let both = school.put(&ballots, cast(UNIT, "for")).await;
        let seen = &both.body["votes"][0];
        assert_eq!((&seen["cast"], &seen["count"]), (&json!(2), &Value::Null), "{seen}");
        assert_eq!(find(seen, "ballots", "unit", UNIT)["cast_by"]["name"], SCHOOL);
        // Nobody else sees how a unit votes before the end.
        let other = client.get(&format!("{meeting}/course")).await.body["votes"][0].clone();
        assert!(items(&other, "ballots").iter().all(|ballot| ballot["choice"].is_null()), "{other}");
        let hold = json!({ "version": version(&client, &meeting).await });
        assert_eq!(client.post(&format!("{meeting}/hold"), hold.clone()).await.body["code"], "vote.open");
        let closed = client.post(&format!("{one}/close"), json!({ "version": 1 })).await;
        let count = &closed.body["votes"][0]["count"];
        assert_eq!((&count["for"], &count["against"], &count["carried"]), (&json!(1), &json!(1), &json!(false)), "{}", closed.body);
        assert_eq!(school.put(&ballots, cast(SCHOOL, "for")).await.body["code"], "vote.closed");
        assert_eq!(client.post(&format!("{one}/close"), json!({ "version": 2 })).await.body["code"], "vote.closed");

        let held = client.post(&format!("{meeting}/hold"), hold).await;
        assert_eq!((held.status, &held.body["stage"]), (StatusCode::OK, &json!("held")), "{}", held.body);
        let record = client.get(&meeting).await.body;
        assert_eq!((&record["present"], &record["called"], &record["quorate"]), (&json!(2), &json!(3), &json!(true)), "{record}");
        assert!(record["agenda"].as_str().is_some_and(|text| text.starts_with("1. 上次议定事项落实情况")));
        let shown = client.get(&path).await.body;
        assert_eq!(find(&shown, "member_units", "unit", SCHOOL)["present"], 2, "{shown}");
        let again = json!({ "version": version(&client, &meeting).await, "attendance": sheet("attended") });
        assert_eq!(client.put(&attendance, again).await.body["code"], "meeting.stage");
    }
}
