use std::net::SocketAddr;
use std::sync::Arc;

use api::{App, Options};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use chrono::TimeDelta;
use domain::access::AppointmentKind;
use domain::attachment::Limits;
use domain::id::PersonId;
use domain::period::Period;
use http_body_util::BodyExt as _;
use serde_json::Value;
use service::Lianhe;
use service::access::{Appoint, IssueLink, IssueToken, Provider, security_in};
use service::import::Kind;
use storage::access::Held;
use tower::ServiceExt as _;

use crate::{TestClock, TestDb, world};

/// Noon of a working day, in Dalian and everywhere else in China.
const NOW: &str = "2026-03-18T04:00:00Z";

/// A whole application over a small world, spoken to through HTTP.
pub struct TestApp {
    pub lianhe: Lianhe,
    pub clock: TestClock,
    pub database: TestDb,
    router: Router,
}

impl TestApp {
    pub async fn sqlite() -> Self {
        Self::over(TestDb::sqlite().await).await
    }

    pub async fn postgres() -> Option<Self> {
        Some(Self::over(TestDb::postgres().await?).await)
    }

    async fn over(database: TestDb) -> Self {
        let clock = TestClock::at(NOW);
        let lianhe = Lianhe::new(database.db.clone(), Arc::new(clock.clone()), crate::keys());
        world::build(&lianhe).await;
        let app = App { lianhe: lianhe.clone(), options: Options::default(), metrics: None };
        Self { lianhe, clock, database, router: api::router(app, Router::new()) }
    }

    /// The same application, with other limits of attached files.
    #[must_use]
    pub fn attaching_within(self, limits: Limits) -> Self {
        let lianhe = self.lianhe.attaching_within(limits);
        let app = App { lianhe: lianhe.clone(), options: Options::default(), metrics: None };
        Self { lianhe, router: api::router(app, Router::new()), ..self }
    }

    /// The same application, where one can sign in by an identity provider.
    #[must_use]
    pub fn provided_by(self, provider: Provider) -> Self {
        let lianhe = self.lianhe.provided_by(provider);
        let app = App { lianhe: lianhe.clone(), options: Options::default(), metrics: None };
        Self { lianhe, router: api::router(app, Router::new()), ..self }
    }

    /// A client that nobody has signed in.
    pub fn nobody(&self) -> Client {
        Client { router: self.router.clone(), token: None, cookie: None }
    }

    /// A client that acts as an appointment made for it.
    pub async fn client(&self, kind: AppointmentKind, place: &str) -> Client {
        let held = self.appoint(kind, place).await;
        let operator = security_in(&self.lianhe, held.appointment.district).await.expect("an operator");
        let issue = IssueToken { held, lifetime: TimeDelta::hours(1), read_only: false };
        let (secret, _) = self.lianhe.write(&operator, issue).await.expect("a token");
        Client { router: self.router.clone(), token: Some(secret.reveal().to_owned()), cookie: None }
    }

    /// A client that is a person of its own, appointed by the command line: for what needs two people.
    pub async fn person(&self, name: &str, kind: AppointmentKind, place: &str) -> Client {
        let held = self.appoint_someone(Some(name), kind, place).await;
        let operator = security_in(&self.lianhe, held.appointment.district).await.expect("an operator");
        let issue = IssueToken { held, lifetime: TimeDelta::hours(1), read_only: false };
        let (secret, _) = self.lianhe.write(&operator, issue).await.expect("a token");
        Client { router: self.router.clone(), token: Some(secret.reveal().to_owned()), cookie: None }
    }

    /// The token of a one-time link for an appointment made for it.
    pub async fn link(&self, kind: AppointmentKind, place: &str) -> String {
        let held = self.appoint(kind, place).await;
        let operator = security_in(&self.lianhe, held.appointment.district).await.expect("an operator");
        let issue = IssueLink { held, lifetime: TimeDelta::hours(1) };
        self.lianhe.write(&operator, issue).await.expect("a link").reveal().to_owned()
    }

    /// Imports a table, of which no row may be refused.
    pub async fn import(&self, kind: Kind, text: &str) {
        world::load(&self.lianhe, kind, text).await;
    }

    /// What a statement finds in the database, past everything that guards it.
    pub async fn rows<R: storage::Row>(&self, text: &'static str) -> Vec<R> {
        let mut conn = self.lianhe.db.read().await.expect("a connection");
        storage::sql(text).all(&mut conn).await.expect("rows")
    }

    /// Changes one row of the database, past everything that guards it: the damage that a test is about.
    pub async fn run(&self, text: &'static str, args: Vec<storage::Arg>) {
        let done: Result<u64, storage::Error> = self
            .lianhe
            .db
            .write(move |tx| {
                let query = args.into_iter().fold(storage::sql(text), storage::Sql::arg);
                Box::pin(async move { query.run(tx).await })
            })
            .await;
        assert_eq!(done.expect("written"), 1);
    }

    async fn appoint(&self, kind: AppointmentKind, place: &str) -> Held {
        self.appoint_someone(None, kind, place).await
    }

    async fn appoint_someone(&self, name: Option<&str>, kind: AppointmentKind, place: &str) -> Held {
        let mut conn = self.lianhe.db.read().await.expect("a connection");
        let district = storage::grid::districts(&mut conn).await.expect("districts")[0];
        let today = self.lianhe.today();
        let unit =
            storage::organisation::unit::find(&mut conn, district, place, today).await.expect("units").pop();
        let division = match &unit {
            Some(unit) => unit.now.facts.division,
            None => storage::grid::find(&mut conn, place).await.expect("a division")[0].1,
        };
        drop(conn);
        let operator = security_in(&self.lianhe, district).await.expect("an operator");
        let person = match name {
            Some(name) => self.known(name).await,
            None => operator.actor.person,
        };
        let appoint = Appoint {
            person,
            person_name: name.unwrap_or("测试员").to_owned(),
            kind,
            division,
            unit: unit.map(|unit| (unit.id, unit.now.facts.name.as_str().to_owned())),
            period: Period::open(today),
        };
        let id = self.lianhe.write(&operator, appoint).await.expect("an appointment");
        let mut conn = self.lianhe.db.read().await.expect("a connection");
        let held = storage::access::appointments_in(&mut conn, district, today).await.expect("appointments");
        held.into_iter().find(|held| held.appointment.id == id).expect("the appointment")
    }
}

impl TestApp {
    /// A person of that name, made where there is none yet.
    async fn known(&self, name: &str) -> PersonId {
        let mut conn = self.lianhe.db.read().await.expect("a connection");
        if let Some(id) = storage::access::person_by_reference(&mut conn, name).await.expect("people") {
            return id;
        }
        drop(conn);
        let (id, name) = (PersonId::new(service::Ids::at(self.lianhe.clock.now()).uuid()), name.to_owned());
        let made: Result<(), storage::Error> = self
            .lianhe
            .db
            .write(move |tx| {
                Box::pin(async move {
                    storage::access::insert_person(tx, id, &name).await?;
                    storage::access::set_reference(tx, id, &name).await
                })
            })
            .await;
        made.expect("a person");
        id
    }
}

/// Somebody who speaks HTTP to the application.
#[derive(Clone)]
pub struct Client {
    router: Router,
    token: Option<String>,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Value,
}

impl Client {
    /// The same client with the session that an answer has begun: as a browser keeps its cookie.
    #[must_use]
    pub fn signed_by(&self, answer: &Answer) -> Self {
        let cookie = answer.headers[header::SET_COOKIE].to_str().expect("a cookie");
        let pair = cookie.split(';').next().expect("name and value").to_owned();
        Self { router: self.router.clone(), token: None, cookie: Some(pair) }
    }

    /// The same client with a cookie, `name=value`.
    #[must_use]
    pub fn with_cookie(&self, pair: &str) -> Self {
        Self { router: self.router.clone(), token: None, cookie: Some(pair.to_owned()) }
    }

    /// The same client with a bearer token.
    #[must_use]
    pub fn bearing(&self, token: &str) -> Self {
        Self { router: self.router.clone(), token: Some(token.to_owned()), cookie: None }
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body), &[]).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body), &[]).await
    }

    /// Sends a file, and reads the answer as lines of JSON where it is such.
    pub async fn upload(&self, path: &str, bytes: &[u8]) -> (Answer, Vec<Value>) {
        let answer = self.exchange(Method::POST, path, Body::from(bytes.to_vec()), &[]).await;
        let lines = match &answer.body {
            Value::String(text) => text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
            one => vec![one.clone()],
        };
        (answer, lines)
    }

    /// `path` below `/api/v1`.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        match body {
            Some(body) => {
                let json = (header::CONTENT_TYPE.as_str(), "application/json");
                let headers: Vec<_> = headers.iter().copied().chain([json]).collect();
                self.exchange(method, path, Body::from(body.to_string()), &headers).await
            }
            None => self.exchange(method, path, Body::empty(), headers).await,
        }
    }

    /// The bytes of an answer, as they came.
    pub async fn bytes(&self, path: &str) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
        self.raw(Method::GET, path, Body::empty(), &[]).await
    }

    async fn exchange(&self, method: Method, path: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
        let (status, headers, bytes) = self.raw(method, path, body, headers).await;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, headers, body }
    }

    async fn raw(
        &self,
        method: Method,
        path: &str,
        body: Body,
        headers: &[(&str, &str)],
    ) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
        let peer = ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 40_000)));
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).extension(peer);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response =
            self.router.clone().oneshot(request.body(body).expect("a request")).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        (parts.status, parts.headers, bytes.to_vec())
    }

    /// The id of the first row of a list whose name is `name`.
    pub async fn id_of(&self, list: &str, name: &str) -> String {
        let answer = self.get(&format!("{list}?name={}", percent(name))).await;
        let row =
            answer.body["items"].as_array().and_then(|rows| rows.iter().find(|row| row["name"] == name));
        row.and_then(|row| row["id"].as_str())
            .unwrap_or_else(|| panic!("no {name} in {}", answer.body))
            .to_owned()
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
