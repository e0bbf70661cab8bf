//! S5: what was said about minutes: corrections while they are a draft, addenda once they are locked.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, MeetingId, PersonId, RemarkId, UnitId};
use domain::meeting::minutes::{RemarkKind, RemarkState};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub id: RemarkId,
    pub version: i64,
    pub meeting: MeetingId,
    /// Who wants the correction; nobody's when it is an addendum of the secretariat.
    pub unit: Option<UnitId>,
    /// What the unit is called last.
    pub unit_name: Option<String>,
    pub kind: RemarkKind,
    pub body: String,
    pub made_on: NaiveDate,
    pub person: PersonId,
    pub person_name: String,
    pub state: RemarkState,
    pub reply: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    meeting_id: Uuid,
    unit_id: Option<Uuid>,
    unit_name: Option<String>,
    kind: String,
    body: String,
    made_on: NaiveDate,
    person_id: Uuid,
    person_name: String,
    state: String,
    reply: Option<String>,
}

macro_rules! remarks {
    ($where:literal) => {
        concat!(
            "SELECT r.id, r.version, r.meeting_id, r.unit_id, u.name AS unit_name, r.kind, r.body, r.made_on,
                r.person_id, COALESCE(n.name, '') AS person_name, r.state, r.reply
            FROM minutes_remark r LEFT JOIN person n ON n.id = r.person_id
            LEFT JOIN unit_period u ON u.district_id = r.district_id AND u.unit_id = r.unit_id
                AND u.valid_from = (SELECT MAX(l.valid_from) FROM unit_period l
                    WHERE l.district_id = r.district_id AND l.unit_id = r.unit_id)
            WHERE r.district_id = $1",
            $where,
            " ORDER BY r.made_on, r.id"
        )
    };
}

impl TryFrom<Row> for Remark {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let corrupt = |why| Error::corrupt("minutes_remark", why);
        Ok(Self {
            id: RemarkId::new(row.id),
            version: row.version,
            meeting: MeetingId::new(row.meeting_id),
            unit: row.unit_id.map(UnitId::new),
            unit_name: row.unit_name,
            kind: RemarkKind::parse(&row.kind, "kind").map_err(corrupt)?,
            body: row.body,
            made_on: row.made_on,
            person: PersonId::new(row.person_id),
            person_name: row.person_name,
            state: RemarkState::parse(&row.state, "state").map_err(corrupt)?,
            reply: row.reply,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Remark>> {
    rows.into_iter().map(Remark::try_from).collect()
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: RemarkId) -> Result<Option<Remark>> {
    let rows = sql(remarks!(" AND r.id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(read(rows)?.pop())
}

/// Oldest first.
pub async fn of_meeting(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Remark>> {
    read(sql(remarks!(" AND r.meeting_id = $2")).arg(district).arg(id).all(conn).await?)
}

/// Every remark of the district.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Remark>> {
    read(sql(remarks!("")).arg(district).all(conn).await?)
}

/// Corrections that a body has not decided yet.
pub async fn open(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Vec<Remark>> {
    const SQL: &str = remarks!(
        " AND r.state = 'open' AND r.meeting_id IN (SELECT id FROM meeting WHERE district_id = $1 AND consortium_id = $2)"
    );
    read(sql(SQL).arg(district).arg(id).all(conn).await?)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, remark: &Remark) -> Result<()> {
    const SQL: &str =
        "INSERT INTO minutes_remark (district_id, id, version, meeting_id, unit_id, kind, body, made_on,
            person_id, state, reply) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)";
    let insert = sql(SQL).arg(district).arg(remark.id).arg(remark.meeting).arg(remark.unit);
    let insert = insert.arg(remark.kind.word()).arg(remark.body.as_str()).arg(remark.made_on);
    insert.arg(remark.person).arg(remark.state.word()).arg(remark.reply.clone()).later(tx).await
}

/// `false` when somebody else decided it before.
pub async fn decide(
    tx: &mut Tx,
    district: DistrictId,
    id: RemarkId,
    version: i64,
    (state, reply): (RemarkState, Option<&str>),
) -> Result<bool> {
    const SQL: &str = "UPDATE minutes_remark SET version = version + 1, state = $4, reply = $5
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(id).arg(version).arg(state.word());
    Ok(update.arg(reply).run(tx).await? == 1)
}

/// A unit's open corrections are another's from now on: two records of one unit became one.
pub async fn hand_over(tx: &mut Tx, district: DistrictId, from: UnitId, to: UnitId) -> Result<u64> {
    const SQL: &str = "UPDATE minutes_remark SET version = version + 1, unit_id = $3
        WHERE district_id = $1 AND unit_id = $2 AND state = 'open'";
    sql(SQL).arg(district).arg(from).arg(to).run(tx).await
}
