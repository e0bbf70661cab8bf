//! A person's own sessions and tokens: listed, ended, seen.

use chrono::{DateTime, Utc};
use domain::access::Stage;
use domain::id::{AppointmentId, PersonId, SessionId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::access::Channel;
use crate::{Conn, Result, Tx, sql};

/// A session that is open, as its person sees it in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: SessionId,
    pub channel: Channel,
    pub name: Option<String>,
    pub device: Option<String>,
    pub read_only: bool,
    pub appointment: AppointmentId,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct ListedRow {
    id: Uuid,
    channel: String,
    name: Option<String>,
    device: Option<String>,
    read_only: i64,
    acting_appointment_id: Uuid,
    created_at: DateTime<Utc>,
    last_seen_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
}

/// The open sessions and tokens of a person, newest first.
pub async fn sessions_of(
    conn: &mut Conn,
    person: PersonId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<Listed>> {
    const SQL: &str =
        "SELECT id, channel, name, device, read_only, acting_appointment_id, created_at, last_seen_at, expires_at
        FROM session WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2
            AND (channel = 'bearer' OR last_seen_at IS NULL OR last_seen_at > $3)
        ORDER BY created_at DESC, id DESC";
    let rows: Vec<ListedRow> = sql(SQL).arg(person).arg(now).arg(idle_since).all(conn).await?;
    let listed = |row: ListedRow| Listed {
        id: SessionId::new(row.id),
        channel: Channel::read(&row.channel),
        name: row.name,
        device: row.device,
        read_only: row.read_only != 0,
        appointment: AppointmentId::new(row.acting_appointment_id),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at.unwrap_or(row.created_at),
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Ends one of a person's sessions; false when there is none such.
pub async fn end_one(tx: &mut Tx, person: PersonId, id: SessionId, at: DateTime<Utc>) -> Result<bool> {
    const SQL: &str =
        "UPDATE session SET ended_at = $3 WHERE person_id = $1 AND id = $2 AND ended_at IS NULL";
    Ok(sql(SQL).arg(person).arg(id).arg(at).run(tx).await? == 1)
}

/// Ends a person's sessions in browsers but one, and says how many; tokens stay unless they go as well.
pub async fn end_others(
    tx: &mut Tx,
    person: PersonId,
    but: Option<SessionId>,
    tokens: bool,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "UPDATE session SET ended_at = $3
        WHERE person_id = $1 AND ended_at IS NULL AND id <> $2 AND (channel = 'browser' OR $4 = 1)";
    let but = but.map_or_else(Uuid::nil, SessionId::uuid);
    sql(SQL).arg(person).arg(but).arg(at).arg(i64::from(tokens)).run(tx).await
}

pub async fn seen(tx: &mut Tx, id: SessionId, at: DateTime<Utc>) -> Result<()> {
    sql("UPDATE session SET last_seen_at = $2 WHERE id = $1").arg(id).arg(at).later(tx).await
}

#[derive(FromRow)]
struct HashRow {
    token_hash: Vec<u8>,
}

/// By what a session's token is known.
pub async fn token_hash(conn: &mut Conn, id: SessionId) -> Result<Option<Vec<u8>>> {
    let row: Option<HashRow> =
        sql("SELECT token_hash FROM session WHERE id = $1").arg(id).optional(conn).await?;
    Ok(row.map(|row| row.token_hash))
}

pub async fn set_stage(tx: &mut Tx, id: SessionId, stage: Stage) -> Result<()> {
    sql("UPDATE session SET stage = $2 WHERE id = $1").arg(id).arg(stage.word()).later(tx).await
}
