//! `/imports`: kinds, templates, preview, trial, import, remarks, undo.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{Auditor, DistrictAdministrator, Liaison, StreetSecretary};
use serde_json::{Value, json};
use testing::{Client, DISTRICT, OTHER_STREET, STREET, on_both_engines};

/// One good row, one with a code in small letters, one of an unknown division, one with a wrong code.
const UNITS: &str = "企业名称,uscc,区划代码,住所,成立日期
甲示例贸易有限公司,91990101MA0TEXT01K,990101001001,一路1号,2019-05-01
乙示例贸易有限公司,91990101ma0text02n,990101001001,,2019-05-01
丙示例贸易有限公司,,990101009001,,2019-05-01
丁示例贸易有限公司,91990101MA0TEXT011,990101001001,,2019-05-01
";
const QUERY: &str = "/imports?kind=units&file=units.csv";

async fn report(client: &Client, path: &str, table: &str) -> Value {
    let (answer, mut lines) = client.upload(path, table.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let last = lines.pop().expect("a last line");
    assert!(last["report"].is_object(), "{last}");
    last["report"].clone()
}

fn counts(report: &Value) -> [u64; 6] {
    ["rows", "added", "changed", "unchanged", "refused", "repaired"]
        .map(|name| report[name].as_u64().expect(name))
}

async fn units(client: &Client) -> Value {
    client.get("/units?limit=200").await.body["items"].clone()
}

on_both_engines! {
    async fn a_refused_row_stops_everything_until_only_the_good_rows_are_wanted(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let before = units(&client).await;
        let trial = report(&client, &format!("{QUERY}&dry_run=true"), UNITS).await;
        assert_eq!(counts(&trial), [4, 2, 0, 0, 2, 2], "{trial}");
        assert_eq!(trial["id"], Value::Null);
        let issues = trial["issues"].as_array().expect("issues");
        let about: Vec<_> = issues.iter().filter(|i| i["severity"] == "refused").map(|i| (&i["row"], &i["column"], &i["rule"])).collect();
        assert_eq!(about, [
            (&json!(4), &json!("区划代码"), &json!("division.unknown")),
            (&json!(5), &json!("uscc"), &json!("credit_code.check")),
        ]);
        let stopped = report(&client, QUERY, UNITS).await;
        assert_eq!(counts(&stopped), counts(&trial));
        assert_eq!(units(&client).await, before, "nothing was kept");

        let kept = report(&client, &format!("{QUERY}&good_rows_only=true"), UNITS).await;
        assert!(kept["id"].is_string());
        assert_eq!(client.get("/units").await.body["total"].as_u64().expect("total"), before.as_array().expect("units").len() as u64 + 2);
        let again = report(&client, &format!("{QUERY}&good_rows_only=true"), UNITS).await;
        assert_eq!(counts(&again), [4, 0, 0, 2, 2, 2]);
    }

    async fn what_an_import_did_is_undone_as_one(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let unit = client.id_of("/units", "安泰示例机械有限公司").await;
        let before = (units(&client).await, client.get(&format!("/units/{unit}")).await.body);
        let table = "name,type,division_code,address,valid_from\n安泰示例机械有限公司,private_enterprise,990101001001,二路2号,2020-01-01\n新示例机械有限公司,private_enterprise,990101001001,,2020-01-01\n";
        let report = report(&client, QUERY, table).await;
        assert_eq!(counts(&report), [2, 1, 1, 0, 0, 0], "{report}");
        assert_eq!(client.get(&format!("/units/{unit}")).await.body["periods"].as_array().expect("periods").len(), 2);

        let id = report["id"].as_str().expect("an id");
        let listed = client.get("/imports").await.body["items"][0].clone();
        assert_eq!((&listed["id"], &listed["file"], &listed["added"]), (&json!(id), &json!("units.csv"), &json!(1)));
        let undone = client.post(&format!("/imports/{id}/undo"), json!({})).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
        assert!(undone.body["undone_at"].is_string());
        let mut after = (units(&client).await, client.get(&format!("/units/{unit}")).await.body);
        assert_eq!(after.0, before.0);
        after.1["permissions"] = before.1["permissions"].clone();
        assert_eq!(after.1, before.1);
        let twice = client.post(&format!("/imports/{id}/undo"), json!({})).await;
        assert_eq!((twice.status, &twice.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("import.undone")));
    }

    async fn an_import_whose_rows_were_changed_since_is_not_undone(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let table = "name,type,division_code,valid_from\n新示例机械有限公司,private_enterprise,990101001001,2020-01-01\n";
        let id = report(&client, QUERY, table).await["id"].as_str().expect("an id").to_owned();
        let unit = client.id_of("/units", "新示例机械有限公司").await;
        client.patch(&format!("/units/{unit}"), json!({ "version": 1, "address": "一路1号" })).await;
        let refused = client.post(&format!("/imports/{id}/undo"), json!({})).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("import.changed_since")));
        assert!(refused.body["detail"].as_str().expect("detail").contains("新示例机械有限公司"));
        assert_eq!(client.get(&format!("/units/{unit}")).await.status, StatusCode::OK);
    }

    async fn a_street_imports_its_own_ground_and_no_other(app) {
        let client = app.client(StreetSecretary, OTHER_STREET).await;
        let report = report(&client, &format!("{QUERY}&dry_run=true"), UNITS).await;
        assert_eq!(counts(&report), [4, 0, 0, 0, 4, 0], "{report}");
        assert_eq!(report["by_rule"]["import.row_out_of_reach"]["refused"], 2);
        let (divisions, _) = client.upload("/imports?kind=divisions&file=d.csv", b"code,name\n990101001,x\n").await;
        assert_eq!(divisions.status, StatusCode::NOT_FOUND);
        let liaison = app.client(Liaison, "安泰示例机械有限公司").await;
        assert_eq!(liaison.upload(QUERY, UNITS.as_bytes()).await.0.status, StatusCode::NOT_FOUND);
        assert_eq!(liaison.get("/imports/kinds").await.body, json!([]));
        let auditor = app.client(Auditor, DISTRICT).await;
        assert_ne!(auditor.get("/imports").await.status, StatusCode::OK);
        let own = app.client(StreetSecretary, STREET).await;
        let id = self::report(&own, &format!("{QUERY}&good_rows_only=true"), UNITS).await["id"].clone();
        let foreign = format!("/imports/{}/undo", id.as_str().expect("an id"));
        assert_ne!(client.post(&foreign, json!({})).await.status, StatusCode::OK);
    }

    async fn a_mapping_is_proposed_chosen_and_remembered(app) {
        let client = app.client(StreetSecretary, STREET).await;
        let table = "甲栏,乙栏,丙栏\n新示例机械有限公司,private_enterprise,990101001001\n";
        let path = "/imports/preview?kind=units&file=units.csv";
        let (seen, _) = client.upload(path, table.as_bytes()).await;
        assert_eq!((&seen.body["rows"], &seen.body["mapping"], &seen.body["remembered"]), (&json!(1), &json!({}), &json!(false)));
        let (missing, _) = client.upload(QUERY, table.as_bytes()).await;
        let lines = missing.body.to_string();
        assert!(lines.contains("import.column_missing"), "{lines}");
        let mapping = "%7B%22name%22:%22甲栏%22,%22type%22:%22乙栏%22,%22division_code%22:%22丙栏%22%7D"
            .chars().map(|c| if c.is_ascii() { c.to_string() } else { c.to_string().bytes().map(|b| format!("%{b:02X}")).collect() }).collect::<String>();
        assert_eq!(counts(&report(&client, &format!("{QUERY}&mapping={mapping}"), table).await), [1, 1, 0, 0, 0, 0]);
        let (seen, _) = client.upload(path, table.as_bytes()).await;
        assert_eq!(seen.body["remembered"], true);
        assert_eq!(seen.body["mapping"], json!({ "name": "甲栏", "type": "乙栏", "division_code": "丙栏" }));
        assert_eq!(counts(&report(&client, QUERY, table).await), [1, 0, 0, 1, 0, 0]);
    }

    async fn templates_and_remarks_are_workbooks_that_read_again(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let kinds = client.get("/imports/kinds").await.body;
        assert_eq!(kinds.as_array().expect("kinds").len(), 29);
        for kind in kinds.as_array().expect("kinds") {
            let template = client.get(&format!("/imports/templates/{}", kind["kind"].as_str().expect("kind"))).await;
            assert_eq!(template.status, StatusCode::OK);
            assert!(template.headers["content-disposition"].to_str().expect("a header").contains("xlsx"));
        }
        let (annotated, _) = client.upload("/imports/annotated?kind=units&file=units.csv", UNITS.as_bytes()).await;
        assert_eq!(annotated.status, StatusCode::OK);
        assert_eq!(annotated.headers["content-type"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        let (no_table, _) = client.upload(QUERY, b"%PDF-1.7").await;
        assert_eq!(no_table.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn years_are_surveyed_and_undone(app) {
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let before = client.get("/divisions/tree").await.body;
        let table = "year,code,name,parent_code
2017,990101001001,甲一社区居委会,990101001
2017,990101001200,甲二村委会,990101001
2017,990101002001,乙一社区居委会,990101002
2018,990101001001,甲一社区居委会,990101001
2018,990101001009,甲二社区居委会,990101001
2018,990101002001,乙一社区居委会,990101002
";
        let report = report(&client, "/imports?kind=divisions&file=years.csv&good_rows_only=true", table).await;
        assert_eq!(counts(&report), [6, 0, 1, 5, 0, 0], "{report}");
        let village = client.id_of("/divisions", "甲二社区居委会").await;
        let events = client.get(&format!("/divisions/{village}/events")).await.body;
        assert!(events.to_string().contains("2018年1月1日，甲二村委会改为甲二社区居委会（村转社区）"), "{events}");
        let id = report["id"].as_str().expect("an id");
        let undone = client.post(&format!("/imports/{id}/undo"), json!({})).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
        assert_eq!(client.get("/divisions/tree").await.body, before);
    }
}
