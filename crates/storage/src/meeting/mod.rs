//! S4, S5: meetings, the course that each takes, and who was there.

pub mod agenda;
pub mod invitation;
pub mod topic;
pub mod vote;

use chrono::{NaiveDate, NaiveTime};
use domain::id::{ConsortiumId, DistrictId, MeetingId, UnitId};
use domain::meeting::course::{MeetingStage, Schedule, time_of_day};
use domain::meeting::{MeetingKind, Presence};
use domain::obligation::Held;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Sql, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    pub version: i64,
    pub consortium: ConsortiumId,
    pub facts: MeetingFacts,
    pub course: Course,
    pub locked_on: Option<NaiveDate>,
}

/// How far a meeting has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub stage: MeetingStage,
    pub starts_at: Option<NaiveTime>,
    pub ends_at: Option<NaiveTime>,
    pub topics_until: Option<NaiveDate>,
    pub notified_on: Option<NaiveDate>,
    pub cancelled_reason: Option<String>,
    /// How often its time, place or stage changed since it was made known.
    pub revision: i64,
}

impl Course {
    /// Of a meeting that is written down after it was held.
    pub const fn held() -> Self {
        Self {
            stage: MeetingStage::Held,
            starts_at: None,
            ends_at: None,
            topics_until: None,
            notified_on: None,
            cancelled_reason: None,
            revision: 0,
        }
    }
}

impl Meeting {
    pub const fn schedule(&self) -> Schedule {
        let Course { starts_at, ends_at, topics_until, .. } = self.course;
        Schedule { on: self.facts.held_on, starts_at, ends_at, topics_until }
    }
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
    stage: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    topics_until: Option<NaiveDate>,
    notified_on: Option<NaiveDate>,
    cancelled_reason: Option<String>,
    revision: i64,
}

macro_rules! meetings {
    ($where:literal) => {
        concat!(
            "SELECT id, version, consortium_id, kind, held_on, counts_for, place, agenda, decisions, minutes, locked_on,
                stage, starts_at, ends_at, topics_until, notified_on, cancelled_reason, revision
            FROM meeting WHERE district_id = $1",
            $where,
            " ORDER BY held_on DESC, id DESC"
        )
    };
}

fn kind(word: &str) -> Result<MeetingKind> {
    MeetingKind::parse(word, "kind").map_err(|why| Error::corrupt("meeting", why))
}

fn time(text: Option<&str>) -> Result<Option<NaiveTime>> {
    let read = |text| time_of_day(text, "starts_at").map_err(|why| Error::corrupt("meeting", why));
    text.map(read).transpose()
}

fn written(time: Option<NaiveTime>) -> Option<String> {
    time.map(|time| time.format("%H:%M").to_string())
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
            course: Course {
                stage: MeetingStage::parse(&row.stage, "stage")
                    .map_err(|why| Error::corrupt("meeting", why))?,
                starts_at: time(row.starts_at.as_deref())?,
                ends_at: time(row.ends_at.as_deref())?,
                topics_until: row.topics_until,
                notified_on: row.notified_on,
                cancelled_reason: row.cancelled_reason,
                revision: row.revision,
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

/// Those that lie ahead, the next first.
pub async fn ahead(conn: &mut Conn, district: DistrictId) -> Result<Vec<Meeting>> {
    const SQL: &str = meetings!(" AND stage IN ('planned', 'notified')");
    let rows: Vec<Row> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter().rev().map(Meeting::try_from).collect()
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
    const SQL: &str = "SELECT id, consortium_id, kind, held_on, counts_for FROM meeting
        WHERE district_id = $1 AND stage = 'held' ORDER BY held_on, id";
    let rows: Vec<HeldRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let held = Held {
                meeting: MeetingId::new(row.id),
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

impl TryFrom<AttendanceRow> for (MeetingId, Attendance) {
    type Error = Error;

    fn try_from(row: AttendanceRow) -> Result<Self> {
        let presence =
            Presence::parse(&row.presence, "presence").map_err(|why| Error::corrupt("meeting", why))?;
        let line = Attendance { unit: UnitId::new(row.unit_id), presence, note: row.note };
        Ok((MeetingId::new(row.meeting_id), line))
    }
}

/// The attendance sheet of one meeting, also of one that is still going on.
pub async fn sheet(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Attendance>> {
    const SQL: &str = "SELECT meeting_id, unit_id, presence, note FROM meeting_attendance
        WHERE district_id = $1 AND meeting_id = $2 ORDER BY id";
    let rows: Vec<AttendanceRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    rows.into_iter().map(|row| <(MeetingId, Attendance)>::try_from(row).map(|(_, line)| line)).collect()
}

/// Who was there at every meeting that a body held, or that all did.
pub async fn attendance(
    conn: &mut Conn,
    district: DistrictId,
    consortium: Option<ConsortiumId>,
) -> Result<Vec<(MeetingId, Attendance)>> {
    const SQL: &str = "SELECT a.meeting_id, a.unit_id, a.presence, a.note FROM meeting_attendance a
        JOIN meeting m ON m.district_id = a.district_id AND m.id = a.meeting_id
        WHERE a.district_id = $1 AND m.stage = 'held' AND ($2 = '' OR m.consortium_id = $3) ORDER BY a.meeting_id, a.id";
    let rows: Vec<AttendanceRow> = sql(SQL)
        .arg(district)
        .arg(if consortium.is_some() { "one" } else { "" })
        .arg(consortium.map_or(Uuid::nil(), ConsortiumId::uuid))
        .all(conn)
        .await?;
    rows.into_iter().map(<(MeetingId, Attendance)>::try_from).collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, meeting: &Meeting) -> Result<()> {
    const SQL: &str =
        "INSERT INTO meeting (district_id, id, version, consortium_id, kind, held_on, counts_for, place,
            agenda, decisions, minutes, locked_on, stage, starts_at, ends_at, topics_until, notified_on,
            cancelled_reason, revision)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    let facts = &meeting.facts;
    let insert = sql(SQL).arg(district).arg(meeting.id).arg(meeting.consortium).arg(facts.kind.word());
    let insert = insert.arg(facts.held_on).arg(facts.counts_for).arg(facts.place.as_str());
    let insert = insert.arg(facts.agenda.as_str()).arg(facts.decisions.clone()).arg(facts.minutes.clone());
    with_course(insert.arg(meeting.locked_on), &meeting.course).later(tx).await
}

fn with_course(query: Sql, course: &Course) -> Sql {
    let query = query.arg(course.stage.word()).arg(written(course.starts_at)).arg(written(course.ends_at));
    let query = query.arg(course.topics_until).arg(course.notified_on);
    query.arg(course.cancelled_reason.clone()).arg(course.revision)
}

/// Replaces what is written down; `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, meeting: &Meeting) -> Result<bool> {
    const SQL: &str =
        "UPDATE meeting SET version = version + 1, kind = $4, held_on = $5, counts_for = $6, place = $7,
            agenda = $8, decisions = $9, minutes = $10, locked_on = $11, stage = $12, starts_at = $13,
            ends_at = $14, topics_until = $15, notified_on = $16, cancelled_reason = $17, revision = $18
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let facts = &meeting.facts;
    let update = sql(SQL).arg(district).arg(meeting.id).arg(meeting.version).arg(facts.kind.word());
    let update = update.arg(facts.held_on).arg(facts.counts_for).arg(facts.place.as_str());
    let update = update.arg(facts.agenda.as_str()).arg(facts.decisions.clone()).arg(facts.minutes.clone());
    Ok(with_course(update.arg(meeting.locked_on), &meeting.course).run(tx).await? == 1)
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
