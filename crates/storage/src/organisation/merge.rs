//! Units that were two records of one: which went into which, and which pairs are known to be two.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, MeetingId, MembershipId, PostId, SeatId, UnitId};
use domain::meeting::Presence;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

/// One end of a merge, seen from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub unit: UnitId,
    /// What it was called last.
    pub name: String,
    pub on: NaiveDate,
}

#[derive(FromRow)]
struct MergedRow {
    id: Uuid,
    name: String,
    merged_on: NaiveDate,
}

impl From<MergedRow> for Merged {
    fn from(row: MergedRow) -> Self {
        Self { unit: UnitId::new(row.id), name: row.name, on: row.merged_on }
    }
}

macro_rules! merged {
    ($other:literal, $own:literal) => {
        concat!(
            "SELECT m.",
            $other,
            " AS id, p.name, m.merged_on FROM unit_merge m
            JOIN unit_period p ON p.district_id = m.district_id AND p.unit_id = m.",
            $other,
            " AND p.valid_from = (SELECT MAX(l.valid_from) FROM unit_period l
                WHERE l.district_id = p.district_id AND l.unit_id = p.unit_id)
            WHERE m.district_id = $1 AND m.",
            $own,
            " = $2 ORDER BY m.merged_on, p.name_key"
        )
    };
}

/// The unit that a unit went into.
pub async fn merged_into(conn: &mut Conn, district: DistrictId, id: UnitId) -> Result<Option<Merged>> {
    const SQL: &str = merged!("into_id", "unit_id");
    let row: Option<MergedRow> = sql(SQL).arg(district).arg(id).optional(conn).await?;
    Ok(row.map(Merged::from))
}

/// The units that went into a unit, oldest first.
pub async fn merged_from(conn: &mut Conn, district: DistrictId, id: UnitId) -> Result<Vec<Merged>> {
    const SQL: &str = merged!("unit_id", "into_id");
    let rows: Vec<MergedRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    Ok(rows.into_iter().map(Merged::from).collect())
}

pub async fn insert_merge(
    tx: &mut Tx,
    district: DistrictId,
    row: Uuid,
    (unit, into): (UnitId, UnitId),
    on: NaiveDate,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO unit_merge (district_id, id, unit_id, into_id, merged_on) VALUES ($1, $2, $3, $4, $5)";
    sql(SQL).arg(district).arg(row).arg(unit).arg(into).arg(on).later(tx).await
}

#[derive(FromRow)]
struct PairRow {
    first_id: Uuid,
    second_id: Uuid,
}

/// Pairs that somebody looked at and found to be two; the smaller id first.
pub async fn distinct(conn: &mut Conn, district: DistrictId) -> Result<Vec<(UnitId, UnitId)>> {
    const SQL: &str = "SELECT first_id, second_id FROM unit_distinct WHERE district_id = $1";
    let rows: Vec<PairRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(|row| (UnitId::new(row.first_id), UnitId::new(row.second_id))).collect())
}

pub async fn insert_distinct(
    tx: &mut Tx,
    district: DistrictId,
    row: Uuid,
    (first, second): (UnitId, UnitId),
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO unit_distinct (district_id, id, first_id, second_id) VALUES ($1, $2, $3, $4)";
    sql(SQL).arg(district).arg(row).arg(first).arg(second).later(tx).await
}

/// A line of an attendance sheet, with the key of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub row: Uuid,
    pub meeting: MeetingId,
    pub consortium: ConsortiumId,
    pub held_on: NaiveDate,
    pub presence: Presence,
    pub note: Option<String>,
}

#[derive(FromRow)]
struct LineRow {
    id: Uuid,
    meeting_id: Uuid,
    consortium_id: Uuid,
    held_on: NaiveDate,
    presence: String,
    note: Option<String>,
}

/// How a unit was at the meetings from a day on.
pub async fn lines_from(
    conn: &mut Conn,
    district: DistrictId,
    unit: UnitId,
    from: NaiveDate,
) -> Result<Vec<Line>> {
    const SQL: &str = "SELECT a.id, a.meeting_id, m.consortium_id, m.held_on, a.presence, a.note
        FROM meeting_attendance a JOIN meeting m ON m.district_id = a.district_id AND m.id = a.meeting_id
        WHERE a.district_id = $1 AND a.unit_id = $2 AND m.held_on >= $3 ORDER BY m.held_on, a.id";
    let rows: Vec<LineRow> = sql(SQL).arg(district).arg(unit).arg(from).all(conn).await?;
    let line = |row: LineRow| {
        let presence = Presence::parse(&row.presence, "presence");
        Ok(Line {
            row: row.id,
            meeting: MeetingId::new(row.meeting_id),
            consortium: ConsortiumId::new(row.consortium_id),
            held_on: row.held_on,
            presence: presence.map_err(|why| Error::corrupt("meeting", why))?,
            note: row.note,
        })
    };
    rows.into_iter().map(line).collect()
}

pub async fn move_line(tx: &mut Tx, district: DistrictId, row: Uuid, to: UnitId) -> Result<()> {
    const SQL: &str = "UPDATE meeting_attendance SET unit_id = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(row).arg(to).later(tx).await
}

pub async fn drop_line(tx: &mut Tx, district: DistrictId, row: Uuid) -> Result<()> {
    sql("DELETE FROM meeting_attendance WHERE district_id = $1 AND id = $2")
        .arg(district)
        .arg(row)
        .later(tx)
        .await
}

/// Says of a line's row how the unit was there.
pub async fn set_line(tx: &mut Tx, district: DistrictId, line: &Line) -> Result<()> {
    const SQL: &str =
        "UPDATE meeting_attendance SET presence = $3, note = $4 WHERE district_id = $1 AND id = $2";
    let update = sql(SQL).arg(district).arg(line.row).arg(line.presence.word());
    update.arg(line.note.clone()).later(tx).await
}

pub async fn move_membership(tx: &mut Tx, district: DistrictId, id: MembershipId, to: UnitId) -> Result<()> {
    const SQL: &str =
        "UPDATE membership SET version = version + 1, unit_id = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(to).later(tx).await
}

pub async fn move_nomination(tx: &mut Tx, district: DistrictId, id: SeatId, to: UnitId) -> Result<()> {
    const SQL: &str =
        "UPDATE seat SET version = version + 1, unit_id = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(to).later(tx).await
}

pub async fn move_seat(tx: &mut Tx, district: DistrictId, id: SeatId, to: PostId) -> Result<()> {
    const SQL: &str =
        "UPDATE seat SET version = version + 1, post_id = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(to).later(tx).await
}

/// What a unit has yet to answer, to discuss and to do: invitations to meetings from a day on (unless the other is called
/// itself), topics that are not settled, tasks that are not closed.
pub async fn move_open_work(
    tx: &mut Tx,
    district: DistrictId,
    (from, to): (UnitId, UnitId),
    on: NaiveDate,
) -> Result<()> {
    const CALLED: &str = "DELETE FROM invitation WHERE district_id = $1 AND unit_id = $2
        AND meeting_id IN (SELECT i.meeting_id FROM invitation i WHERE i.district_id = $1 AND i.unit_id = $3)
        AND meeting_id IN (SELECT m.id FROM meeting m WHERE m.district_id = $1 AND m.held_on >= $4)";
    const INVITATIONS: &str = "UPDATE invitation SET unit_id = $3 WHERE district_id = $1 AND unit_id = $2
        AND meeting_id IN (SELECT m.id FROM meeting m WHERE m.district_id = $1 AND m.held_on >= $4)";
    const TOPICS: &str = "UPDATE topic SET unit_id = $3 WHERE district_id = $1 AND unit_id = $2
        AND state IN ('proposed', 'taken', 'forwarded')";
    const TASKS: &str =
        "UPDATE task SET unit_id = $3 WHERE district_id = $1 AND unit_id = $2 AND closed_on IS NULL";
    for text in [CALLED, INVITATIONS] {
        sql(text).arg(district).arg(from).arg(to).arg(on).later(tx).await?;
    }
    for text in [TOPICS, TASKS] {
        sql(text).arg(district).arg(from).arg(to).later(tx).await?;
    }
    Ok(())
}
