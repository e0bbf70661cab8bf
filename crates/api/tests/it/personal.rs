//! Personal values in the journal: shown while they are kept, erasable without breaking the chain.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{
    Auditor, DistrictAdministrator, SecurityAdministrator, StreetSecretary,
};
use serde_json::{Value, json};
use testing::{Client, DISTRICT, STREET, TestApp, on_both_engines};

/// A post that falls vacant, with its entry's holder as the auditor reads it.
async fn vacated(client: &Client) -> (String, String) {
    let posts = client.get("/posts?limit=100").await.body;
    let post = posts["items"]
        .as_array()
        .expect("posts")
        .iter()
        .find(|post| post["holder"]["name"] == "王示一")
        .cloned();
    let post = post.expect("a post");
    let id = post["id"].as_str().expect("an id").to_owned();
    let person = post["holder"]["person_id"].as_str().expect("a person").to_owned();
    let done = client.put(&format!("/posts/{id}/holder"), json!({ "version": post["version"] })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    (id, person)
}

async fn newest(auditor: &Client, post: &str) -> Value {
    auditor.get(&format!("/journal?object_id={post}")).await.body["items"][0].clone()
}

async fn chain(app: &TestApp) -> service::journal::Verified {
    service::journal::seal(&app.lianhe.db).await.expect("sealed");
    service::journal::verify(&app.lianhe.db, &[]).await.expect("verified")
}

on_both_engines! {
    async fn a_name_is_not_in_the_entry_but_is_shown_while_it_is_kept(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let auditor = app.client(Auditor, DISTRICT).await;
        let (post, _) = vacated(&client).await;
        assert_eq!(newest(&auditor, &post).await["before"]["holder"], "王示一");
        type Texts = Vec<(String, Option<String>, Option<String>)>;
        let rows: Texts = app.rows("SELECT object_name, before_values, after_values FROM journal").await;
        let text = format!("{rows:?}");
        assert!(text.contains("sealed"));
        for name in ["王示一", "李示二", "测试员"] {
            assert!(!text.contains(name), "{name} stands in an entry");
        }
        let trail = auditor.get("/journal/trail").await.body;
        assert!(!trail.as_str().expect("lines").contains("王示一"));
    }

    async fn what_is_erased_is_gone_and_the_chain_holds(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let auditor = app.client(Auditor, DISTRICT).await;
        let (post, person) = vacated(&client).await;
        let before = chain(&app).await;
        assert_eq!((before.first_bad, before.sealed), (None, before.entries));
        let security = app.client(SecurityAdministrator, DISTRICT).await;
        let former = security.get("/people/former").await.body;
        let row = former["items"].as_array().expect("people").iter().find(|row| row["id"] == person.as_str());
        let row = row.expect("the former secretary");
        assert_eq!((&row["name"], &row["ended"], &row["erasable_from"]), (&json!("王示一"), &json!("2026-03-18"), &json!("2026-09-17")));

        let path = format!("/people/{person}/erase");
        let early = security.post(&path, json!({ "reason": "到期" })).await;
        assert_eq!((&early.body["code"], &early.body["field"]), (&json!("person.retained"), &json!("on_request")));
        let silent = security.post(&path, json!({ "reason": " ", "on_request": true })).await;
        assert_eq!(silent.body["code"], "reason.empty");
        let done = security.post(&path, json!({ "reason": "本人书面要求", "on_request": true })).await;
        assert_eq!((done.status, &done.body), (StatusCode::OK, &json!({ "erased": 2 })));

        let entry = newest(&auditor, &post).await;
        assert_eq!(entry["before"]["holder"], json!({ "erased": true }));
        let told = auditor.get("/journal?operation=person.erase").await.body["items"][0].clone();
        assert_eq!((&told["reason"], &told["after"]["erased"]), (&json!("本人书面要求"), &json!(2)));
        let after = chain(&app).await;
        assert_eq!((after.first_bad, after.sealed), (None, after.entries));
        let names: Vec<(String,)> = app.rows("SELECT name FROM person").await;
        assert!(names.iter().all(|name| name.0 != "王示一"));
        assert!(!security.get("/people/former").await.body.to_string().contains(&person));
    }

    async fn only_the_security_administrator_erases_and_only_former_holders(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let posts = client.get("/posts?limit=100").await.body;
        let post = posts["items"].as_array().expect("posts").iter().find(|post| post["holder"]["name"] == "王示一").cloned();
        let person = post.expect("a post")["holder"]["person_id"].as_str().expect("a person").to_owned();
        let wanted = json!({ "reason": "本人书面要求", "on_request": true });
        let path = format!("/people/{person}/erase");
        for (kind, place) in [(StreetSecretary, STREET), (DistrictAdministrator, DISTRICT), (Auditor, DISTRICT)] {
            let other = app.client(kind, place).await;
            assert_eq!(other.post(&path, wanted.clone()).await.status, StatusCode::NOT_FOUND, "{kind:?}");
            assert_eq!(other.get("/people/former").await.status, StatusCode::NOT_FOUND, "{kind:?}");
        }
        let security = app.client(SecurityAdministrator, DISTRICT).await;
        assert_eq!(security.post(&path, wanted.clone()).await.body["code"], "person.in_office");
        let nobody = "/people/00000000-0000-0000-0000-000000000009/erase";
        assert_eq!(security.post(nobody, wanted).await.status, StatusCode::NOT_FOUND);
    }
}
