//! Appointments, the second person, powers that follow a post, and entries made for others.

use axum::http::{Method, StatusCode};
use domain::access::AppointmentKind::{
    Auditor, CommunitySecretary, DistrictAdministrator, Liaison, SecurityAdministrator, StreetSecretary,
    SystemAdministrator,
};
use serde_json::{Value, json};
use testing::{COMMUNITY, Client, DISTRICT, OTHER_STREET, STREET, on_both_engines};

const UNIT: &str = "北山示例小学";

on_both_engines! {
    async fn an_ordinary_appointment_takes_effect_at_once_and_ends_with_a_reason(app) {
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        let place = place(&security, "liaison", UNIT).await;
        let request = json!({ "person_name": "周示新", "kind": "liaison", "place_id": place, "basis": "甲办〔2026〕3号", "reason": "新设" });
        let answer = security.post("/appointments", request.clone()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let id = answer.body["appointment_id"].as_str().expect("in force").to_owned();
        let row = row(&security, "周示新").await;
        assert_eq!((&row["kind"], &row["place"]["name"], &row["basis"]), (&json!("liaison"), &json!(UNIT), &json!("甲办〔2026〕3号")));

        let end = json!({ "on": "2026-04-01", "reason": "调离" });
        let ended = security.post(&format!("/appointments/{id}/end"), end.clone()).await;
        assert_eq!(ended.body["appointment_id"], id.as_str());
        assert_eq!(self::row(&security, "周示新").await["valid_to"], "2026-04-01");
        let again = security.post(&format!("/appointments/{id}/end"), end).await;
        assert_eq!(again.body["code"], "period.closed");
        let same = json!({ "person_id": row["person"]["id"], "kind": "liaison", "place_id": place, "reason": "重复" });
        assert_eq!(security.post("/appointments", same).await.body["code"], "appointment.held");
    }

    async fn power_over_a_street_waits_for_another_person(app) {
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        let place = place(&security, "street_secretary", OTHER_STREET).await;
        let request = json!({ "person_name": "吴示乙", "kind": "street_secretary", "place_id": place, "reason": "换届" });
        let change = security.post("/appointments", request).await.body["change_id"].as_str().expect("it waits").to_owned();
        assert_eq!(rows(&security, "吴示乙").await.len(), 0);

        let approve = format!("/changes/{change}/approve");
        assert_eq!(security.post(&approve, json!({})).await.body["code"], "change.own_request");
        let street = app.person("街一", StreetSecretary, STREET).await;
        assert_eq!(street.post(&approve, json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(security.get("/desk").await.body["total"], 0);

        let system = app.person("系一", SystemAdministrator, DISTRICT).await;
        let desk = system.get("/desk").await.body;
        assert_eq!(desk["items"][0]["kind"], "change_waiting");
        assert_eq!(desk["items"][0]["object"]["id"], change.as_str());
        let approved = system.post(&approve, json!({})).await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.body);
        assert_eq!(approved.body["items"][0]["state"], "approved");
        assert_eq!(rows(&security, "吴示乙").await.len(), 1);
        assert_eq!(system.post(&approve, json!({})).await.body["code"], "change.done");

        let auditor = app.person("审一", Auditor, DISTRICT).await;
        let journal = auditor.get("/journal?limit=20").await.body;
        let said = |operation: &str| journal["items"].as_array().expect("entries").iter()
            .find(|entry| entry["operation"] == operation).unwrap_or_else(|| panic!("no {operation}")).clone();
        assert_eq!(said("change.request")["person"]["name"], "安一");
        assert_eq!(said("change.decide")["person"]["name"], "系一");
        assert_eq!(said("appointment.grant")["object"]["type"], "appointment");
    }

    async fn a_change_is_declined_with_a_reason_withdrawn_by_its_author_or_expires(app) {
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        let second = app.person("安二", SecurityAdministrator, DISTRICT).await;
        let place = place(&security, "auditor", DISTRICT).await;
        let ask = || async {
            let request = json!({ "person_name": "郑示审", "kind": "auditor", "place_id": place, "reason": "增设" });
            security.post("/appointments", request).await.body["change_id"].as_str().expect("it waits").to_owned()
        };
        let change = ask().await;
        assert_eq!(second.post(&format!("/changes/{change}/withdraw"), json!({})).await.body["code"], "change.not_own");
        assert_eq!(second.post(&format!("/changes/{change}/decline"), json!({ "reason": " " })).await.body["code"], "reason.empty");
        let declined = second.post(&format!("/changes/{change}/decline"), json!({ "reason": "已有审计管理员" })).await;
        assert_eq!((&declined.body["items"][0]["state"], &declined.body["items"][0]["decision_reason"]), (&json!("declined"), &json!("已有审计管理员")));

        let change = ask().await;
        let withdrawn = security.post(&format!("/changes/{change}/withdraw"), json!({})).await;
        assert_eq!(withdrawn.status, StatusCode::OK, "{}", withdrawn.body);

        let change = ask().await;
        app.clock.turn_to("2026-03-25T04:00:00Z");
        let later = app.person("安三", SecurityAdministrator, DISTRICT).await;
        assert_eq!(later.post(&format!("/changes/{change}/approve"), json!({})).await.body["code"], "change.done");
        let states: Vec<_> = later.get("/changes").await.body["items"].as_array().expect("changes").iter()
            .map(|change| change["state"].as_str().expect("a state").to_owned()).collect();
        assert!(states.contains(&"expired".to_owned()), "{states:?}");
        assert_eq!(rows(&later, "郑示审").await.len(), 0);
    }

    async fn nobody_decides_about_themself_nor_holds_powers_that_exclude_each_other(app) {
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        let district = app.person("区一", DistrictAdministrator, DISTRICT).await;
        let own = row(&security, "区一").await;
        let end = json!({ "on": "2026-04-01", "reason": "轮岗" });
        let asked = security.post(&format!("/appointments/{}/end", own["id"].as_str().expect("an id")), end).await;
        let change = asked.body["change_id"].as_str().expect("it waits").to_owned();
        assert_eq!(district.post(&format!("/changes/{change}/approve"), json!({})).await.body["code"], "change.about_oneself");
        assert_eq!(district.get("/desk").await.body["totals"].as_array().expect("totals").iter()
            .find(|total| total["kind"] == "change_waiting").expect("a kind")["total"], 0);

        let place = place(&security, "auditor", DISTRICT).await;
        let both = json!({ "person_id": own["person"]["id"], "kind": "auditor", "place_id": place, "reason": "兼任" });
        assert_eq!(security.post("/appointments", both).await.body["code"], "appointment.conflict");
        let me = row(&security, "安一").await;
        let myself = json!({ "person_id": me["person"]["id"], "kind": "auditor", "place_id": place, "reason": "兼任" });
        let refused = security.post("/appointments", myself).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for client in [&district, &app.person("系一", SystemAdministrator, DISTRICT).await] {
            assert_eq!(client.get("/appointments").await.status, StatusCode::NOT_FOUND);
        }
    }

    async fn a_deputy_acts_for_a_while_and_ends_with_whom_it_stands_in_for(app) {
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        app.person("社一", CommunitySecretary, COMMUNITY).await;
        let principal = row(&security, "社一").await["id"].clone();
        let request = |to: Value| json!({ "person_name": "代示一", "deputy_for_id": principal, "valid_to": to, "reason": "休假" });
        assert_eq!(security.post("/appointments", request(Value::Null)).await.body["code"], "appointment.deputy_open");
        let granted = security.post("/appointments", request(json!("2026-05-01"))).await;
        assert_eq!(granted.status, StatusCode::CREATED, "{}", granted.body);
        let deputy = row(&security, "代示一").await;
        assert_eq!((&deputy["kind"], &deputy["deputy_for"]["name"]), (&json!("community_secretary"), &json!("社一")));
        let end = json!({ "on": "2026-04-01", "reason": "调离" });
        security.post(&format!("/appointments/{}/end", principal.as_str().expect("an id")), end).await;
        assert_eq!(row(&security, "代示一").await["valid_to"], "2026-04-01");
    }

    async fn a_power_follows_its_post_and_is_not_handed_on_by_whoever_has_it(app) {
        app.import(service::import::Kind::Appointments,
            "person,person_ref,kind,place,valid_from,valid_to,post\n王示一,P1,street_secretary,甲街道,2024-01-01,,书记\n").await;
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        assert_eq!(row(&security, "王示一").await["post"]["name"], "中共甲街道工作委员会 书记");
        let district = app.person("区一", DistrictAdministrator, DISTRICT).await;
        let posts = district.get("/posts?name=%E7%94%B2%E8%A1%97%E9%81%93").await.body;
        let post = posts["items"].as_array().expect("posts").iter().find(|post| post["title"] == "书记").expect("the post").clone();
        let path = format!("/posts/{}/holder", post["id"].as_str().expect("an id"));
        let street = app.person("街一", StreetSecretary, STREET).await;
        let handed = street.put(&path, json!({ "version": post["version"], "person_name": "李示新" })).await;
        assert_eq!(handed.body["code"], "post.carries_power");

        let changed = district.put(&path, json!({ "version": post["version"], "person_name": "李示新" })).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        assert_eq!(rows(&security, "王示一").await.len(), 0);
        let next = row(&security, "李示新").await;
        assert_eq!((&next["kind"], &next["place"]["name"], &next["valid_from"]), (&json!("street_secretary"), &json!(STREET), &json!("2026-03-18")));
        let auditor = app.person("审一", Auditor, DISTRICT).await;
        let ended = auditor.get("/journal?operation=appointment.end").await.body;
        assert!(ended["items"][0]["reason"].as_str().expect("a reason").contains("任职随岗位终止"));
    }

    async fn what_an_official_enters_for_others_says_so_in_the_history(app) {
        let street = app.client(StreetSecretary, STREET).await;
        let id = street.id_of("/units", UNIT).await;
        let path = format!("/units/{id}");
        let edit = json!({ "version": 1, "address": "示例路2号" });
        let header = [("lianhe-on-behalf-of", "how=paper&name=%E5%8C%97%E5%B1%B1%E5%B0%8F%E5%AD%A6")];
        let edited = street.send(Method::PATCH, &path, Some(edit.clone()), &header).await;
        assert_eq!(edited.status, StatusCode::OK, "{}", edited.body);
        let history = street.get(&format!("{path}/history")).await.body;
        assert_eq!(history["items"][0]["on_behalf_of"], json!({ "how": "paper", "name": "北山小学" }));
        assert_eq!(history["items"][1]["on_behalf_of"], Value::Null);

        let liaison = app.client(Liaison, UNIT).await;
        let refused = liaison.send(Method::PATCH, &path, Some(edit.clone()), &header).await;
        assert_eq!(refused.body["code"], "behalf.officials");
        let unreadable = street.send(Method::PATCH, &path, Some(edit), &[("lianhe-on-behalf-of", "how=dream&name=x")]).await;
        assert_eq!(unreadable.body["code"], "behalf.unreadable");
        service::journal::seal(&app.lianhe.db).await.expect("sealed");
        assert_eq!(service::journal::verify(&app.lianhe.db, &[]).await.expect("verified").first_bad, None);
        app.run("UPDATE journal SET behalf_name = 'x' WHERE behalf_name IS NOT NULL", vec![]).await;
        assert!(service::journal::verify(&app.lianhe.db, &[]).await.expect("verified").first_bad.is_some());
    }

    async fn permissions_are_explained_by_what_decides(app) {
        let security = app.person("安一", SecurityAdministrator, DISTRICT).await;
        app.person("社一", CommunitySecretary, COMMUNITY).await;
        let appointment = row(&security, "社一").await["id"].as_str().expect("an id").to_owned();
        let street = place(&security, "street_secretary", STREET).await;
        let answer = security.get(&format!("/permissions/explain?appointment_id={appointment}&division_id={street}")).await.body;
        assert_eq!(answer["relation"], "above");
        let of = |operation: &str| answer["decisions"].as_array().expect("decisions").iter()
            .find(|row| row["operation"] == operation).expect("the operation")["decision"].clone();
        assert_eq!((of("statistics.view"), of("division.edit"), of("unit.view")), (json!("allowed"), json!("forbidden"), json!("invisible")));
        let table = security.get("/permissions").await.body;
        assert_eq!(table["relations"], json!(["own", "below", "above", "beside", "foreign"]));
        assert_eq!(app.person("审一", Auditor, DISTRICT).await.get("/permissions").await.status, StatusCode::NOT_FOUND);
    }
}

async fn place(security: &Client, kind: &str, name: &str) -> String {
    let found = security.get(&format!("/appointments/places?kind={kind}&name={}", percent(name))).await.body;
    found[0]["id"].as_str().unwrap_or_else(|| panic!("no {name} for {kind}: {found}")).to_owned()
}

async fn rows(security: &Client, person: &str) -> Vec<Value> {
    let found = security.get(&format!("/appointments?name={}", percent(person))).await.body;
    found["items"].as_array().unwrap_or_else(|| panic!("{found}")).clone()
}

async fn row(security: &Client, person: &str) -> Value {
    rows(security, person).await.pop().unwrap_or_else(|| panic!("{person} is not appointed"))
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
