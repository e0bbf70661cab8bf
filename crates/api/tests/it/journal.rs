//! `/journal`: the auditor's book, and the chain that seals it.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{Auditor, DistrictAdministrator, StreetSecretary};
use serde_json::json;
use testing::{DISTRICT, STREET, TestApp, on_both_engines};

on_both_engines! {
    async fn only_the_auditor_reads_the_journal(app) {
        let auditor = app.client(Auditor, DISTRICT).await;
        let page = auditor.get("/journal?limit=3").await.body;
        assert_eq!(page["items"].as_array().expect("entries").len(), 3);
        let next = page["next"].as_str().expect("a cursor");
        let second = auditor.get(&format!("/journal?limit=3&after={next}")).await.body;
        let number = |entry: &serde_json::Value| entry["sequence"].as_i64().expect("a number");
        assert_eq!(number(&second["items"][0]), number(&page["items"][2]) - 1);
        let imports = auditor.get("/journal?operation=import.run").await.body;
        assert_eq!(imports["total"], 7);
        for (kind, place) in [(DistrictAdministrator, DISTRICT), (StreetSecretary, STREET)] {
            assert_eq!(app.client(kind, place).await.get("/journal").await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(auditor.get("/units").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_refused_write_leaves_no_entry(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let auditor = app.client(Auditor, DISTRICT).await;
        let total = auditor.get("/journal").await.body["total"].clone();
        let street = client.id_of("/divisions", STREET).await;
        let refused = client.post("/units", json!({ "name": " ", "type": "school", "division_id": street })).await;
        assert_eq!(refused.body["code"], "name.empty");
        assert_eq!(auditor.get("/journal").await.body["total"], total);
    }

    async fn any_change_of_a_sealed_entry_is_found_and_named(app) {
        let db = &app.lianhe.db;
        service::journal::seal(db).await.expect("sealed");
        let clean = service::journal::verify(db, &[]).await.expect("verified");
        assert_eq!((clean.first_bad, clean.sealed), (None, clean.entries));
        for damage in [
            "UPDATE journal SET object_name = 'x' WHERE sequence = 4",
            "UPDATE journal SET reason = '' WHERE sequence = 4",
            "UPDATE journal_seal SET hash = (SELECT hash FROM journal_seal s WHERE s.sequence = 5) WHERE sequence = 4",
        ] {
            let found = damaged(&app, damage).await;
            assert_eq!(found.expect("damage is found").sequence, 4, "{damage}");
        }
    }
}

/// What `verify` says while the damage is there; the damage is undone afterwards.
async fn damaged(app: &TestApp, damage: &'static str) -> Option<service::journal::Bad> {
    let saved: Vec<(Vec<u8>,)> = app.rows("SELECT hash FROM journal_seal WHERE sequence = 4").await;
    let names: Vec<(String,)> = app.rows("SELECT object_name FROM journal WHERE sequence = 4").await;
    app.run(damage, vec![]).await;
    let db = &app.lianhe.db;
    let found = service::journal::verify(db, &[]).await.expect("verified").first_bad;
    let name = names[0].0.as_str().into();
    app.run("UPDATE journal SET object_name = $1, reason = NULL WHERE sequence = 4", vec![name]).await;
    app.run("UPDATE journal_seal SET hash = $1 WHERE sequence = 4", vec![saved[0].0.clone().into()]).await;
    assert_eq!(service::journal::verify(db, &[]).await.expect("verified").first_bad, None);
    found
}
