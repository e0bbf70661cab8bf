//! S4, S5: meetings, the course that each takes, and who was there.

pub mod agenda;
pub mod invitation;
pub mod topic;
pub mod vote;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use domain::id::{ConsortiumId, DistrictId, MeetingId, UnitId};
use domain::meeting::course::{MeetingStage, Schedule, time_of_day};
use domain::meeting::{MeetingKind, Presence};
use domain::obligation::{Held, Record};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Conn, Error, Result, Sql, Tx, sql};

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
            $where
        )
    };
}

/// Newest first. Sorted here: asked for that order, SQLite walks through the whole district's meetings by their day
/// instead of gathering a body's.
fn read(mut rows: Vec<Row>) -> Result<Vec<Meeting>> {
    rows.sort_by_key(|row| std::cmp::Reverse((row.held_on, row.id)));
    rows.into_iter().map(Meeting::try_from).collect()
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
    read(sql(meetings!(" AND consortium_id = $2")).arg(district).arg(id).all(conn).await?)
}

pub async fn some(conn: &mut Conn, district: DistrictId, ids: &[MeetingId]) -> Result<Vec<Meeting>> {
    let mut rows: Vec<Row> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(meetings!(" AND id IN ({})")).arg(district).among(part).all::<Row>(conn).await?);
    }
    read(rows)
}

pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Meeting>> {
    read(sql(meetings!("")).arg(district).all(conn).await?)
}

/// Those of some bodies that lie ahead, the next first.
pub async fn ahead(conn: &mut Conn, district: DistrictId, ids: &[ConsortiumId]) -> Result<Vec<Meeting>> {
    const SQL: &str = meetings!(" AND stage IN ('planned', 'notified') AND consortium_id IN ({})");
    let mut rows: Vec<Row> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(SQL).arg(district).among(part).all::<Row>(conn).await?);
    }
    Ok(read(rows)?.into_iter().rev().collect())
}

/// Those that are to be held on a day.
pub async fn ahead_on(conn: &mut Conn, district: DistrictId, day: NaiveDate) -> Result<Vec<Meeting>> {
    const SQL: &str = meetings!(" AND stage IN ('planned', 'notified') AND held_on = $2");
    Ok(read(sql(SQL).arg(district).arg(day).all(conn).await?)?.into_iter().rev().collect())
}

#[derive(FromRow)]
struct HeldRow {
    id: Uuid,
    consortium_id: Uuid,
    kind: String,
    held_on: NaiveDate,
    counts_for: Option<NaiveDate>,
}

/// What obligations need to know of the meetings of some bodies: those that were held.
pub async fn held(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
) -> Result<Vec<(ConsortiumId, Held)>> {
    const SQL: &str = "SELECT id, consortium_id, kind, held_on, counts_for FROM meeting
        WHERE district_id = $1 AND stage = 'held' AND consortium_id IN ({})";
    let mut rows: Vec<HeldRow> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(SQL).arg(district).among(part).all::<HeldRow>(conn).await?);
    }
    rows.sort_by_key(|row| (row.held_on, row.id));
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

fn presence(word: &str) -> Result<Presence> {
    Presence::parse(word, "presence").map_err(|why| Error::corrupt("meeting", why))
}

impl TryFrom<AttendanceRow> for (MeetingId, Attendance) {
    type Error = Error;

    fn try_from(row: AttendanceRow) -> Result<Self> {
        let presence = presence(&row.presence)?;
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

/// Who was there at every meeting of the district: for exports.
pub async fn every_attendance(conn: &mut Conn, district: DistrictId) -> Result<Vec<(MeetingId, Attendance)>> {
    const SQL: &str = "SELECT meeting_id, unit_id, presence, note FROM meeting_attendance
        WHERE district_id = $1 ORDER BY meeting_id, id";
    let rows: Vec<AttendanceRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter().map(TryFrom::try_from).collect()
}

#[derive(FromRow)]
struct PresenceRow {
    held_on: NaiveDate,
    unit_id: Uuid,
    presence: String,
}

/// On which days up to one the body met, and how each unit was there.
pub async fn presences(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
    until: NaiveDate,
) -> Result<Vec<(NaiveDate, UnitId, Presence)>> {
    const SQL: &str = "SELECT m.held_on, a.unit_id, a.presence FROM meeting m
        JOIN meeting_attendance a ON a.district_id = m.district_id AND a.meeting_id = m.id
        WHERE m.district_id = $1 AND m.consortium_id = $2 AND m.stage = 'held' AND m.held_on <= $3
        ORDER BY m.held_on, m.id, a.id";
    let rows: Vec<PresenceRow> = sql(SQL).arg(district).arg(id).arg(until).all(conn).await?;
    rows.into_iter()
        .map(|row| Ok((row.held_on, UnitId::new(row.unit_id), presence(&row.presence)?)))
        .collect()
}

/// How many units were called to a meeting, and how many of them were there or represented.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attended {
    pub present: usize,
    pub called: usize,
}

#[derive(FromRow)]
struct AttendedRow {
    meeting_id: Uuid,
    presence: String,
    units: i64,
}

/// How many were at each meeting of a body.
pub async fn attended(
    conn: &mut Conn,
    district: DistrictId,
    id: ConsortiumId,
) -> Result<HashMap<MeetingId, Attended>> {
    const SQL: &str = "SELECT a.meeting_id, a.presence, COUNT(*) AS units FROM meeting m
        JOIN meeting_attendance a ON a.district_id = m.district_id AND a.meeting_id = m.id
        WHERE m.district_id = $1 AND m.consortium_id = $2 AND m.stage = 'held'
        GROUP BY a.meeting_id, a.presence";
    let rows: Vec<AttendedRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    let mut meetings: HashMap<MeetingId, Attended> = HashMap::new();
    for row in rows {
        let units = usize::try_from(row.units).unwrap_or_default();
        let attended = meetings.entry(MeetingId::new(row.meeting_id)).or_default();
        attended.called += units;
        attended.present += if presence(&row.presence)?.counts() { units } else { 0 };
    }
    Ok(meetings)
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
    with_course(insert.arg(meeting.locked_on), &meeting.course).later(tx).await?;
    crate::obligation::facts_changed(tx, district, meeting.consortium).await
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
    crate::obligation::facts_changed(tx, district, meeting.consortium).await?;
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
