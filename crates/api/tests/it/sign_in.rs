//! `/session/password`, `/account`, `/accounts`: accounts from the invitation to the lockout.

use axum::http::{Method, StatusCode, header};
use chrono::TimeDelta;
use domain::access::AppointmentKind::SystemAdministrator;
use serde_json::{Value, json};
use service::import::Kind;
use testing::{Answer, Client, DISTRICT, TestApp, code_of, on_both_engines};

const PASSWORD: &str = "Kx9#vTq2mB";
const SECRETARY: &str = "secretary.one";

/// People with appointments of their own: the secretary of the street, who needs a second factor, and a liaison, who
/// does not and is community secretary as well.
async fn people(app: &TestApp) -> Client {
    app.import(
        Kind::Appointments,
        "person,person_ref,kind,place,valid_from,valid_to
王示一,P1,street_secretary,990101001000,2024-01-01,
李示二,P2,liaison,安泰示例机械有限公司,2024-01-01,
李示二,P2,community_secretary,990101001001,2024-01-02,
",
    )
    .await;
    app.client(SystemAdministrator, DISTRICT).await
}

async fn account(admin: &Client, name: &str) -> Value {
    let list = admin.get("/accounts").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    let rows = list.body["items"].as_array().expect("rows").clone();
    rows.into_iter().find(|row| row["person"]["name"] == name).expect("the person's row")
}

async fn act(admin: &Client, name: &str, what: &str) -> Answer {
    let id = account(admin, name).await["person"]["id"].as_str().expect("an id").to_owned();
    admin.post(&format!("/accounts/{id}/{what}"), json!(null)).await
}

/// Opens the session of an invitation or of a reset.
async fn invited(app: &TestApp, admin: &Client, name: &str, what: &str) -> Client {
    let invitation = act(admin, name, what).await;
    assert_eq!(invitation.status, StatusCode::CREATED, "{}", invitation.body);
    let answer = app.nobody().post("/session", json!({ "token": invitation.body["token"] })).await;
    assert_eq!(answer.body["stage"], "setting_up", "{}", answer.body);
    app.nobody().signed_by(&answer)
}

async fn liaison(app: &TestApp, admin: &Client) -> Client {
    let client = invited(app, admin, "李示二", "invitation").await;
    let set = client.post("/account/set-up", json!({ "sign_in_name": "Li.Two", "password": PASSWORD })).await;
    assert_eq!((set.status, &set.body["needs"]), (StatusCode::OK, &json!([])), "{}", set.body);
    client
}

/// Enrols an authenticator and gives its secret and the recovery codes.
async fn enrol(app: &TestApp, client: &Client) -> (String, Vec<String>) {
    let begun = client.post("/account/second-factor", json!({})).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let secret = begun.body["secret"].as_str().expect("a secret").to_owned();
    assert!(begun.body["picture"].as_str().expect("a picture").contains("<svg"));
    let wrong =
        client.send(Method::PUT, "/account/second-factor", Some(json!({ "code": "000000" })), &[]).await;
    assert_eq!(wrong.body["code"], "code.wrong");
    let code = code_of(&secret, &app.clock);
    let set = client.put("/account/second-factor", json!({ "code": code })).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    let codes = set.body["recovery_codes"].as_array().expect("codes");
    (secret, codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect())
}

async fn enter(app: &TestApp, name: &str, password: &str, code: Option<&str>) -> Answer {
    let body = json!({ "name": name, "password": password, "code": code });
    app.nobody().post("/session/password", body).await
}

fn is(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.body["code"].as_str()),
        (status, Some(code)),
        "{}",
        answer.body
    );
}

on_both_engines! {
    async fn an_invitation_sets_up_an_account_and_opens_nothing_else_until_then(app) {
        let admin = people(&app).await;
        assert_eq!(account(&admin, "李示二").await["state"], "none");
        let first = act(&admin, "李示二", "invitation").await.body["token"].clone();
        let client = invited(&app, &admin, "李示二", "invitation").await;
        assert_eq!(account(&admin, "李示二").await["state"], "incomplete", "the link is used, and nothing is set up");
        is(&app.nobody().post("/session", json!({ "token": first })).await, 401, "session.link_invalid");

        for path in ["/units", "/divisions/tree", "/desk", "/account/sessions"] {
            is(&client.get(path).await, 403, "session.setting_up");
        }
        assert_eq!(client.get("/session").await.body["permissions"], json!([]));
        assert_eq!(client.get("/account").await.body["needs"], json!(["sign_in_name", "password"]));
        for (name, password, code) in [
            ("x", PASSWORD, "account.name_invalid"),
            ("li.two", "Kx9#vT", "password.too_short"),
            ("li.two", "kxvtqmbzwp", "password.few_kinds"),
            ("li.two", "Password123!", "password.common"),
            ("li.two", "LiShier#48xq", "password.personal"),
            ("li.two", "安泰示例机械有限公司Kx9#", "password.personal"),
        ] {
            let body = json!({ "sign_in_name": name, "password": password });
            is(&client.post("/account/set-up", body).await, 422, code);
        }
        let body = json!({ "sign_in_name": "Li.Two", "password": PASSWORD });
        assert_eq!(client.post("/account/set-up", body.clone()).await.status, StatusCode::OK);
        assert_eq!(client.get("/units").await.status, StatusCode::OK);
        is(&client.post("/account/set-up", body).await, 422, "account.exists");
        let row = account(&admin, "李示二").await;
        assert_eq!((&row["state"], &row["sign_in_name"]), (&json!("active"), &json!("li.two")));
        assert_eq!(row["last_sign_in_on"], "2026-03-18");
        is(&act(&admin, "李示二", "invitation").await, 422, "account.exists");
    }

    async fn a_name_in_any_case_and_the_password_sign_in_and_everything_else_gets_one_answer(app) {
        let admin = people(&app).await;
        liaison(&app, &admin).await;
        let signed = enter(&app, "LI.TWO", PASSWORD, None).await;
        assert_eq!((signed.status, &signed.body["stage"]), (StatusCode::OK, &json!("open")));
        assert_eq!(signed.body["appointments"].as_array().map(Vec::len), Some(2));
        let wrong = enter(&app, "li.two", "Kx9#vTq2mC", None).await;
        let unknown = enter(&app, "nobody.here", PASSWORD, None).await;
        is(&wrong, 401, "session.wrong");
        assert_eq!(wrong.body, unknown.body);
        // Somebody invited, who has no password yet, is as unknown.
        is(&enter(&app, "", "", None).await, 401, "session.wrong");
    }

    async fn an_administrator_of_a_street_enrols_before_anything_else_and_no_code_works_twice(app) {
        let admin = people(&app).await;
        let client = invited(&app, &admin, "王示一", "invitation").await;
        let body = json!({ "sign_in_name": SECRETARY, "password": PASSWORD });
        let set = client.post("/account/set-up", body).await;
        assert_eq!(set.body["needs"], json!(["second_factor"]), "{}", set.body);
        is(&client.get("/units").await, 403, "session.setting_up");
        // Signing in with the password alone leads to the same place.
        let early = enter(&app, SECRETARY, PASSWORD, None).await;
        assert_eq!(early.body["stage"], "setting_up");
        is(&app.nobody().signed_by(&early).get("/units").await, 403, "session.setting_up");

        let (secret, recovery) = enrol(&app, &client).await;
        assert_eq!(client.get("/units").await.status, StatusCode::OK);
        assert_eq!(recovery.len(), 10);
        is(&enter(&app, SECRETARY, PASSWORD, None).await, 401, "session.code_needed");
        let used = code_of(&secret, &app.clock);
        is(&enter(&app, SECRETARY, PASSWORD, Some(&used)).await, 401, "session.code_wrong");
        app.clock.turn_by(TimeDelta::seconds(30));
        let fresh = code_of(&secret, &app.clock);
        let spaced = format!("{} {}", &fresh[..3], &fresh[3..]);
        assert_eq!(enter(&app, SECRETARY, PASSWORD, Some(&spaced)).await.status, StatusCode::OK);
        is(&enter(&app, SECRETARY, PASSWORD, Some(&fresh)).await, 401, "session.code_wrong");

        assert_eq!(enter(&app, SECRETARY, PASSWORD, Some(&recovery[3])).await.status, StatusCode::OK);
        is(&enter(&app, SECRETARY, PASSWORD, Some(&recovery[3])).await, 401, "session.code_wrong");
        assert_eq!(client.get("/account").await.body["recovery_codes_left"], 9);
        app.clock.turn_by(TimeDelta::seconds(30));
        let code = code_of(&secret, &app.clock);
        let renewed = client.post("/account/recovery-codes", json!({ "code": code })).await;
        assert_eq!(renewed.body["recovery_codes"].as_array().map(Vec::len), Some(10), "{}", renewed.body);
        is(&enter(&app, SECRETARY, PASSWORD, Some(&recovery[4])).await, 401, "session.code_wrong");
    }

    async fn two_tries_with_one_code_at_the_same_time_let_one_in(app) {
        let admin = people(&app).await;
        let client = invited(&app, &admin, "王示一", "invitation").await;
        client.post("/account/set-up", json!({ "sign_in_name": SECRETARY, "password": PASSWORD })).await;
        let (secret, _) = enrol(&app, &client).await;
        app.clock.turn_by(TimeDelta::seconds(30));
        let code = code_of(&secret, &app.clock);
        let (one, two) = tokio::join!(
            enter(&app, SECRETARY, PASSWORD, Some(&code)),
            enter(&app, SECRETARY, PASSWORD, Some(&code)),
        );
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [200, 401], "{} {}", one.body, two.body);
    }

    async fn failures_lock_longer_and_longer_and_the_administrator_unlocks(app) {
        let admin = people(&app).await;
        liaison(&app, &admin).await;
        for _ in 0..5 {
            is(&enter(&app, "li.two", "wrong", None).await, 401, "session.wrong");
        }
        let locked = enter(&app, "li.two", PASSWORD, None).await;
        is(&locked, 429, "session.locked");
        assert!(locked.body["detail"].as_str().expect("text").contains("03-18 12:01"), "{}", locked.body);
        assert_eq!(account(&admin, "李示二").await["state"], "locked");
        app.clock.turn_by(TimeDelta::seconds(61));
        is(&enter(&app, "li.two", "wrong", None).await, 401, "session.wrong");
        app.clock.turn_by(TimeDelta::seconds(61));
        is(&enter(&app, "li.two", PASSWORD, None).await, 429, "session.locked");

        assert_eq!(act(&admin, "李示二", "unlock").await.body["state"], "active");
        assert_eq!(enter(&app, "li.two", PASSWORD, None).await.status, StatusCode::OK);
        is(&act(&admin, "李示二", "unlock").await, 422, "account.state_same");
        // The count began anew.
        is(&enter(&app, "li.two", "wrong", None).await, 401, "session.wrong");
        assert_eq!(enter(&app, "li.two", PASSWORD, None).await.status, StatusCode::OK);
        let auditor = app.client(domain::access::AppointmentKind::Auditor, DISTRICT).await;
        let locks = auditor.get("/journal?operation=account.lock").await;
        assert_eq!(locks.body["total"], 2, "{}", locks.body);
        assert_eq!(locks.body["items"][0]["object"]["name"], "李示二");
    }

    async fn an_unknown_name_is_locked_like_a_known_one_and_many_names_lock_their_address(app) {
        people(&app).await;
        for _ in 0..5 {
            is(&enter(&app, "no.such", "wrong", None).await, 401, "session.wrong");
        }
        is(&enter(&app, "no.such", "wrong", None).await, 429, "session.locked");
        for n in 0..25 {
            is(&enter(&app, &format!("guess{n}"), "wrong", None).await, 401, "session.wrong");
        }
        is(&enter(&app, "another", "wrong", None).await, 429, "session.locked");
        app.clock.turn_by(TimeDelta::seconds(61));
        is(&enter(&app, "another", "wrong", None).await, 401, "session.wrong");
    }

    async fn tries_at_the_same_time_do_not_slip_past_the_lock(app) {
        people(&app).await;
        let tries = (0..12).map(|_| enter(&app, "no.such", "wrong", None));
        let answers = futures_util::future::join_all(tries).await;
        let wrong = answers.iter().filter(|answer| answer.status == StatusCode::UNAUTHORIZED).count();
        assert_eq!(wrong, 5, "the others were held up");
    }

    async fn a_browser_that_nobody_uses_signs_out_and_no_session_lasts_for_ever(app) {
        let admin = people(&app).await;
        liaison(&app, &admin).await;
        let signed = enter(&app, "li.two", PASSWORD, None).await;
        let client = app.nobody().signed_by(&signed);
        for _ in 0..3 {
            app.clock.turn_by(TimeDelta::minutes(20));
            assert_eq!(client.get("/session").await.status, StatusCode::OK);
            seen(&app).await;
        }
        app.clock.turn_by(TimeDelta::minutes(31));
        is(&client.get("/session").await, 401, "session.none");

        let client = app.nobody().signed_by(&enter(&app, "li.two", PASSWORD, None).await);
        for _ in 0..35 {
            app.clock.turn_by(TimeDelta::minutes(20));
            assert_eq!(client.get("/session").await.status, StatusCode::OK);
            seen(&app).await;
        }
        app.clock.turn_by(TimeDelta::minutes(21));
        is(&client.get("/session").await, 401, "session.none");
    }

    async fn one_sees_ends_and_leaves_ones_own_sessions(app) {
        let admin = people(&app).await;
        liaison(&app, &admin).await;
        let agent = [("user-agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36")];
        let body = json!({ "name": "li.two", "password": PASSWORD });
        let first = app.nobody().send(Method::POST, "/session/password", Some(body), &agent).await;
        let first = app.nobody().signed_by(&first);
        let second = app.nobody().signed_by(&enter(&app, "li.two", PASSWORD, None).await);
        let list = first.get("/account/sessions").await.body["items"].as_array().expect("sessions").clone();
        assert_eq!(list.len(), 3);
        let own: Vec<_> = list.iter().filter(|session| session["current"] == true).collect();
        assert_eq!((own.len(), &own[0]["device"]), (1, &json!("Chrome · Windows")));
        let other = list[0]["id"].as_str().expect("an id");
        assert_eq!(first.delete(&format!("/account/sessions/{other}")).await.status, StatusCode::NO_CONTENT);
        is(&second.get("/session").await, 401, "session.none");
        is(&first.delete(&format!("/account/sessions/{other}")).await, 404, "not_found");
        // Nobody ends what is not theirs.
        let theirs = admin.get("/account/sessions").await.body["items"][0]["id"].as_str().expect("an id").to_owned();
        is(&first.delete(&format!("/account/sessions/{theirs}")).await, 404, "not_found");

        let third = app.nobody().signed_by(&enter(&app, "li.two", PASSWORD, None).await);
        let left = first.delete("/account/sessions").await;
        assert_eq!(left.status, StatusCode::NO_CONTENT);
        assert!(left.headers[header::SET_COOKIE].to_str().expect("a cookie").contains("Max-Age=0"));
        is(&first.get("/session").await, 401, "session.none");
        is(&third.get("/session").await, 401, "session.none");
    }

    async fn a_new_password_ends_the_other_sessions_and_an_old_one_does_not_come_back(app) {
        let admin = people(&app).await;
        liaison(&app, &admin).await;
        let here = app.nobody().signed_by(&enter(&app, "li.two", PASSWORD, None).await);
        let there = app.nobody().signed_by(&enter(&app, "li.two", PASSWORD, None).await);
        let change = |current: &str, password: &str| json!({ "current": current, "password": password });
        is(&here.put("/account/password", change("wrong", "Wm4!hqZx7c")).await, 422, "password.wrong");
        is(&here.put("/account/password", change(PASSWORD, PASSWORD)).await, 422, "password.reused");
        assert_eq!(here.put("/account/password", change(PASSWORD, "Wm4!hqZx7c")).await.status, StatusCode::OK);
        assert_eq!(here.get("/session").await.status, StatusCode::OK);
        is(&there.get("/session").await, 401, "session.none");
        is(&enter(&app, "li.two", PASSWORD, None).await, 401, "session.wrong");
        is(&here.put("/account/password", change("Wm4!hqZx7c", PASSWORD)).await, 422, "password.reused");
    }

    async fn a_token_of_ones_own_reads_only_expires_and_is_revoked(app) {
        let admin = people(&app).await;
        let client = liaison(&app, &admin).await;
        let ask = |read_only: bool, days: i64| json!({ "name": "月报脚本", "read_only": read_only, "days": days });
        is(&client.post("/account/tokens", ask(true, 400)).await, 422, "token.lifetime");
        let made = client.post("/account/tokens", ask(true, 30)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let reader = app.nobody().bearing(made.body["token"].as_str().expect("a token"));
        assert_eq!(reader.get("/units").await.status, StatusCode::OK);
        let appointment = reader.get("/session").await.body["appointment"]["id"].clone();
        let write = json!({ "appointment_id": appointment });
        is(&reader.put("/session/appointment", write.clone()).await, 403, "token.read_only");
        is(&reader.delete("/session").await, 403, "token.read_only");
        let writer = client.post("/account/tokens", ask(false, 366)).await.body["token"].clone();
        let writer = app.nobody().bearing(writer.as_str().expect("a token"));
        assert_eq!(writer.put("/session/appointment", write).await.status, StatusCode::OK);
        is(&writer.post("/account/tokens", ask(false, 1)).await, 403, "session.browser_only");

        let id = made.body["id"].as_str().expect("an id");
        assert_eq!(client.delete(&format!("/account/sessions/{id}")).await.status, StatusCode::NO_CONTENT);
        is(&reader.get("/units").await, 401, "session.none");
        app.clock.turn_by(TimeDelta::days(367));
        is(&writer.get("/units").await, 401, "session.none");
    }

    async fn an_administrator_disables_enables_and_resets(app) {
        let admin = people(&app).await;
        let client = liaison(&app, &admin).await;
        assert_eq!(act(&admin, "李示二", "disable").await.body["state"], "disabled");
        is(&act(&admin, "李示二", "disable").await, 422, "account.state_same");
        is(&client.get("/session").await, 401, "session.none");
        is(&enter(&app, "li.two", PASSWORD, None).await, 403, "session.account_closed");
        is(&enter(&app, "li.two", "wrong", None).await, 401, "session.wrong");
        assert_eq!(act(&admin, "李示二", "enable").await.body["state"], "active");
        let client = app.nobody().signed_by(&enter(&app, "li.two", PASSWORD, None).await);

        let again = invited(&app, &admin, "李示二", "reset").await;
        is(&client.get("/session").await, 401, "session.none");
        is(&enter(&app, "li.two", PASSWORD, None).await, 401, "session.wrong");
        assert_eq!(again.get("/account").await.body["needs"], json!(["password"]));
        is(&again.post("/account/set-up", json!({ "password": PASSWORD })).await, 422, "password.reused");
        let set = again.post("/account/set-up", json!({ "password": "Wm4!hqZx7c" })).await;
        assert_eq!(set.body["sign_in_name"], "li.two", "{}", set.body);
        assert_eq!(enter(&app, "li.two", "Wm4!hqZx7c", None).await.status, StatusCode::OK);
    }

    async fn only_the_system_administrator_looks_after_accounts_and_no_secret_is_journalled(app) {
        use domain::access::AppointmentKind::{Auditor, DistrictAdministrator};
        let admin = people(&app).await;
        liaison(&app, &admin).await;
        let other = app.client(DistrictAdministrator, DISTRICT).await;
        let id = account(&admin, "李示二").await["person"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(other.get("/accounts").await.status, StatusCode::NOT_FOUND);
        for what in ["invitation", "reset", "disable", "enable", "unlock"] {
            let answer = other.post(&format!("/accounts/{id}/{what}"), json!(null)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
        }
        let auditor = app.client(Auditor, DISTRICT).await;
        let journal = auditor.get("/journal?limit=200").await.body.to_string();
        for secret in [PASSWORD, "argon2", "li.two"] {
            assert!(!journal.contains(secret), "{secret}");
        }
        assert!(journal.contains("account.own") && journal.contains("account.invite"));
    }
}

/// Waits until the session that was just used counts as seen: nobody waits for that write.
async fn seen(app: &TestApp) {
    let now = app.lianhe.clock.now();
    for _ in 0..200 {
        let rows: Vec<(Option<chrono::DateTime<chrono::Utc>>,)> = app
            .rows("SELECT last_seen_at FROM session WHERE last_seen_at IS NOT NULL ORDER BY created_at")
            .await;
        if rows.iter().any(|row| row.0 == Some(now)) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("the session was never seen");
}
