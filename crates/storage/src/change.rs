//! Changes that wait for a second person.

use chrono::{DateTime, Utc};
use domain::access::{AppointmentKind, ChangeState, Operation};
use domain::id::{DistrictId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

/// A change that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: Uuid,
    pub operation: Operation,
    /// What approving it does, as JSON.
    pub command: String,
    /// Whom it is about, where that person is known already.
    pub about: Option<PersonId>,
    pub person_name: String,
    pub kind: AppointmentKind,
    pub place_name: String,
    pub reason: String,
    /// As stored: one whose time is over still says that it waits.
    pub state: ChangeState,
    pub requested_by: PersonId,
    pub requester_name: String,
    pub requested_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub decision: Option<Decided>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub by: PersonId,
    pub name: String,
    pub at: DateTime<Utc>,
    pub reason: Option<String>,
}

#[derive(FromRow)]
struct ChangeRow {
    id: Uuid,
    operation: String,
    command: String,
    about_person_id: Option<Uuid>,
    person_name: String,
    appointment_kind: String,
    place_name: String,
    reason: String,
    state: String,
    requested_by: Uuid,
    requester_name: String,
    requested_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decider_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    decision_reason: Option<String>,
}

impl TryFrom<ChangeRow> for Change {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("pending change", why);
        let decision = match (row.decided_by, row.decided_at) {
            (Some(by), Some(at)) => Some(Decided {
                by: PersonId::new(by),
                name: row.decider_name.unwrap_or_default(),
                at,
                reason: row.decision_reason,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            operation: Operation::parse(&row.operation, "operation").map_err(corrupt)?,
            command: row.command,
            about: row.about_person_id.map(PersonId::new),
            person_name: row.person_name,
            kind: AppointmentKind::parse(&row.appointment_kind, "kind").map_err(corrupt)?,
            place_name: row.place_name,
            reason: row.reason,
            state: ChangeState::parse(&row.state, "state").map_err(corrupt)?,
            requested_by: PersonId::new(row.requested_by),
            requester_name: row.requester_name,
            requested_at: row.requested_at,
            expires_at: row.expires_at,
            decision,
        })
    }
}

macro_rules! changes {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.operation, c.command, c.about_person_id, c.person_name, c.appointment_kind, c.place_name,
                c.reason, c.state, c.requested_by, r.name AS requester_name, c.requested_at, c.expires_at, c.decided_by,
                d.name AS decider_name, c.decided_at, c.decision_reason
            FROM pending_change c JOIN person r ON r.id = c.requested_by LEFT JOIN person d ON d.id = c.decided_by
            WHERE c.district_id = $1 AND ",
            $rest
        )
    };
}

/// Those that wait, the one that expires first at the head; then the latest that were decided.
pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    now: DateTime<Utc>,
    decided: i64,
) -> Result<Vec<Change>> {
    const DONE: &str = changes!(
        "(c.state <> 'waiting' OR c.expires_at <= $2) ORDER BY COALESCE(c.decided_at, c.expires_at) DESC, c.id LIMIT $3"
    );
    let mut changes = waiting(conn, district, now).await?;
    let done: Vec<ChangeRow> = sql(DONE).arg(district).arg(now).arg(decided).all(conn).await?;
    for row in done {
        changes.push(row.try_into()?);
    }
    Ok(changes)
}

pub async fn waiting(conn: &mut Conn, district: DistrictId, now: DateTime<Utc>) -> Result<Vec<Change>> {
    const SQL: &str = changes!("c.state = 'waiting' AND c.expires_at > $2 ORDER BY c.expires_at, c.id");
    let rows: Vec<ChangeRow> = sql(SQL).arg(district).arg(now).all(conn).await?;
    rows.into_iter().map(Change::try_from).collect()
}

pub async fn find(conn: &mut Conn, district: DistrictId, id: Uuid) -> Result<Option<Change>> {
    const SQL: &str = changes!("c.id = $2");
    let row: Option<ChangeRow> = sql(SQL).arg(district).arg(id).optional(conn).await?;
    row.map(Change::try_from).transpose()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, change: &Change) -> Result<()> {
    const SQL: &str =
        "INSERT INTO pending_change (district_id, id, operation, command, about_person_id, person_name,
            appointment_kind, place_name, reason, state, requested_by, requested_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    sql(SQL)
        .arg(district)
        .arg(change.id)
        .arg(change.operation.word())
        .arg(change.command.as_str())
        .arg(change.about)
        .arg(change.person_name.as_str())
        .arg(change.kind.word())
        .arg(change.place_name.as_str())
        .arg(change.reason.as_str())
        .arg(change.state.word())
        .arg(change.requested_by)
        .arg(change.requested_at)
        .arg(change.expires_at)
        .later(tx)
        .await
}

/// `false` when somebody else decided it first.
pub async fn settle(
    tx: &mut Tx,
    district: DistrictId,
    id: Uuid,
    state: ChangeState,
    (by, at, reason): (PersonId, DateTime<Utc>, Option<&str>),
) -> Result<bool> {
    const SQL: &str =
        "UPDATE pending_change SET state = $3, decided_by = $4, decided_at = $5, decision_reason = $6
        WHERE district_id = $1 AND id = $2 AND state = 'waiting'";
    let update = sql(SQL).arg(district).arg(id).arg(state.word()).arg(by).arg(at).arg(reason);
    Ok(update.run(tx).await? == 1)
}
