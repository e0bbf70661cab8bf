//! A bare handler: list and create on one flat table, without sign-in, permission, history or journal.
//!
//! `axum_ref seed UNITS.csv DB` fills a database, `axum_ref serve DB FULL|NORMAL PORT` answers
//! `GET /healthz`, `GET /units?street=CODE` (20 by name, and how many there are) and `POST /units`.

mod writer;

use anyhow::{Context, Result, bail};
use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, env, path::Path, sync::Arc};
use writer::Writer;

#[derive(Serialize, Deserialize)]
struct Unit {
    #[serde(default)]
    id: i64,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    credit_code: Option<String>,
    division_code: String,
    industry_code: Option<String>,
    #[serde(default)]
    valid_from: Option<String>,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Unit>,
    total: i64,
}

struct Shared {
    database: String,
    writer: Writer,
}

thread_local! {
    // A read takes some ten microseconds: a connection for each worker thread, and no hand-over.
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["seed", units, database] => seed(units, database),
        ["serve", database, synchronous, port] => serve(database, synchronous, port.parse()?).await,
        _ => bail!("usage: axum_ref seed UNITS.csv DB | axum_ref serve DB FULL|NORMAL PORT"),
    }
}

fn open(database: impl AsRef<Path>, synchronous: &str) -> Result<Connection> {
    let connection = Connection::open(database)?;
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA busy_timeout = 5000;"
    ))?;
    Ok(connection)
}

fn seed(units: &str, database: &str) -> Result<()> {
    let mut connection = open(database, "NORMAL")?;
    connection.execute_batch(
        "CREATE TABLE unit (
             id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, credit_code TEXT,
             street_code TEXT NOT NULL, division_code TEXT NOT NULL, industry_code TEXT, valid_from TEXT
         ) STRICT;
         CREATE INDEX unit_by_street ON unit (street_code, name);",
    )?;
    let transaction = connection.transaction()?;
    for unit in csv::Reader::from_path(units)?.deserialize() {
        writer::insert(&transaction, &unit?)?;
    }
    transaction.commit()?;
    // Everything in one file, so that it can be copied.
    connection.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}

async fn serve(database: &str, synchronous: &str, port: u16) -> Result<()> {
    let writer = Writer::start(open(database, synchronous)?);
    let shared = Arc::new(Shared { database: database.into(), writer });
    let router = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/units", get(list).post(create))
        .with_state(shared);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).with_graceful_shutdown(asked_to_stop()).await?;
    Ok(())
}

async fn asked_to_stop() {
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    if let Ok(mut terminate) = terminate {
        terminate.recv().await;
    }
}

#[derive(Deserialize)]
struct Filter {
    street: String,
}

async fn list(
    State(shared): State<Arc<Shared>>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page>, Refusal> {
    READER.with_borrow_mut(|reader| {
        if reader.is_none() {
            *reader = Some(open(&shared.database, "NORMAL")?);
        }
        let reader = reader.as_ref().context("the reader was just opened")?;
        let mut page = reader.prepare_cached(
            "SELECT id, name, type, credit_code, division_code, industry_code, valid_from
             FROM unit WHERE street_code = ?1 ORDER BY name LIMIT 20",
        )?;
        let items = page.query_map([&filter.street], unit)?.collect::<Result<_, _>>()?;
        let mut count = reader.prepare_cached("SELECT count(*) FROM unit WHERE street_code = ?1")?;
        let total = count.query_row(params![filter.street], |row| row.get(0))?;
        Ok(Json(Page { items, total }))
    })
}

async fn create(State(shared): State<Arc<Shared>>, Json(unit): Json<Unit>) -> Result<Response, Refusal> {
    let unit = shared.writer.create(unit).await?;
    Ok((StatusCode::CREATED, Json(unit)).into_response())
}

fn unit(row: &Row<'_>) -> rusqlite::Result<Unit> {
    Ok(Unit {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        credit_code: row.get(3)?,
        division_code: row.get(4)?,
        industry_code: row.get(5)?,
        valid_from: row.get(6)?,
    })
}

struct Refusal(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{:#}", self.0)).into_response()
    }
}
