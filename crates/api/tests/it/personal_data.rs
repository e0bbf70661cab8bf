//! Contacts that are sealed and masked, what is held about the caller, complaints and suggestions.

use axum::http::{StatusCode, header};
use domain::access::AppointmentKind::{
    Auditor, CommunitySecretary, DistrictAdministrator, Liaison, SecurityAdministrator, StreetSecretary,
    SystemAdministrator,
};
use serde_json::{Value, json};
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, on_both_engines};

const PHONE: &str = "15400001234";
const COMPANY: &str = "安泰示例机械有限公司";

/// The post of a unit's liaison as a client sees it.
async fn liaison_post(client: &Client) -> Value {
    client.get("/posts?name=%E5%AE%89%E6%B3%B0").await.body["items"][0].clone()
}

/// The person who holds it, after somebody with a phone has taken it over.
async fn holder(client: &Client) -> String {
    let post = liaison_post(client).await;
    let body = json!({ "version": post["version"], "person_name": "周示六", "from": "2026-03-01", "phone": "154 0000 1234" });
    let answer = client.put(&format!("/posts/{}/holder", post["id"].as_str().expect("an id")), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.body["holder"]["contacts"][0]["masked"], "154****1234");
    answer.body["holder"]["person_id"].as_str().expect("a person").to_owned()
}

on_both_engines! {
    async fn a_contact_is_masked_until_somebody_who_may_opens_it_and_the_journal_says_who(app) {
        let secretary = app.client(StreetSecretary, STREET).await;
        let person = holder(&secretary).await;
        let path = format!("/people/{person}/contacts/show");
        let shown = secretary.post(&path, json!(null)).await;
        assert_eq!(shown.body["items"], json!([{ "kind": "phone", "value": PHONE }]));

        // Those of the place and above, and the unit's own liaison; nobody beside, no administrator of the three.
        for (kind, place, status) in [
            (CommunitySecretary, COMMUNITY, StatusCode::OK),
            (DistrictAdministrator, DISTRICT, StatusCode::OK),
            (Liaison, COMPANY, StatusCode::OK),
            (StreetSecretary, OTHER_STREET, StatusCode::NOT_FOUND),
            (Liaison, "乙地示例商贸有限公司", StatusCode::NOT_FOUND),
            (Auditor, DISTRICT, StatusCode::NOT_FOUND),
            (SystemAdministrator, DISTRICT, StatusCode::NOT_FOUND),
            (SecurityAdministrator, DISTRICT, StatusCode::NOT_FOUND),
        ] {
            let answer = app.client(kind, place).await.post(&path, json!(null)).await;
            assert_eq!(answer.status, status, "{kind:?} {}", answer.body);
        }

        let auditor = app.client(Auditor, DISTRICT).await;
        let entries = auditor.get("/journal?operation=contact.view").await;
        assert_eq!(entries.body["items"][0]["after"], json!({ "contacts": ["phone"] }));
        assert!(!auditor.get("/journal?limit=200").await.body.to_string().contains(PHONE), "the journal has no contacts");
    }

    async fn a_contact_is_not_readable_in_the_database(app) {
        let secretary = app.client(StreetSecretary, STREET).await;
        holder(&secretary).await;
        let kept: Vec<(Vec<u8>,)> = app.rows("SELECT value FROM person_contact").await;
        let [(value,)] = kept.as_slice() else { panic!("one contact: {kept:?}") };
        assert_eq!(value[0], 1, "the tag of AES-256-GCM");
        assert!(!value.windows(4).any(|part| part == b"1540"));
    }

    async fn a_contact_is_changed_removed_and_checked(app) {
        let secretary = app.client(StreetSecretary, STREET).await;
        let person = holder(&secretary).await;
        let path = format!("/people/{person}/contacts");
        let bad = secretary.patch(&path, json!({ "phone": "1380000" })).await;
        assert_eq!((&bad.body["code"], &bad.body["field"]), (&json!("contact.phone_invalid"), &json!("phone")));
        let bad = secretary.patch(&path, json!({ "phone": "138****5678" })).await;
        assert_eq!((bad.status, &bad.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("contact.masked")));
        let bad = secretary.patch(&path, json!({ "email": "nobody" })).await;
        assert_eq!((&bad.body["code"], &bad.body["field"]), (&json!("contact.email_invalid"), &json!("email")));
        let unknown = secretary.patch(&path, json!({ "fax": "1" })).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        let changed = json!({ "phone": null, "email": "zhou@example.com" });
        assert_eq!(secretary.patch(&path, changed).await.status, StatusCode::NO_CONTENT);
        let contacts = &liaison_post(&secretary).await["holder"]["contacts"];
        assert_eq!(*contacts, json!([{ "kind": "email", "masked": "z***@example.com" }]));
        let liaison = app.client(Liaison, COMPANY).await;
        let forbidden = liaison.patch(&path, json!({ "phone": PHONE })).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    }

    async fn a_table_of_people_brings_contacts_and_its_export_masks_them(app) {
        let table = "organisation,post_kind,post_title,person,person_ref,valid_from,valid_to,phone,email
安泰示例机械有限公司,liaison,联络员,李示二,P2,2018-01-01,,15400001234,li@example.com
";
        app.import(service::import::Kind::People, table).await;
        let before: Vec<(Vec<u8>,)> = app.rows("SELECT value FROM person_contact ORDER BY kind").await;
        assert_eq!(before.len(), 2);
        app.import(service::import::Kind::People, table).await;
        assert_eq!(before, app.rows::<(Vec<u8>,)>("SELECT value FROM person_contact ORDER BY kind").await);
        let secretary = app.client(StreetSecretary, STREET).await;
        let file = secretary.get("/posts/export?format=csv").await;
        let text = file.body.as_str().expect("a table");
        assert!(text.contains("154****1234") && !text.contains(PHONE), "{text}");
    }

    async fn everybody_sees_and_takes_what_is_held_about_them(app) {
        let secretary = app.client(StreetSecretary, STREET).await;
        let session = secretary.get("/session").await.body;
        let own = session["person"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(secretary.patch(&format!("/people/{own}/contacts"), json!({ "phone": PHONE })).await.status, StatusCode::NO_CONTENT);
        let held = secretary.get("/personal-data").await;
        assert_eq!(held.body["contacts"], json!([{ "kind": "phone", "value": PHONE }]));
        assert!(held.body["fields"].as_array().is_some_and(|fields| fields.len() >= 8));
        assert!(held.body["sign_ins"].as_array().is_some_and(|all| !all.is_empty()));
        let file = secretary.get("/personal-data/export").await;
        assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"personal-data.json\"");
        assert_eq!(file.body["contacts"], held.body["contacts"]);
        // Even those who see no business data have a right to this.
        assert_eq!(app.client(SystemAdministrator, DISTRICT).await.get("/personal-data").await.status, StatusCode::OK);
    }

    async fn a_complaint_reaches_the_district_and_is_answered_once(app) {
        let liaison = app.client(Liaison, COMPANY).await;
        let message = json!({ "kind": "complaint", "content": "同一张表填了两次", "page": "/units?name=%E5%BC%A0", "reply_wanted": true });
        let sent = liaison.post("/feedback", message).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
        assert_eq!((&sent.body["page"], &sent.body["state"]), (&json!("/units"), &json!("received")));
        for (kind, place) in [(StreetSecretary, STREET), (Auditor, DISTRICT), (SystemAdministrator, DISTRICT)] {
            assert_eq!(app.client(kind, place).await.get("/feedback").await.status, StatusCode::NOT_FOUND);
        }
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let open = district.get("/feedback?state=received").await;
        assert_eq!(open.body["total"], 1);
        let desk = district.get("/desk").await.body.to_string();
        assert!(desk.contains("feedback_open"), "{desk}");
        let path = format!("/feedback/{}/answer", sent.body["id"].as_str().expect("an id"));
        let empty = district.post(&path, json!({ "version": 1, "answer": " " })).await;
        assert_eq!(empty.body["code"], "text.empty");
        let answered = district.post(&path, json!({ "version": 1, "answer": "已合并为一张表" })).await;
        assert_eq!(answered.body["state"], "answered", "{}", answered.body);
        let again = district.post(&path, json!({ "version": 2, "answer": "再答" })).await;
        assert_eq!(again.body["code"], "feedback.answered");
        let mine = liaison.get("/feedback/mine").await;
        assert_eq!(mine.body["items"][0]["answer"], "已合并为一张表");
        let journal = app.client(Auditor, DISTRICT).await.get("/journal?limit=200").await.body.to_string();
        assert!(journal.contains("feedback.answer") && !journal.contains("填了两次"));
    }
}
