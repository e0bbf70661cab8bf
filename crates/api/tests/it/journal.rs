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

on_both_engines! {
    async fn the_auditor_takes_the_trail_and_can_verify_it_elsewhere(app) {
        let auditor = app.client(Auditor, DISTRICT).await;
        service::journal::seal(&app.lianhe.db).await.expect("sealed");
        let answer = auditor.get("/journal/trail").await;
        let text = answer.body.as_str().expect("lines").to_owned();
        let mut archive = service::journal::Archive::default();
        text.lines().for_each(|line| archive.take(line).expect("a line that fits its seal"));
        let total = auditor.get("/journal").await.body["total"].as_i64().expect("a total");
        assert_eq!(archive.entries, total - 1, "all but the entry of this export");
        let last = auditor.get("/journal?limit=1").await.body["items"][0].clone();
        assert_eq!((&last["operation"], &last["after"]["kind"]), (&json!("export.run"), &json!("journal")));
        let changed = text.replacen("甲街道", "乙街道", 1);
        let torn = changed.lines().try_for_each(|line| archive_of(line, &mut Default::default()));
        assert!(torn.is_err());
        let none = auditor.get("/journal/trail?from=2030-01-01").await;
        assert_eq!((none.status, &none.body), (StatusCode::OK, &json!("")));
        let street = app.client(StreetSecretary, STREET).await;
        assert_eq!(street.get("/journal/trail").await.status, StatusCode::NOT_FOUND);
    }

    async fn pruned_entries_are_in_the_archive_and_the_rest_still_verifies(app) {
        let db = &app.lianhe.db;
        let session = app.client(StreetSecretary, STREET).await.get("/session").await.body;
        let district: uuid::Uuid = session["district"]["id"].as_str().expect("an id").parse().expect("an id");
        let district = domain::id::DistrictId::new(district);
        let today = app.lianhe.today();
        let early = service::journal::check_day(today, today, None).expect_err("too early");
        assert!(matches!(early, service::Error::Refused(refusal) if refusal.rule.code() == "journal.kept"));
        service::journal::seal(db).await.expect("sealed");
        let anchors = service::journal::anchors(&app.lianhe).await.expect("anchors");
        let before = service::journal::verify(db, &anchors).await.expect("verified");

        app.clock.turn_to("2026-10-05T04:00:00Z");
        let client = app.client(StreetSecretary, STREET).await;
        let day = today.succ_opt().expect("a day");
        service::journal::check_day(day, app.lianhe.today(), None).expect("old enough");
        let mut archive = service::journal::Archive::default();
        let mut cut = service::journal::Cut::begin(db, district, day).await.expect("a beginning");
        while let Some(lines) = cut.next().await.expect("lines") {
            lines.iter().for_each(|line| archive.take(&line.to_json()).expect("a line that fits its seal"));
        }
        let operator = service::access::operator_in(&app.lianhe, district).await.expect("an operator");
        let prune = cut.prune("2026.jsonl".to_owned()).expect("something to prune");
        let removed = app.lianhe.write(&operator, prune).await.expect("pruned");
        assert_eq!((removed as i64, archive.entries), (before.entries, before.entries));
        let after = service::journal::verify(db, &anchors).await.expect("verified");
        assert_eq!((after.first_bad, after.horizons[0].sequence), (None, before.entries));
        service::journal::seal(db).await.expect("sealed");
        let after = service::journal::verify(db, &[]).await.expect("verified");
        assert_eq!((after.first_bad, after.sealed), (None, after.entries));
        archive.joins(&after.horizons).expect("the archive joins the kept chain");

        let id = client.id_of("/units", "北山示例小学").await;
        let history = client.get(&format!("/units/{id}/history")).await.body;
        assert_eq!((&history["total"], &history["archived_to"]), (&json!(0), &json!(before.entries)));
        app.run("UPDATE journal_horizon SET sequence = sequence - 1", vec![]).await;
        assert!(service::journal::verify(db, &[]).await.expect("verified").first_bad.is_some());
    }
}

fn archive_of(line: &str, archive: &mut service::journal::Archive) -> Result<(), service::journal::Torn> {
    archive.take(line)
}
