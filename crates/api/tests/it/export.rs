//! `GET …/export`: every list as a file.

use axum::http::{Method, StatusCode};
use domain::access::AppointmentKind::{
    Auditor, CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary,
};
use serde_json::json;
use testing::{COMMUNITY, DISTRICT, OTHER_STREET, STREET, full_export, on_both_engines};

on_both_engines! {
    async fn a_file_holds_what_the_list_shows_under_a_name_that_says_what_it_is(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let street = client.id_of("/divisions", STREET).await;
        let path = format!("/units/export?format=csv&type=private_enterprise&within={street}&as_of=2018-12-31");
        let answer = client.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let disposition = answer.headers["content-disposition"].to_str().expect("ascii");
        assert!(disposition.ends_with("filename*=UTF-8''%E5%8D%95%E4%BD%8D_%E7%94%B2%E8%A1%97%E9%81%93_2018-12-31.csv"), "{disposition}");
        let text = answer.body.as_str().expect("a text");
        assert_eq!(text, "\u{feff}单位名称,类型,所在区划,所在街道,统一社会信用代码\n安泰示例机械有限公司,民营企业,甲一社区居委会,甲街道,\n");
        let english = client.send(Method::GET, &path, None, &[("accept-language", "en")]).await.body;
        assert!(english.as_str().expect("a text").contains("Name,Type,Division"), "{english}");
        let excel = client.get(&format!("/units/export?within={street}")).await;
        assert_eq!(excel.headers["content-type"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        assert!(excel.body.as_str().expect("a text").starts_with("PK"));
    }

    async fn every_list_can_be_exported_and_the_journal_says_who_took_it(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let district = client.id_of("/divisions", DISTRICT).await;
        for (path, rows) in [
            ("/divisions/export?kind=street".to_owned(), 2),
            ("/units/export".to_owned(), 5),
            ("/party-organisations/export".to_owned(), 3),
            ("/posts/export?vacant=true".to_owned(), 1),
            ("/observations/export?series=population_registered".to_owned(), 2),
            (format!("/statistics/{district}/below/export"), 2),
            (format!("/statistics/{district}/sources/export?figure=members.total"), 4),
        ] {
            let joined = if path.contains('?') { '&' } else { '?' };
            let answer = client.get(&format!("{path}{joined}format=csv")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            let text = answer.body.as_str().expect("a text").to_owned();
            assert_eq!(text.lines().count(), rows + 1, "{path}: {text}");
            let auditor = app.client(Auditor, DISTRICT).await;
            let entry = auditor.get("/journal?operation=export.run").await.body["items"][0].clone();
            assert_eq!((&entry["object"]["type"], &entry["after"]["rows"]), (&json!("export"), &json!(rows)), "{path}");
        }
        let auditor = app.client(Auditor, DISTRICT).await;
        let journal = auditor.get("/journal/export?operation=export.run&format=csv").await;
        assert_eq!(journal.body.as_str().expect("a text").lines().count(), 8, "{}", journal.body);
    }

    async fn who_may_not_look_or_not_export_gets_no_file(app) {
        let other = app.client(StreetSecretary, OTHER_STREET).await;
        let own = app.client(StreetSecretary, STREET).await;
        let street = own.id_of("/divisions", STREET).await;
        assert_eq!(other.get(&format!("/units/export?within={street}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(own.get("/journal/export").await.status, StatusCode::NOT_FOUND);
        let auditor = app.client(Auditor, DISTRICT).await;
        assert_eq!(auditor.get("/units/export").await.status, StatusCode::NOT_FOUND);
        let liaison = app.client(Liaison, "安泰示例机械有限公司").await;
        assert_eq!(liaison.get("/units/export").await.status, StatusCode::FORBIDDEN);
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let shown = community.get("/units/export?format=csv").await.body;
        assert_eq!(shown.as_str().expect("a text").lines().count(), 3, "{shown}");
        assert_eq!(community.get(&format!("/statistics/{street}/below/export")).await.status, StatusCode::OK);
    }

    async fn a_name_that_looks_like_a_formula_stays_a_name(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let division = client.id_of("/divisions", COMMUNITY).await;
        let new = json!({ "name": "=1+1商店", "type": "private_enterprise", "division_id": division });
        assert_eq!(client.post("/units", new).await.status, StatusCode::CREATED);
        let text = client.get("/units/export?format=csv").await.body;
        assert!(text.as_str().expect("a text").contains("'=1+1商店"), "{text}");
    }

    async fn a_full_export_read_into_an_empty_database_gives_the_same_export(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        // Something of everything that has a past: another rank and name, a post handed over, a unit closed, a count more.
        let party = client.id_of("/party-organisations", "中共安泰示例机械有限公司委员会").await;
        let path = format!("/party-organisations/{party}");
        assert_eq!(client.patch(&path, json!({ "version": 1, "rank": "general_branch", "name": "中共安泰委员会" })).await.status, StatusCode::OK);
        assert_eq!(client.post(&format!("{path}/counts"), json!({ "counted_on": "2026-03-18", "branches": 6, "members": 99 })).await.status, StatusCode::CREATED);
        let post = client.get("/posts?name=%E5%AE%89%E6%B3%B0").await.body["items"][0].clone();
        let holder = json!({ "version": 1, "person_name": "孙示五", "from": "2026-03-01" });
        assert_eq!(client.put(&format!("/posts/{}/holder", post["id"].as_str().expect("an id")), holder).await.status, StatusCode::OK);
        let school = client.id_of("/units", "北山示例小学").await;
        let end = json!({ "version": 1, "on": "2026-03-10", "reason": "撤并" });
        assert_eq!(client.post(&format!("/units/{school}/close"), end).await.status, StatusCode::OK);
        let village = client.id_of("/divisions", "甲二村委会").await;
        let version = client.get(&format!("/divisions/{village}")).await.body["version"].clone();
        let community = json!({ "version": version, "effective_on": "2020-01-01", "name": "甲二社区居委会", "kind": "community", "code": "990101001002" });
        let changed = client.patch(&format!("/divisions/{village}"), community).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);

        let first = full_export(&app.lianhe).await;
        let empty = testing::TestDb::sqlite().await;
        let second = service::Lianhe::new(empty.db.clone(), app.lianhe.clock.clone(), testing::keys());
        for (kind, table) in &first {
            let command = service::import::Import::new(*kind, table.clone(), kind.word());
            let report = service::import::import(&second, command).await.expect("an import");
            assert_eq!(report.refused, 0, "{}: {:?}", kind.word(), report.issues);
        }
        for ((kind, before), (_, after)) in first.iter().zip(full_export(&second).await) {
            assert_eq!(*before, after, "{}", kind.word());
        }
    }
}
