//! `/meetings/{id}/papers/{kind}`, `/paper-templates`.

use std::io::{Cursor, Read as _};

use axum::http::{HeaderValue, StatusCode, header};
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

/// The words of a docx.
async fn text(client: &Client, path: &str) -> String {
    let (status, _, bytes) = client.bytes(path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a docx");
    let mut xml = String::new();
    zip.by_name("word/document.xml").expect("a document").read_to_string(&mut xml).expect("text");
    let pieces = xml.split('<').map(|piece| piece.split_once('>').map_or("", |(_, text)| text));
    pieces.collect()
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

    async fn a_notice_carries_the_day_on_which_it_went_out_and_its_organs_names(app) {
        found(&app).await;
        let member = app.client(Liaison, UNIT).await;
        let id = meeting(&member).await;
        let notice = text(&member, &format!("/meetings/{id}/papers/notice?format=docx")).await;
        assert!(notice.contains("甲联〔2025〕"), "{notice}");
        // It was written down after it was held: nobody knows when it was announced, and it was not today.
        assert!(notice.contains("年　月　日") && !notice.contains("2026年"), "{notice}");
        let superior = notice.split("抄送：").nth(1).expect("copies");
        assert!(superior.starts_with("中共") && superior.contains("委员会"), "{superior}");
    }

    async fn a_bulletin_is_printed_for_whoever_may_read_it(app) {
        found(&app).await;
        app.import(Kind::Bulletins, "consortium,title,period_from,period_to,content,approved_on,published_on,received,withdrawn_on,reason
甲街道联合体,2025年第三季度通报,2025-07-01,2025-10-01,\"【会议情况】\n本期没有召开会议。\n\n【其他】\n无\",2025-10-09,2025-10-10,安泰示例机械有限公司：2025-10-11,,
").await;
        let member = app.client(Liaison, UNIT).await;
        let body = member.id_of("/consortia", "甲街道联合体").await;
        let listed = member.get(&format!("/consortia/{body}/bulletins")).await;
        let path = format!("/bulletins/{}/paper", listed.body["items"][0]["id"].as_str().expect("a bulletin"));
        let words = text(&member, &format!("{path}?format=docx")).await;
        for said in ["甲联通〔2025〕", "2025年第三季度通报", "一、会议情况", "二、其他", "2025年10月10日", "各成员单位："] {
            assert!(words.contains(said), "{said} in {words}");
        }
        let pdf = member.get(&path).await;
        assert_eq!((pdf.status, &pdf.headers[header::CONTENT_TYPE]), (StatusCode::OK, &HeaderValue::from_static("application/pdf")));
        assert!(pdf.body.as_str().expect("bytes").starts_with("%PDF-"));
        assert_eq!(member.get(&format!("{path}?format=odt")).await.body["code"], "word.unknown");
        let stranger = app.client(StreetSecretary, OTHER_STREET).await;
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_wording_is_looked_at_before_it_is_kept(app) {
        let office = app.client(DistrictAdministrator, DISTRICT).await;
        for kind in ["notice", "agenda", "attendance", "minutes", "bulletin"] {
            let body = template(&office, kind).await["body"].clone();
            let seen = office.post(&format!("/paper-templates/{kind}/preview"), json!({ "body": body })).await;
            assert_eq!(seen.status, StatusCode::OK, "{kind}: {}", seen.body);
            assert!(seen.body.as_str().expect("bytes").starts_with("%PDF-"), "{kind}");
        }
        let wrong = office.post("/paper-templates/agenda/preview", json!({ "body": "标题：{会议}\n{地址}" })).await;
        assert_eq!(wrong.body["code"], "template.placeholder");
        assert_eq!(template(&office, "agenda").await["version"], 0, "nothing was kept");
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
