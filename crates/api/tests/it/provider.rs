//! `/session/oidc`, `/account/oidc`: signing in by an identity provider that really answers and signs.

use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use domain::access::AppointmentKind::SystemAdministrator;
use serde_json::{Value, json};
use service::import::Kind;
use testing::{Answer, Client, DISTRICT, Said, TestApp, TestProvider, code_of, on_both_engines};

const PASSWORD: &str = "Kx9#vTq2mB";

/// A liaison, who needs no second factor, and a street secretary, who does.
async fn people(app: &TestApp) -> Client {
    let rows = "person,person_ref,kind,place,valid_from,valid_to
王示一,P1,street_secretary,990101001000,2024-01-01,
李示二,P2,liaison,安泰示例机械有限公司,2024-01-01,
";
    app.import(Kind::Appointments, rows).await;
    app.client(SystemAdministrator, DISTRICT).await
}

async fn provided(app: TestApp, trust: bool) -> (TestApp, TestProvider, Client) {
    let provider = TestProvider::start(&app.clock).await;
    let app = app.provided_by(provider.relied_on(trust));
    let admin = people(&app).await;
    (app, provider, admin)
}

async fn id_of(admin: &Client, name: &str) -> String {
    let list = admin.get("/accounts").await;
    let rows = list.body["items"].as_array().expect("rows").clone();
    let row = rows.into_iter().find(|row| row["person"]["name"] == name).expect("the person's row");
    row["person"]["id"].as_str().expect("an id").to_owned()
}

async fn invited(app: &TestApp, admin: &Client, name: &str) -> Client {
    let invitation =
        admin.post(&format!("/accounts/{}/invitation", id_of(admin, name).await), json!(null)).await;
    let answer = app.nobody().post("/session", json!({ "token": invitation.body["token"] })).await;
    assert_eq!(answer.body["stage"], "setting_up", "{}", answer.body);
    app.nobody().signed_by(&answer)
}

/// Leaves, signs in at the provider as it says, and comes back as a browser does: with the cookie of the journey alone.
async fn travel(app: &TestApp, provider: &TestProvider, left: &Answer, said: Said) -> Answer {
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    let query = provider.agree(left.body["address"].as_str().expect("an address"), said);
    app.nobody().signed_by(left).get(&format!("/session/oidc/callback?{query}")).await
}

async fn linked(app: &TestApp, provider: &TestProvider, client: &Client, subject: &'static str) {
    let left = client.post("/account/oidc", json!({})).await;
    let back = travel(app, provider, &left, Said { subject, ..Said::default() }).await;
    assert_eq!(to(&back), "/setting-up?provider=linked");
}

async fn arrives(app: &TestApp, provider: &TestProvider, said: Said) -> Answer {
    let left = app.nobody().post("/session/oidc", json!({ "next": "/units?x=1" })).await;
    travel(app, provider, &left, said).await
}

fn to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().expect("an address")
}

/// The cookie that the answer sets: the last, after the one of the journey is taken away.
fn session_of(app: &TestApp, answer: &Answer) -> Client {
    let cookies: Vec<&str> = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().expect("text"))
        .collect();
    assert!(cookies[0].starts_with("lianhe_journey=; ") && cookies[0].contains("Max-Age=0"), "{cookies:?}");
    let session = cookies.last().expect("a cookie");
    assert!(session.starts_with("lianhe_session=") && session.contains("SameSite=Strict"), "{session}");
    app.nobody().with_cookie(session.split(';').next().expect("a pair"))
}

fn as_liaison() -> Said {
    Said { subject: "li", ..Said::default() }
}

on_both_engines! {
    async fn without_a_provider_there_is_no_such_door(app) {
        assert_eq!(app.nobody().get("/office").await.body["provider"], Value::Null);
        for path in ["/session/oidc", "/session/oidc/code"] {
            let answer = app.nobody().post(path, json!({ "code": "1" })).await;
            assert!(matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY), "{path}");
        }
        assert_eq!(app.nobody().post("/session/oidc", json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.nobody().get("/session/oidc/callback?state=x&code=y").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_person_links_from_an_invitation_and_signs_in(app) {
        let (app, provider, admin) = provided(app, false).await;
        assert_eq!(app.nobody().get("/office").await.body["provider"], "示例区统一身份");
        assert_eq!(to(&arrives(&app, &provider, as_liaison()).await), "/sign-in?provider=unknown");

        let client = invited(&app, &admin, "李示二").await;
        linked(&app, &provider, &client, "li").await;
        assert_eq!(client.get("/session").await.body["stage"], "open");
        let account = client.get("/account").await.body;
        assert_eq!(account["needs"], json!([]));
        assert!(account["linked_at"].is_string() && account["sign_in_name"].is_null(), "{account}");

        let back = arrives(&app, &provider, as_liaison()).await;
        assert_eq!(to(&back), "/units?x=1");
        let session = session_of(&app, &back).get("/session").await;
        assert_eq!((session.status, &session.body["stage"]), (StatusCode::OK, &json!("open")));
        assert_eq!(session.body["person"]["name"], "李示二");

        // The only way in stays, and the identity is nobody else's.
        let unlink = client.post("/account/oidc/unlink", json!({ "password": "x" })).await;
        assert_eq!(unlink.body["code"], "identity.only");
        let other = invited(&app, &admin, "王示一").await;
        let left = other.post("/account/oidc", json!({})).await;
        assert_eq!(to(&travel(&app, &provider, &left, as_liaison()).await), "/setting-up?provider=refused");

        // A disabled account stays out, and a reset takes the identity away.
        let id = id_of(&admin, "李示二").await;
        assert!(admin.post(&format!("/accounts/{id}/disable"), json!(null)).await.status.is_success());
        assert_eq!(to(&arrives(&app, &provider, as_liaison()).await), "/sign-in?provider=closed");
        assert!(admin.post(&format!("/accounts/{id}/enable"), json!(null)).await.status.is_success());
        assert_eq!(to(&arrives(&app, &provider, as_liaison()).await), "/units?x=1");
        assert!(admin.post(&format!("/accounts/{id}/reset"), json!(null)).await.status.is_success());
        assert_eq!(to(&arrives(&app, &provider, as_liaison()).await), "/sign-in?provider=unknown");
    }

    async fn what_does_not_hold_opens_nothing(app) {
        let (app, provider, admin) = provided(app, false).await;
        let client = invited(&app, &admin, "李示二").await;
        linked(&app, &provider, &client, "li").await;
        for (what, said) in [
            ("nonce", Said { nonce: Some("another"), ..as_liaison() }),
            ("audience", Said { audience: Some("another"), ..as_liaison() }),
            ("issuer", Said { issuer: Some("https://another.example"), ..as_liaison() }),
            ("signature", Said { forged: true, ..as_liaison() }),
            ("expiry", Said { expired: true, ..as_liaison() }),
        ] {
            let back = arrives(&app, &provider, said).await;
            assert_eq!(to(&back), "/sign-in?provider=unverified", "{what}");
            assert_eq!(back.headers.get_all(header::SET_COOKIE).iter().count(), 1, "{what}");
        }

        let left = app.nobody().post("/session/oidc", json!({})).await;
        let cookie = left.headers[header::SET_COOKIE].to_str().expect("text");
        assert!(cookie.contains("HttpOnly; SameSite=Lax; Max-Age=600"), "{cookie}");
        let query = provider.agree(left.body["address"].as_str().expect("an address"), as_liaison());
        let path = format!("/session/oidc/callback?{query}");
        let browser = app.nobody().signed_by(&left);
        // Another browser, another state, refused at the provider, the same code again, and too late.
        assert_eq!(to(&app.nobody().get(&path).await), "/sign-in?provider=over");
        let another = format!("{path}x");
        assert_eq!(to(&browser.get(&another).await), "/sign-in?provider=over");
        let denied = path.replace("code=", "error=access_denied&no=");
        assert_eq!(to(&browser.get(&denied).await), "/sign-in?provider=unverified");
        assert_eq!(to(&browser.get(&path).await), "/");
        assert_eq!(to(&browser.get(&path).await), "/sign-in?provider=unverified");
        app.clock.turn_by(TimeDelta::minutes(10));
        assert_eq!(to(&browser.get(&path).await), "/sign-in?provider=over");
    }

    async fn a_second_factor_is_still_asked_for(app) {
        let (app, provider, admin) = provided(app, false).await;
        let said = || Said { subject: "wang", methods: &["pwd", "otp"], ..Said::default() };
        let client = invited(&app, &admin, "王示一").await;
        linked(&app, &provider, &client, "wang").await;
        assert_eq!(client.get("/account").await.body["needs"], json!(["second_factor"]));
        // Without one, a sign-in opens nothing but its enrolment.
        let back = arrives(&app, &provider, said()).await;
        let client = session_of(&app, &back);
        assert_eq!(client.get("/session").await.body["stage"], "setting_up");
        let begun = client.post("/account/second-factor", json!({})).await;
        let secret = begun.body["secret"].as_str().expect("a secret").to_owned();
        let set = client.put("/account/second-factor", json!({ "code": code_of(&secret, &app.clock) })).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        assert_eq!(client.get("/session").await.body["stage"], "open");

        let back = arrives(&app, &provider, said()).await;
        assert_eq!(to(&back), "/sign-in?provider=code&next=/units%3Fx%3D1");
        let browser = app.nobody().signed_by(&back);
        let used = browser.post("/session/oidc/code", json!({ "code": code_of(&secret, &app.clock) })).await;
        assert_eq!(used.body["code"], "session.code_wrong");
        app.clock.turn_by(TimeDelta::seconds(30));
        let code = code_of(&secret, &app.clock);
        let nobody = app.nobody().post("/session/oidc/code", json!({ "code": code })).await;
        assert_eq!(nobody.body["code"], "provider.over");
        let signed = browser.post("/session/oidc/code", json!({ "code": code })).await;
        assert_eq!((signed.status, &signed.body["stage"]), (StatusCode::OK, &json!("open")), "{}", signed.body);
        app.clock.turn_by(TimeDelta::minutes(5));
        let late = browser.post("/session/oidc/code", json!({ "code": code_of(&secret, &app.clock) })).await;
        assert_eq!(late.body["code"], "provider.over");
    }

    async fn a_second_factor_of_the_provider_counts_where_it_is_trusted(app) {
        let (app, provider, admin) = provided(app, true).await;
        let client = invited(&app, &admin, "王示一").await;
        linked(&app, &provider, &client, "wang").await;
        for (methods, stage) in [(&["pwd"][..], "setting_up"), (&["pwd", "otp"][..], "open")] {
            let back = arrives(&app, &provider, Said { subject: "wang", methods, ..Said::default() }).await;
            assert_eq!(session_of(&app, &back).get("/session").await.body["stage"], stage, "{methods:?}");
        }
    }

    async fn an_account_with_a_password_is_linked_and_unlinked_by_it(app) {
        let (app, provider, admin) = provided(app, false).await;
        let client = invited(&app, &admin, "李示二").await;
        let set = client.post("/account/set-up", json!({ "sign_in_name": "li.two", "password": PASSWORD })).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        let wrong = client.post("/account/oidc", json!({ "password": "no" })).await;
        assert_eq!((wrong.body["code"].as_str(), wrong.body["field"].as_str()), (Some("password.wrong"), Some("password")));
        let left = client.post("/account/oidc", json!({ "password": PASSWORD })).await;
        assert_eq!(to(&travel(&app, &provider, &left, as_liaison()).await), "/account?provider=linked");
        assert_eq!(to(&arrives(&app, &provider, as_liaison()).await), "/units?x=1");
        let again = client.post("/account/oidc", json!({ "password": PASSWORD })).await;
        assert_eq!(again.body["code"], "identity.linked");
        let unlinked = client.post("/account/oidc/unlink", json!({ "password": PASSWORD })).await;
        assert_eq!((unlinked.status, &unlinked.body["linked_at"]), (StatusCode::OK, &Value::Null), "{}", unlinked.body);
        assert_eq!(to(&arrives(&app, &provider, as_liaison()).await), "/sign-in?provider=unknown");
    }

    async fn a_provider_that_does_not_answer_says_so(app) {
        let gone = TestProvider::gone(&app.clock).await;
        let app = app.provided_by(gone.relied_on(false));
        let answer = app.nobody().post("/session/oidc", json!({})).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("provider.unreachable")));
    }
}
