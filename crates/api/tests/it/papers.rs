//! `/meetings/{id}/papers/{kind}`, `/paper-templates`.

use axum::http::{StatusCode, header};
use domain::access::AppointmentKind::{DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use service::import::Kind;
use testing::{Client, DISTRICT, OTHER_STREET, STREET, TestApp, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";

async fn found(app: &TestApp) {
    for (kind, text) in [
        (
            Kind::Consortia,
            "name,division_code,valid_from,document\n甲街道联合体,990101001000,2017-03-15,甲工委〔2017〕1号\n",
        ),
        (
            Kind::Members,
            "consortium,unit,applied_on,consulted_on,decided_on,valid_from\n甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01\n",
        ),
        (
            Kind::Meetings,
            "consortium,kind,held_on,counts_for,place,agenda,decisions,minutes,leave,proxy,absent,locked_on
甲街道联合体,joint_conference,2025-12-18,,二楼会议室,安排工作,列出场地清单,按议题讨论,,,安泰示例机械有限公司,
",
        ),
    ] {
        app.import(kind, text).await;
    }
}

async fn meeting(client: &Client) -> String {
    let body = client.id_of("/consortia", "甲街道联合体").await;
    let listed = client.get(&format!("/consortia/{body}/meetings")).await;
    listed.body["items"][0]["id"].as_str().expect("a meeting").to_owned()
}

async fn template(client: &Client, kind: &str) -> Value {
    let listed = client.get("/paper-templates").await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
    let items = listed.body["items"].as_array().expect("templates").clone();
    items.into_iter().find(|item| item["kind"] == kind).expect("a template")
}

on_both_engines! {
    async fn whoever_sees_a_meeting_gets_its_papers(app) {
        found(&app).await;
        let member = app.client(Liaison, UNIT).await;
        let id = meeting(&member).await;
        for kind in ["notice", "agenda", "attendance", "minutes"] {
            let answer = member.get(&format!("/meetings/{id}/papers/{kind}?format=docx")).await;
            assert_eq!(answer.status, StatusCode::OK, "{kind}: {}", answer.body);
            assert!(answer.body.as_str().expect("bytes").starts_with("PK"), "{kind}");
            assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().expect("a name").contains("filename*=UTF-8''"));
        }
        let pdf = member.get(&format!("/meetings/{id}/papers/minutes")).await;
        assert_eq!(pdf.status, StatusCode::OK, "{}", pdf.body);
        assert!(pdf.body.as_str().expect("bytes").starts_with("%PDF-"));
        assert_eq!(pdf.headers[header::CONTENT_TYPE], "application/pdf");
        for path in ["papers/bulletin", "papers/poem"] {
            assert_eq!(member.get(&format!("/meetings/{id}/{path}")).await.status, StatusCode::NOT_FOUND);
        }
        let odd = member.get(&format!("/meetings/{id}/papers/minutes?format=odt")).await;
        assert_eq!(odd.body["code"], "word.unknown");
        let stranger = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(stranger.get(&format!("/meetings/{id}/papers/minutes")).await.status, StatusCode::NOT_FOUND);
    }

    async fn the_districts_office_words_its_papers(app) {
        found(&app).await;
        let office = app.client(DistrictAdministrator, DISTRICT).await;
        let shipped = template(&office, "notice").await;
        assert_eq!(shipped["version"], 0);
        let save = |version: i64, body: &str| json!({ "version": version, "body": body });
        let wrong = office.put("/paper-templates/notice", save(0, "标题：通知\n请到{地址}")).await;
        assert_eq!((wrong.status, &wrong.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("template.placeholder")));
        assert!(wrong.body["detail"].as_str().expect("words").contains("2: {地址}"), "{}", wrong.body);
        let saved = office.put("/paper-templates/notice", save(0, "标题：关于{会议}的通知")).await;
        assert_eq!(saved.status, StatusCode::NO_CONTENT, "{}", saved.body);
        assert_eq!(office.put("/paper-templates/notice", save(0, "标题：迟到")).await.status, StatusCode::CONFLICT);
        let own = template(&office, "notice").await;
        assert_eq!((&own["version"], &own["body"]), (&json!(1), &json!("标题：关于{会议}的通知")));
        assert_eq!(office.put("/paper-templates/notice", save(1, "标题：{会议}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(office.delete("/paper-templates/notice").await.status, StatusCode::NO_CONTENT);
        assert_eq!(template(&office, "notice").await, shipped);
        let street = app.client(StreetSecretary, STREET).await;
        assert_eq!(street.get("/paper-templates").await.status, StatusCode::NOT_FOUND);
    }
}
