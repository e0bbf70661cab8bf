//! `/calendars`, `/consortia/{id}/calendars`, `/feeds/{address}`.

use axum::http::{Method, StatusCode, header};
use domain::access::AppointmentKind::{self, CommunitySecretary, Liaison, StreetSecretary};
use serde_json::json;
use service::import::Kind;
use testing::{Answer, COMMUNITY, Client, STREET, TestApp, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";
const BODY: &str = "甲街道联合体";
const OTHER: &str = "甲一社区联合体";

async fn found(app: &TestApp) {
    for (kind, text) in [
        (
            Kind::Consortia,
            "name,division_code,valid_from,document\n甲街道联合体,990101001000,2017-03-15,甲工委〔2017〕1号\n甲一社区联合体,990101001001,2017-03-15,甲工委〔2017〕2号\n",
        ),
        (
            Kind::Members,
            "consortium,unit,applied_on,consulted_on,decided_on,valid_from\n甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01\n",
        ),
        (
            Kind::Meetings,
            "consortium,kind,held_on,counts_for,place,agenda,decisions,minutes,leave,proxy,absent,locked_on
甲街道联合体,joint_conference,2025-12-18,,二楼会议室,安排工作,列出场地清单,王某某按议题讨论,,,安泰示例机械有限公司,
甲一社区联合体,liaison_meeting,2026-01-20,,社区活动室,落实事项,,,,,,
",
        ),
    ] {
        app.import(kind, text).await;
    }
}

/// As in a browser: a token makes no addresses.
async fn browser(app: &TestApp, kind: AppointmentKind, place: &str) -> Client {
    let link = app.link(kind, place).await;
    let answer = app.nobody().post("/session", json!({ "token": link })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    app.nobody().signed_by(&answer)
}

async fn make(client: &Client, path: &str) -> (String, String) {
    let made = client.post(path, json!({ "name": "手机" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let address = made.body["address"].as_str().expect("an address");
    let path = address.split_once("/api/v1").expect("a path").1.to_owned();
    (made.body["id"].as_str().expect("an id").to_owned(), path)
}

fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    answer.body.as_str().expect("text").replace("\r\n ", "")
}

on_both_engines! {
    async fn ones_own_address_shows_the_bodies_one_acts_for_until_it_is_revoked(app) {
        found(&app).await;
        let client = browser(&app, Liaison, UNIT).await;
        let (id, path) = make(&client, "/calendars").await;
        let (nobody, secret) = (app.nobody(), path.trim_start_matches("/feeds/").trim_end_matches(".ics").to_owned());
        let answer = nobody.get(&path).await;
        let shown = text(&answer);
        assert!(shown.contains("SUMMARY:甲街道联合体联席会议\r\n") && shown.contains("LOCATION:二楼会议室\r\n"), "{shown}");
        assert!(!shown.contains(OTHER), "a body of which the unit is no member: {shown}");
        assert!(!shown.contains("王某某") && !shown.contains("安排工作") && !shown.contains(UNIT), "{shown}");

        let tag = answer.headers[header::ETAG].to_str().expect("a tag").to_owned();
        assert!(answer.headers[header::CACHE_CONTROL].to_str().expect("words").starts_with("private"));
        let again = nobody.send(Method::GET, &path, None, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);

        let listed = client.get("/calendars").await;
        assert_eq!(listed.body["items"][0]["name"], "手机");
        assert!(!listed.body.to_string().contains(&secret), "the secret is shown once");
        assert_eq!(nobody.get(&format!("{}0", path.trim_end_matches(".ics"))).await.status, StatusCode::NOT_FOUND);

        let stranger = app.person("周示六", StreetSecretary, STREET).await;
        assert_eq!(stranger.delete(&format!("/calendars/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.delete(&format!("/calendars/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(nobody.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.delete(&format!("/calendars/{id}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_change_raises_the_sequence_and_a_cancellation_arrives(app) {
        found(&app).await;
        let client = browser(&app, CommunitySecretary, COMMUNITY).await;
        let (_, path) = make(&client, "/calendars").await;
        let before = text(&app.nobody().get(&path).await);
        assert!(before.contains("DTSTART;VALUE=DATE:20260120") && before.contains("SEQUENCE:0") && before.contains("STATUS:CONFIRMED"), "{before}");
        app.run("UPDATE meeting SET starts_at = '09:30', ends_at = '11:00', stage = 'planned', revision = 1 WHERE kind = 'liaison_meeting'", Vec::new()).await;
        let planned = text(&app.nobody().get(&path).await);
        assert!(planned.contains("DTSTART;TZID=Asia/Shanghai:20260120T093000") && planned.contains("DTEND;TZID=Asia/Shanghai:20260120T110000"), "{planned}");
        assert!(planned.contains("SEQUENCE:1") && planned.contains("STATUS:TENTATIVE"), "{planned}");
        app.run("UPDATE meeting SET stage = 'cancelled', revision = 2 WHERE kind = 'liaison_meeting'", Vec::new()).await;
        let cancelled = text(&app.nobody().get(&path).await);
        assert!(cancelled.contains("SEQUENCE:2") && cancelled.contains("STATUS:CANCELLED"), "{cancelled}");
        let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        assert_eq!(uid(&before), uid(&cancelled));
    }

    async fn a_bodys_address_is_its_secretariats_affair(app) {
        found(&app).await;
        let secretary = browser(&app, StreetSecretary, STREET).await;
        let body = secretary.id_of("/consortia", BODY).await;
        let path = format!("/consortia/{body}/calendars");
        let (id, address) = make(&secretary, &path).await;
        let shown = text(&app.nobody().get(&address).await);
        assert!(shown.contains("X-WR-CALNAME:甲街道联合体\r\n") && !shown.contains(OTHER), "{shown}");

        let member = browser(&app, Liaison, UNIT).await;
        assert_eq!(member.get(&path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(member.post(&path, json!({ "name": "x" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(member.delete(&format!("/calendars/{id}")).await.status, StatusCode::FORBIDDEN);

        assert_eq!(secretary.get(&path).await.body["items"][0]["id"], id.as_str());
        assert_eq!(secretary.delete(&format!("/calendars/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.nobody().get(&address).await.status, StatusCode::NOT_FOUND);
        let history = secretary.get(&format!("/consortia/{body}/history")).await;
        assert_eq!(history.status, StatusCode::OK);
    }
}
