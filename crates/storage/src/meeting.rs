//! S4, S5: meetings that were held, and who was there.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, MeetingId, UnitId};
use domain::meeting::{MeetingKind, Presence};
use domain::obligation::{Held, Record};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    pub version: i64,
    pub consortium: ConsortiumId,
    pub facts: MeetingFacts,
    pub locked_on: Option<NaiveDate>,
}

/// What is written down about a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingFacts {
    pub kind: MeetingKind,
    pub held_on: NaiveDate,
    pub counts_for: Option<NaiveDate>,
    pub place: String,
    pub agenda: String,
    pub decisions: Option<String>,
    pub minutes: Option<String>,
}

/// How a unit was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    pub unit: UnitId,
    pub presence: Presence,
    /// The reason of leave, or who came as proxy.
    pub note: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    consortium_id: Uuid,
    kind: String,
    held_on: NaiveDate,
    counts_for: Option<NaiveDate>,
    place: String,
    agenda: String,
    decisions: Option<String>,
    minutes: Option<String>,
    locked_on: Option<NaiveDate>,
}

macro_rules! meetings {
    ($where:literal) => {
        concat!(
            "SELECT id, version, consortium_id, kind, held_on, counts_for, place, agenda, decisions, minutes, locked_on
            FROM meeting WHERE district_id = $1",
            $where,
            " ORDER BY held_on DESC, id DESC"
        )
    };
}

fn kind(word: &str) -> Result<MeetingKind> {
    MeetingKind::parse(word, "kind").map_err(|why| Error::corrupt("meeting", why))
}

impl TryFrom<Row> for Meeting {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: MeetingId::new(row.id),
            version: row.version,
            consortium: ConsortiumId::new(row.consortium_id),
            facts: MeetingFacts {
                kind: kind(&row.kind)?,
                held_on: row.held_on,
                counts_for: row.counts_for,
                place: row.place,
                agenda: row.agenda,
                decisions: row.decisions,
                minutes: row.minutes,
            },
            locked_on: row.locked_on,
        })
    }
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Option<Meeting>> {
    let row: Option<Row> = sql(meetings!(" AND id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Meeting::try_from).transpose()
}

/// The meetings of a body, newest first.
pub async fn of_consortium(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Meeting>> {
    let rows: Vec<Row> = sql(meetings!(" AND consortium_id = $2")).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(Meeting::try_from).collect()
}

pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Meeting>> {
    let rows: Vec<Row> = sql(meetings!("")).arg(district).all(conn).await?;
    rows.into_iter().map(Meeting::try_from).collect()
}

#[derive(FromRow)]
struct HeldRow {
    id: Uuid,
    consortium_id: Uuid,
    kind: String,
    held_on: NaiveDate,
    counts_for: Option<NaiveDate>,
}

/// What obligations need to know of the meetings of the district.
pub async fn held(conn: &mut Conn, district: DistrictId) -> Result<Vec<(ConsortiumId, Held)>> {
    const SQL: &str = "SELECT id, consortium_id, kind, held_on, counts_for FROM meeting WHERE district_id = $1 ORDER BY held_on, id";
    let rows: Vec<HeldRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let held = Held {
                record: Record::Meeting(MeetingId::new(row.id)),
                kind: kind(&row.kind)?.into(),
                on: row.held_on,
                counts_for: row.counts_for,
            };
            Ok((ConsortiumId::new(row.consortium_id), held))
        })
        .collect()
}

#[derive(FromRow)]
struct AttendanceRow {
    meeting_id: Uuid,
    unit_id: Uuid,
    presence: String,
    note: Option<String>,
}

/// Who was there at every meeting of a body, or of all.
pub async fn attendance(
    conn: &mut Conn,
    district: DistrictId,
    consortium: Option<ConsortiumId>,
) -> Result<Vec<(MeetingId, Attendance)>> {
    const SQL: &str = "SELECT a.meeting_id, a.unit_id, a.presence, a.note FROM meeting_attendance a
        JOIN meeting m ON m.district_id = a.district_id AND m.id = a.meeting_id
        WHERE a.district_id = $1 AND ($2 = '' OR m.consortium_id = $3) ORDER BY a.meeting_id, a.id";
    let rows: Vec<AttendanceRow> = sql(SQL)
        .arg(district)
        .arg(if consortium.is_some() { "one" } else { "" })
        .arg(consortium.map_or(Uuid::nil(), ConsortiumId::uuid))
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let presence =
                Presence::parse(&row.presence, "presence").map_err(|why| Error::corrupt("meeting", why))?;
            let line = Attendance { unit: UnitId::new(row.unit_id), presence, note: row.note };
            Ok((MeetingId::new(row.meeting_id), line))
        })
        .collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, meeting: &Meeting) -> Result<()> {
    const SQL: &str =
        "INSERT INTO meeting (district_id, id, version, consortium_id, kind, held_on, counts_for, place,
            agenda, decisions, minutes, locked_on) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let facts = &meeting.facts;
    let insert = sql(SQL).arg(district).arg(meeting.id).arg(meeting.consortium).arg(facts.kind.word());
    let insert = insert.arg(facts.held_on).arg(facts.counts_for).arg(facts.place.as_str());
    let insert = insert.arg(facts.agenda.as_str()).arg(facts.decisions.clone()).arg(facts.minutes.clone());
    insert.arg(meeting.locked_on).later(tx).await
}

/// Replaces what is written down; `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, meeting: &Meeting) -> Result<bool> {
    const SQL: &str =
        "UPDATE meeting SET version = version + 1, kind = $4, held_on = $5, counts_for = $6, place = $7,
            agenda = $8, decisions = $9, minutes = $10, locked_on = $11
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let facts = &meeting.facts;
    let update = sql(SQL).arg(district).arg(meeting.id).arg(meeting.version).arg(facts.kind.word());
    let update = update.arg(facts.held_on).arg(facts.counts_for).arg(facts.place.as_str());
    let update = update.arg(facts.agenda.as_str()).arg(facts.decisions.clone()).arg(facts.minutes.clone());
    Ok(update.arg(meeting.locked_on).run(tx).await? == 1)
}

/// Replaces who was there; each line comes with the key of its row.
pub async fn put_attendance(
    tx: &mut Tx,
    district: DistrictId,
    id: MeetingId,
    lines: &[(Uuid, Attendance)],
) -> Result<()> {
    const CLEAR: &str = "DELETE FROM meeting_attendance WHERE district_id = $1 AND meeting_id = $2";
    const SQL: &str = "INSERT INTO meeting_attendance (district_id, id, meeting_id, unit_id, presence, note)
        VALUES ($1, $2, $3, $4, $5, $6)";
    sql(CLEAR).arg(district).arg(id).run(tx).await?;
    for (row, line) in lines {
        let insert = sql(SQL).arg(district).arg(*row).arg(id).arg(line.unit).arg(line.presence.word());
        insert.arg(line.note.clone()).later(tx).await?;
    }
    Ok(())
}
