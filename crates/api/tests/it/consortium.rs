//! `/consortia`, `/memberships`, `/seats`, `/meetings`, `/charter`.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, TestApp, on_both_engines};

pub(crate) const UNIT: &str = "安泰示例机械有限公司";
pub(crate) const SCHOOL: &str = "北山示例小学";
pub(crate) const BODY: &str = "甲街道联合体";

const CONSORTIA: &str =
    "name,division_code,valid_from,document\n甲街道联合体,990101001000,2017-03-15,甲工委〔2017〕1号\n";
const CHARTERS: &str = "consortium,item,value,valid_from,reason
,joint_conference_months,3,2017-01-01,
,liaison_meeting_months,1,2026-01-01,
,term_months,36,2017-01-01,
,quorum_percent,60,2017-01-01,
,warning_absences,2,2017-01-01,
";
const MEMBERS: &str = "consortium,unit,applied_on,consulted_on,decided_on,valid_from
甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01
甲街道联合体,驻甲示例部队,2018-01-05,2018-01-10,2018-01-20,2018-02-01
";
const SEATS: &str = "consortium,kind,organisation,post_title,valid_from
甲街道联合体,secretary,中共甲街道工作委员会,书记,2017-03-15
甲街道联合体,deputy_secretary,中共甲街道工作委员会,副书记,2017-03-15
";
const HELD: &str = "consortium,kind,held_on,counts_for,place,agenda,decisions,minutes,leave,proxy,absent,locked_on
甲街道联合体,joint_conference,2025-12-18,,二楼会议室,安排工作,列出场地清单,按议题讨论,安泰示例机械有限公司：设备检修,,驻甲示例部队,2025-12-25
甲街道联合体,liaison_meeting,2026-01-20,,二楼会议室,落实事项,,,,安泰示例机械有限公司：办公室主任,,
";

/// A street's consortium with two members, two seats and two meetings.
pub(crate) async fn found(app: &TestApp) {
    for (kind, text) in [
        (Kind::Consortia, CONSORTIA),
        (Kind::Charters, CHARTERS),
        (Kind::Members, MEMBERS),
        (Kind::Seats, SEATS),
        (Kind::Meetings, HELD),
    ] {
        app.import(kind, text).await;
    }
}

pub(crate) async fn path_of(client: &Client) -> String {
    format!("/consortia/{}", client.id_of("/consortia", BODY).await)
}

pub(crate) fn items<'a>(body: &'a Value, of: &str) -> &'a [Value] {
    body[of].as_array().map_or(&[], Vec::as_slice)
}

fn member<'a>(body: &'a Value, unit: &str) -> &'a Value {
    items(body, "member_units")
        .iter()
        .find(|m| m["unit"]["name"] == unit)
        .unwrap_or_else(|| panic!("{unit} in {body}"))
}

fn owed<'a>(body: &'a Value, kind: &str, from: &str) -> &'a Value {
    items(body, "items")
        .iter()
        .find(|o| o["kind"] == kind && o["period_from"] == from)
        .unwrap_or_else(|| panic!("{kind} {from} in {body}"))
}

/// What the desk says of a kind.
pub(crate) fn on_desk(desk: &Value, kind: &str) -> Vec<Value> {
    items(desk, "items").iter().filter(|item| item["kind"] == kind).cloned().collect()
}

on_both_engines! {
    async fn a_consortium_is_founded_renamed_and_dissolved_and_keeps_its_past(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let (street, community) = (client.id_of("/divisions", STREET).await, client.id_of("/divisions", COMMUNITY).await);
        let new = json!({ "division_id": street, "name": BODY, "on": "2017-03-15", "document": "甲工委〔2017〕1号" });
        let made = client.post("/consortia", new.clone()).await;
        assert_eq!((made.status, &made.body["level"]), (StatusCode::CREATED, &json!(4)), "{}", made.body);
        assert_eq!(client.post("/consortia", new).await.body["code"], "consortium.second");
        let below = json!({ "division_id": community, "name": "甲一社区联合体", "on": "2017-05-01" });
        assert_eq!(client.post("/consortia", below).await.status, StatusCode::CREATED);
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let whole = json!({ "division_id": district.id_of("/divisions", DISTRICT).await, "name": "全区", "on": "2017-05-01" });
        assert_eq!(district.post("/consortia", whole).await.body["code"], "consortium.level");

        let path = path_of(&client).await;
        let renamed = client.post(&format!("{path}/rename"), json!({ "version": 1, "on": "2020-07-01", "name": "甲街道党建联合体", "document": "甲工委〔2020〕9号" })).await;
        assert_eq!((&renamed.body["name"], items(&renamed.body, "names").len()), (&json!("甲街道党建联合体"), 2), "{}", renamed.body);
        assert_eq!(client.get(&format!("{path}?as_of=2020-06-30")).await.body["name"], BODY);
        let end = json!({ "version": 2, "on": "2026-03-01", "reason": "街道合并", "document": "甲工委〔2026〕2号" });
        let ended = client.post(&format!("{path}/dissolve"), end).await;
        assert_eq!(ended.body["dissolved_on"], "2026-03-01", "{}", ended.body);
        assert_eq!(client.get("/consortia").await.body["total"], 1);
        assert_eq!(client.get("/consortia?as_of=2026-02-28").await.body["total"], 2);
        let entries = client.get(&format!("{path}/history")).await.body;
        let said: Vec<_> = items(&entries, "items").iter().map(|e| e["operation"].clone()).collect();
        assert_eq!(said, ["consortium.dissolve", "consortium.edit", "consortium.found"]);
        assert_eq!(entries["items"][0]["reason"], "街道合并");
    }

    async fn a_unit_joins_by_application_consultation_and_decision_and_then_sees_its_consortium(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let school = client.id_of("/units", SCHOOL).await;
        let apply = json!({ "unit_id": school, "on": "2026-02-02" });
        let applied = client.post(&format!("{path}/members"), apply.clone()).await;
        assert_eq!(applied.status, StatusCode::CREATED, "{}", applied.body);
        assert_eq!(client.post(&format!("{path}/members"), apply).await.body["code"], "membership.twice");
        let steps = format!("/memberships/{}/steps", member(&applied.body, SCHOOL)["id"].as_str().expect("an id"));
        let hasty = client.post(&steps, json!({ "version": 1, "kind": "accepted", "on": "2026-02-10" })).await;
        assert_eq!(hasty.body["code"], "membership.step", "{}", hasty.body);
        let early = client.post(&steps, json!({ "version": 1, "kind": "consulted", "on": "2026-02-01" })).await;
        assert_eq!(early.body["code"], "step.before");
        assert_eq!(client.post(&steps, json!({ "version": 1, "kind": "consulted", "on": "2026-02-05" })).await.status, StatusCode::OK);
        let liaison = app.client(Liaison, SCHOOL).await;
        assert_eq!(liaison.get(&path).await.status, StatusCode::NOT_FOUND);
        let joined = client.post(&steps, json!({ "version": 2, "kind": "accepted", "on": "2026-02-10", "effective_on": "2026-03-01" })).await;
        let school = member(&joined.body, SCHOOL);
        assert_eq!((&school["status"], &school["since"]), (&json!("member"), &json!("2026-03-01")));
        // It had no post of liaison: now it has one, and the gap shows.
        assert!(school["liaison"]["name"].is_null() && school["liaison"]["post_id"].is_string(), "{school}");

        let seen = liaison.get(&path).await;
        assert_eq!((seen.status, &seen.body["name"]), (StatusCode::OK, &json!(BODY)));
        assert_eq!(liaison.get("/consortia").await.body["total"], 1);
        let rename = json!({ "version": 1, "on": "2026-03-01", "name": "别的" });
        assert_eq!(liaison.post(&format!("{path}/rename"), rename).await.status, StatusCode::FORBIDDEN);
        let other = member(&joined.body, UNIT)["id"].as_str().expect("an id").to_owned();
        let notice = json!({ "version": 3, "kind": "notice", "on": "2026-03-18", "effective_on": "2026-04-01" });
        assert_eq!(liaison.post(&format!("/memberships/{other}/steps"), notice.clone()).await.status, StatusCode::FORBIDDEN);
        let left = liaison.post(&steps, notice).await;
        assert_eq!(member(&left.body, SCHOOL)["status"], "leaving", "{}", left.body);
        let after = client.get(&format!("{path}?as_of=2026-04-01")).await.body;
        assert_eq!(member(&after, SCHOOL)["status"], "left");
    }

    async fn a_unit_from_outside_needs_a_reason_and_another_street_sees_nothing(app) {
        found(&app).await;
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let path = path_of(&district).await;
        let outside = district.id_of("/units", "乙地示例商贸有限公司").await;
        let apply = json!({ "unit_id": outside, "on": "2026-02-02" });
        let refused = district.post(&format!("{path}/members"), apply).await;
        assert_eq!((&refused.body["code"], &refused.body["field"]), (&json!("membership.outside"), &json!("outside_reason")));
        let apply = json!({ "unit_id": outside, "on": "2026-02-02", "outside_reason": "商圈共建" });
        let applied = district.post(&format!("{path}/members"), apply).await;
        assert_eq!(member(&applied.body, "乙地示例商贸有限公司")["outside_reason"], "商圈共建", "{}", applied.body);
        let beside = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(beside.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(beside.get("/consortia").await.body["total"], 0);
        for part in ["obligations", "meetings", "history"] {
            assert_eq!(beside.get(&format!("{path}/{part}")).await.status, StatusCode::NOT_FOUND, "{part}");
        }
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        assert_eq!(community.get(&path).await.status, StatusCode::NOT_FOUND);
    }

    async fn long_absence_ends_a_membership_after_a_warning(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let body = client.get(&path).await.body;
        let steps = format!("/memberships/{}/steps", member(&body, UNIT)["id"].as_str().expect("an id"));
        let removed = json!({ "version": 4, "kind": "removed", "on": "2026-03-10", "note": "长期缺席" });
        assert_eq!(client.post(&steps, removed.clone()).await.body["code"], "membership.step");
        let silent = client.post(&steps, json!({ "version": 3, "kind": "warned", "on": "2026-03-02" })).await;
        assert_eq!(silent.body["code"], "reason.empty");
        let warned = json!({ "version": 3, "kind": "warned", "on": "2026-03-02", "note": "连续缺席" });
        assert_eq!(member(&client.post(&steps, warned).await.body, UNIT)["status"], "warned");
        let gone = client.post(&steps, removed).await;
        assert_eq!(member(&gone.body, UNIT)["status"], "removed", "{}", gone.body);
        let history = client.get(&format!("{path}/history")).await.body;
        assert_eq!((&history["items"][0]["operation"], &history["items"][0]["reason"]), (&json!("membership.decide"), &json!("长期缺席")));
    }

    async fn a_seat_follows_its_post_and_the_journal_says_so(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let seat = client.get(&path).await.body["seats"][0].clone();
        assert_eq!((&seat["kind"], &seat["holder"]), (&json!("secretary"), &json!("王示一")));
        let holder = format!("/posts/{}/holder", seat["post"]["id"].as_str().expect("an id"));
        let assign = json!({ "version": 1, "person_name": "赵示新", "from": "2026-03-18" });
        assert_eq!(client.put(&holder, assign).await.status, StatusCode::OK);
        let after = client.get(&path).await.body;
        assert_eq!((&after["seats"][0]["holder"], &after["seats"][0]["since"]), (&json!("赵示新"), &json!("2026-03-18")));
        assert_eq!(client.get(&format!("{path}?as_of=2026-03-17")).await.body["seats"][0]["holder"], "王示一");
        let entry = client.get(&format!("{path}/history")).await.body["items"][0].clone();
        assert_eq!((&entry["operation"], &entry["object"]["type"]), (&json!("post.assign"), &json!("seat")), "{entry}");
        assert_eq!(entry["before"], json!({ "holder": "王示一" }));
        assert_eq!(entry["after"], json!({ "holder": "赵示新", "from": "2026-03-18", "by_post": "中共甲街道工作委员会 书记" }));
    }

    async fn vacant_seats_and_missing_liaisons_are_on_the_desk_once(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let desk = client.get("/desk").await.body;
        let seats = on_desk(&desk, "seat_vacant");
        assert_eq!((seats.len(), &seats[0]["seat"]["kind"]), (1, &json!("deputy_secretary")), "{desk}");
        // The same vacancy is not named as a post again; the school's and the troops' members have their own lines.
        assert_eq!(on_desk(&desk, "post_vacant").len(), 0, "{desk}");
        assert_eq!(on_desk(&desk, "liaison_missing").len(), 1, "the troops have none: {desk}");

        let path = path_of(&client).await;
        let liaison = member(&client.get(&path).await.body, UNIT)["liaison"].clone();
        let holder = format!("/posts/{}/holder", liaison["post_id"].as_str().expect("an id"));
        assert_eq!(client.put(&holder, json!({ "version": 1, "from": "2026-03-18" })).await.status, StatusCode::OK);
        let desk = client.get("/desk").await.body;
        let missing = on_desk(&desk, "liaison_missing");
        assert!(missing.iter().any(|item| item["object"]["name"] == UNIT), "{desk}");
        assert_eq!(on_desk(&desk, "post_vacant").len(), 0, "{desk}");
        let total: i64 = items(&desk, "totals").iter().filter_map(|row| row["total"].as_i64()).sum();
        assert_eq!(desk["total"], total);
        assert_eq!(usize::try_from(total).expect("a total"), items(&desk, "items").len());

        let successor = json!({ "version": 2, "person_name": "孙示接", "from": "2026-03-19" });
        assert_eq!(client.put(&holder, successor).await.status, StatusCode::OK);
        let desk = client.get("/desk?as_of=2026-03-19").await.body;
        assert!(!on_desk(&desk, "liaison_missing").iter().any(|item| item["object"]["name"] == UNIT), "{desk}");
        let entry = client.get(&format!("{path}/history")).await.body["items"][0].clone();
        assert_eq!((&entry["object"]["type"], &entry["after"]["holder"]), (&json!("membership"), &json!("孙示接")), "{entry}");
    }

    async fn what_a_body_owes_is_computed_fulfilled_and_waived_by_its_overseer(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let list = client.get(&format!("{path}/obligations")).await.body;
        let state = |list: &Value, from: &str| owed(list, "liaison_meeting", from)["state"].clone();
        assert_eq!((state(&list, "2026-01-01"), state(&list, "2026-02-01")), (json!("fulfilled"), json!("overdue")), "{list}");
        assert_eq!((state(&list, "2026-03-01"), state(&list, "2026-04-01")), (json!("due"), json!("upcoming")));
        assert_eq!(owed(&list, "liaison_meeting", "2026-02-01")["due"], "2026-02-27");
        let desk = client.get("/desk").await.body;
        // February's and those of the quarters since 2017 that nobody recorded.
        assert!(on_desk(&desk, "obligation_overdue").iter().any(|item| item["obligation"]["period_from"] == "2026-02-01"), "{desk}");
        assert_eq!(on_desk(&desk, "obligation_due").len(), 2, "{desk}");

        let known = client.get(&path).await.body;
        let ids: Vec<_> = [UNIT, "驻甲示例部队"].iter().map(|unit| member(&known, unit)["unit"]["id"].clone()).collect();
        let meeting = |attendance: Value| json!({ "kind": "liaison_meeting", "held_on": "2026-03-12", "counts_for": "2026-02-27",
            "place": "三楼", "agenda": "补开二月例会", "attendance": attendance });
        let meetings = format!("{path}/meetings");
        let one = json!([{ "unit_id": ids[0], "presence": "attended" }]);
        let missing = client.post(&meetings, meeting(one)).await;
        assert_eq!((&missing.body["code"], &missing.body["field"]), (&json!("meeting.attendance_missing"), &json!("attendance")));
        let silent = json!([{ "unit_id": ids[0], "presence": "leave" }, { "unit_id": ids[1], "presence": "absent" }]);
        assert_eq!(client.post(&meetings, meeting(silent)).await.body["code"], "meeting.attendance_reason");
        let both = json!([{ "unit_id": ids[0], "presence": "attended" }, { "unit_id": ids[1], "presence": "proxy", "note": "参谋" }]);
        let held = client.post(&meetings, meeting(both.clone())).await;
        assert_eq!((held.status, &held.body["present"], &held.body["quorate"]), (StatusCode::CREATED, &json!(2), &json!(true)), "{}", held.body);
        let list = client.get(&format!("{path}/obligations")).await.body;
        let february = owed(&list, "liaison_meeting", "2026-02-01");
        assert_eq!((&february["state"], &february["meeting_id"]), (&json!("fulfilled"), &held.body["id"]));
        assert_eq!(state(&list, "2026-03-01"), "due", "it made up for February and is not counted for March");
        assert_eq!(client.get(&format!("{path}/obligations?as_of=2026-03-11")).await.body["items"].as_array().map(|all| all.iter().filter(|o| o["state"] == "overdue" && o["kind"] == "liaison_meeting").count()), Some(1));

        let waive = json!({ "kind": "joint_conference", "period_from": "2026-01-01", "reason": "换届" });
        let waivers = format!("{path}/waivers");
        assert_eq!(client.post(&waivers, waive.clone()).await.status, StatusCode::FORBIDDEN, "nobody excuses itself");
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let waived = district.post(&waivers, waive.clone()).await;
        let first = owed(&waived.body, "joint_conference", "2026-01-01");
        assert_eq!((&first["state"], &first["reason"]), (&json!("waived"), &json!("换届")), "{}", waived.body);
        assert_eq!(district.post(&waivers, waive).await.body["code"], "obligation.settled");
        let unknown = json!({ "kind": "joint_conference", "period_from": "2026-02-01", "reason": "换届" });
        assert_eq!(district.post(&waivers, unknown).await.body["code"], "obligation.unknown");
    }

    async fn a_record_is_a_draft_until_it_is_locked(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let rows = client.get(&format!("{path}/meetings")).await.body;
        let (draft, locked) = (rows["items"][0].clone(), rows["items"][1].clone());
        assert_eq!((&draft["held_on"], &locked["locked_on"]), (&json!("2026-01-20"), &json!("2025-12-25")), "{rows}");
        let one = |id: &Value| format!("/meetings/{}", id.as_str().expect("an id"));
        let shown = client.get(&one(&draft["id"])).await.body;
        let attendance: Vec<_> = items(&shown, "attendance").iter().map(|line| json!({ "unit_id": line["unit"]["id"],
            "presence": line["presence"], "note": line["note"] })).collect();
        let edit = |version: &Value| json!({ "version": version, "kind": "liaison_meeting", "held_on": "2026-01-20", "place": "二楼会议室",
            "agenda": "落实事项", "minutes": "照议题进行", "attendance": attendance });
        let no_minutes = client.post(&format!("{}/lock", one(&draft["id"])), json!({ "version": draft["version"] })).await;
        assert_eq!(no_minutes.body["field"], "minutes", "{}", no_minutes.body);
        let edited = client.put(&one(&draft["id"]), edit(&draft["version"])).await;
        assert_eq!((edited.status, &edited.body["minutes"]), (StatusCode::OK, &json!("照议题进行")), "{}", edited.body);
        assert_eq!(client.put(&one(&draft["id"]), edit(&json!(99))).await.body["code"], "edit.nothing");
        let done = client.post(&format!("{}/lock", one(&draft["id"])), json!({ "version": edited.body["version"] })).await;
        assert_eq!(done.body["locked_on"], "2026-03-18", "{}", done.body);
        assert_eq!(client.put(&one(&locked["id"]), edit(&locked["version"])).await.body["code"], "meeting.locked");
    }

    async fn a_unit_that_joined_in_mid_year_counts_only_its_own_meetings(app) {
        found(&app).await;
        app.import(Kind::Members, "consortium,unit,applied_on,consulted_on,decided_on,valid_from\n甲街道联合体,北山示例小学,2026-01-05,2026-01-06,2026-01-10,2026-02-01\n").await;
        let meetings = "consortium,kind,held_on,place,agenda\n甲街道联合体,liaison_meeting,2026-02-10,二楼,一\n甲街道联合体,liaison_meeting,2026-03-10,二楼,二\n";
        app.import(Kind::Meetings, meetings).await;
        let client = app.client(StreetSecretary, STREET).await;
        let body = client.get(&path_of(&client).await).await.body;
        let counted = |unit: &str| { let m = member(&body, unit).clone(); (m["present"].clone(), m["called"].clone()) };
        assert_eq!(counted(SCHOOL), (json!(2), json!(2)), "{body}");
        assert_eq!(counted(UNIT), (json!(3), json!(4)));
    }

    async fn a_charter_deviates_with_a_reason_and_changes_only_what_follows(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let charter = format!("{path}/charter");
        let change = |reason: &str| json!({ "version": 1, "item": "joint_conference_months", "from": "2025-02-10", "value": 1, "reason": reason });
        assert_eq!(client.put(&charter, change(" ")).await.body["code"], "reason.empty");
        let odd = json!({ "version": 1, "item": "joint_conference_months", "from": "2025-02-10", "value": 5, "reason": "试行" });
        assert_eq!(client.put(&charter, odd).await.body["code"], "charter.cadence");
        let changed = client.put(&charter, change("试行每月一次")).await;
        let line = changed.body["charter"][0].clone();
        assert_eq!((&line["value"], &line["standard"], &line["deviation"]), (&json!(1), &json!(3), &json!("试行每月一次")), "{line}");
        let list = client.get(&format!("{path}/obligations")).await.body;
        let from: Vec<_> = items(&list, "items").iter().filter(|o| o["kind"] == "joint_conference" && o["period_from"].as_str() >= Some("2024-10-01"))
            .map(|o| o["period_from"].as_str().expect("a day").to_owned()).rev().take(5).collect();
        assert_eq!(from, ["2024-10-01", "2025-01-01", "2025-04-01", "2025-05-01", "2025-06-01"]);

        let earlier = json!({ "version": 2, "item": "joint_conference_months", "from": "2024-01-01", "value": 6, "reason": "更早" });
        assert_eq!(client.put(&charter, earlier).await.body["code"], "charter.earlier");
        let standard = json!({ "item": "quorum_percent", "from": "2026-03-01", "value": 70 });
        assert_eq!(client.put("/charter", standard.clone()).await.status, StatusCode::NOT_FOUND);
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        assert_eq!(district.put("/charter", standard).await.status, StatusCode::OK);
        let shown = client.get("/charter").await.body;
        let quorum = items(&shown, "lines").iter().find(|line| line["item"] == "quorum_percent").expect("the line").clone();
        assert_eq!((&quorum["value"], &shown["may_edit"]), (&json!(70), &json!(false)));
    }

    async fn a_part_time_member_is_nominated_appointed_and_ends(app) {
        found(&app).await;
        app.import(Kind::People, "organisation,post_kind,post_title,person,person_ref,valid_from\n安泰示例机械有限公司,head,总经理,钱示总,P9,2018-01-01\n").await;
        let client = app.client(StreetSecretary, STREET).await;
        let path = path_of(&client).await;
        let known = client.get(&path).await.body;
        let unit = |name: &str| member(&known, name)["unit"]["id"].clone();
        let suggest = |unit: Value| json!({ "kind": "part_time_member", "unit_id": unit, "on": "2023-01-10" });
        let headless = client.post(&format!("{path}/seats"), suggest(unit("驻甲示例部队"))).await;
        assert_eq!(headless.body["code"], "seat.nominee", "{}", headless.body);
        let made = client.post(&format!("{path}/seats"), suggest(unit(UNIT))).await;
        let seat = |body: &Value| items(body, "seats").iter().find(|seat| seat["kind"] == "part_time_member").expect("a seat").clone();
        assert_eq!((&seat(&made.body)["status"], &seat(&made.body)["holder"]), (&json!("suggested"), &json!("钱示总")), "{}", made.body);
        let steps = format!("/seats/{}/steps", seat(&made.body)["id"].as_str().expect("an id"));
        let step = |version: i64, kind: &str, on: &str| json!({ "version": version, "kind": kind, "on": on, "note": "依程序" });
        assert_eq!(client.post(&steps, step(1, "appointed", "2023-02-01")).await.body["code"], "seat.step");
        for (version, kind, on) in [(1, "consented", "2023-01-15"), (2, "approved", "2023-01-20"), (3, "appointed", "2023-02-01")] {
            let answer = client.post(&steps, step(version, kind, on)).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
        let now = client.get(&path).await.body;
        assert_eq!((&seat(&now)["status"], &seat(&now)["term_to"]), (&json!("term_over"), &json!("2026-02-01")), "{now}");
        assert_eq!(seat(&client.get(&format!("{path}?as_of=2025-01-01")).await.body)["status"], "filled");
        let desk = client.get("/desk").await.body;
        assert!(on_desk(&desk, "seat_vacant").iter().any(|item| item["seat"]["status"] == "term_over"), "{desk}");
        let renewed = client.post(&steps, step(4, "renewed", "2026-02-01")).await;
        assert_eq!((&seat(&renewed.body)["status"], &seat(&renewed.body)["term_to"]), (&json!("filled"), &json!("2029-02-01")));
        let secretary = json!({ "kind": "secretary", "post_id": now["seats"][1]["post"]["id"], "on": "2026-03-01" });
        assert_eq!(client.post(&format!("{path}/seats"), secretary).await.body["code"], "seat.taken");
    }

    async fn a_division_with_a_consortium_does_not_end(app) {
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let village = district.id_of("/divisions", "甲二村委会").await;
        let new = json!({ "division_id": village, "name": "甲二村联合体", "on": "2020-01-01" });
        let made = district.post("/consortia", new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let end = json!({ "version": district.get(&format!("/divisions/{village}")).await.body["version"], "on": "2026-03-01", "reason": "撤并" });
        let refused = district.post(&format!("/divisions/{village}/dissolve"), end.clone()).await;
        assert_eq!(refused.body["code"], "division.has_consortium", "{}", refused.body);
        let path = format!("/consortia/{}/dissolve", made.body["id"].as_str().expect("an id"));
        let over = json!({ "version": 1, "on": "2026-03-01", "reason": "撤并" });
        assert_eq!(district.post(&path, over).await.status, StatusCode::OK);
        assert_eq!(district.post(&format!("/divisions/{village}/dissolve"), end).await.status, StatusCode::NO_CONTENT);
    }

    async fn the_tables_come_out_as_they_went_in_and_an_import_is_undone(app) {
        found(&app).await;
        let first = testing::full_export(&app.lianhe).await;
        let empty = testing::TestDb::sqlite().await;
        let second = service::Lianhe::new(empty.db.clone(), app.lianhe.clock.clone(), testing::keys());
        for (kind, table) in &first {
            let report = service::import::import(&second, service::import::Import::new(*kind, table.clone(), kind.word())).await.expect("an import");
            assert_eq!(report.refused, 0, "{}: {:?}", kind.word(), report.issues);
        }
        for ((kind, before), (_, after)) in first.iter().zip(testing::full_export(&second).await) {
            assert_eq!(*before, after, "{}", kind.word());
        }
        assert!(first.iter().filter(|(kind, _)| matches!(kind, Kind::Members | Kind::Seats | Kind::Meetings)).all(|(_, table)| table.rows.len() == 2));
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let list = client.get("/consortia/export?format=csv").await;
        assert_eq!(list.body.as_str().map(|text| text.lines().count()), Some(2), "{}", list.body);

        let runs = client.get("/imports").await.body;
        let run = |kind: &str| items(&runs, "items").iter().find(|run| run["kind"] == kind).and_then(|run| run["id"].as_str()).expect("a run").to_owned();
        let in_use = client.post(&format!("/imports/{}/undo", run("consortia")), json!({})).await;
        assert_eq!(in_use.body["code"], "import.changed_since", "{}", in_use.body);
        let path = path_of(&client).await;
        assert_eq!(client.post(&format!("/imports/{}/undo", run("meetings")), json!({})).await.status, StatusCode::OK);
        assert_eq!(items(&client.get(&format!("{path}/meetings")).await.body, "items").len(), 0);
    }
}
