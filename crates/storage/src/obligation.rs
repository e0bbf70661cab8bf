//! What bodies were excused from, and what they still owe as far as it is kept. What they owe is computed from facts: see
//! `domain::obligation`; the kept rows say the same and are thrown away by [`facts_changed`] whenever a fact changes.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, PersonId};
use domain::obligation::{Obligation, ObligationKind, Waiver};
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Conn, Error, Result, Tx, sql};

/// Nothing is kept of what a body owes.
const NEVER: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

#[derive(FromRow)]
struct WaiverRow {
    consortium_id: Uuid,
    kind: String,
    period_from: NaiveDate,
    waived_on: NaiveDate,
    reason: String,
    person_name: String,
}

fn kind(word: &str) -> Result<ObligationKind> {
    ObligationKind::parse(word, "kind").map_err(|why| Error::corrupt("obligation", why))
}

/// The waivers of some bodies.
pub async fn waivers(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
) -> Result<Vec<(ConsortiumId, Waiver)>> {
    const SQL: &str = "SELECT w.consortium_id, w.kind, w.period_from, w.waived_on, w.reason,
            COALESCE(n.name, '') AS person_name
        FROM obligation_waiver w LEFT JOIN person n ON n.id = w.person_id
        WHERE w.district_id = $1 AND w.consortium_id IN ({}) ORDER BY w.period_from, w.id";
    let mut rows: Vec<WaiverRow> = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(SQL).arg(district).among(part).all::<WaiverRow>(conn).await?);
    }
    rows.into_iter()
        .map(|row| {
            let waiver = Waiver {
                kind: kind(&row.kind)?,
                period_from: row.period_from,
                on: row.waived_on,
                reason: row.reason,
                by: row.person_name,
            };
            Ok((ConsortiumId::new(row.consortium_id), waiver))
        })
        .collect()
}

pub async fn insert_waiver(
    tx: &mut Tx,
    district: DistrictId,
    row: Uuid,
    id: ConsortiumId,
    waiver: &Waiver,
    person: PersonId,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO obligation_waiver (district_id, id, consortium_id, kind, period_from, waived_on,
            reason, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = sql(SQL).arg(district).arg(row).arg(id).arg(waiver.kind.word()).arg(waiver.period_from);
    insert.arg(waiver.on).arg(waiver.reason.as_str()).arg(person).later(tx).await?;
    facts_changed(tx, district, id).await
}

/// Whatever writes a fact from which a body's obligations follow says so here, in the same transaction: what was kept of
/// the body holds no longer.
pub async fn facts_changed(tx: &mut Tx, district: DistrictId, id: ConsortiumId) -> Result<()> {
    const SQL: &str = "UPDATE consortium SET owed_until = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(NEVER).later(tx).await
}

/// The same for every body of the district: another standard, other working days, an import that is undone.
pub async fn all_facts_changed(tx: &mut Tx, district: DistrictId) -> Result<()> {
    const SQL: &str = "UPDATE consortium SET owed_until = $2 WHERE district_id = $1 AND owed_until <> $2";
    sql(SQL).arg(district).arg(NEVER).later(tx).await
}

#[derive(FromRow)]
struct IdRow {
    id: Uuid,
}

/// Bodies of which nothing is kept that reaches beyond a day: as many as one step may take.
pub async fn not_kept(
    conn: &mut Conn,
    district: DistrictId,
    day: NaiveDate,
    most: i64,
) -> Result<Vec<ConsortiumId>> {
    const SQL: &str = "SELECT id FROM consortium WHERE district_id = $1 AND owed_until <= $2 ORDER BY owed_until, id LIMIT $3";
    let rows: Vec<IdRow> = sql(SQL).arg(district).arg(day).arg(most).all(conn).await?;
    Ok(rows.into_iter().map(|row| ConsortiumId::new(row.id)).collect())
}

/// Says up to which day what a body owes is kept, and throws away what was. It holds the row, so that the facts that are
/// read afterwards are those that stay until the transaction ends.
pub async fn begin_keeping(
    tx: &mut Tx,
    district: DistrictId,
    id: ConsortiumId,
    until: NaiveDate,
) -> Result<()> {
    const SQL: &str = "UPDATE consortium SET owed_until = $3 WHERE district_id = $1 AND id = $2";
    const CLEAR: &str = "DELETE FROM obligation_open WHERE district_id = $1 AND consortium_id = $2";
    sql(SQL).arg(district).arg(id).arg(until).later(tx).await?;
    sql(CLEAR).arg(district).arg(id).later(tx).await
}

/// Keeps one thing that a body owes and has not settled.
pub async fn keep(
    tx: &mut Tx,
    district: DistrictId,
    row: Uuid,
    (id, life): (ConsortiumId, Period),
    open: &Obligation,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO obligation_open (district_id, id, consortium_id, kind, period_from, period_to, due_on,
            life_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = sql(SQL).arg(district).arg(row).arg(id).arg(open.kind.word());
    insert
        .arg(open.period.from())
        .arg(open.period.stored_to())
        .arg(open.due)
        .arg(life.stored_to())
        .later(tx)
        .await
}

/// Something that is kept as owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    pub due: NaiveDate,
    pub consortium: ConsortiumId,
    pub kind: ObligationKind,
    pub period: Period,
}

#[derive(FromRow)]
struct OpenRow {
    consortium_id: Uuid,
    kind: String,
    period_from: NaiveDate,
    period_to: NaiveDate,
    due_on: NaiveDate,
}

impl TryFrom<OpenRow> for Open {
    type Error = Error;

    fn try_from(row: OpenRow) -> Result<Self> {
        let period = Period::new(row.period_from, Some(row.period_to));
        Ok(Self {
            due: row.due_on,
            consortium: ConsortiumId::new(row.consortium_id),
            kind: kind(&row.kind)?,
            period: period.map_err(|why| Error::corrupt("obligation", why))?,
        })
    }
}

#[derive(FromRow)]
struct CountRow {
    total: i64,
}

/// What is overdue on a day in a whole district, as far as it is kept: how much, and the first by deadline.
pub async fn overdue(
    conn: &mut Conn,
    district: DistrictId,
    day: NaiveDate,
    most: i64,
) -> Result<(i64, Vec<Open>)> {
    // All rows but those of the few bodies that are not kept just now: cheaper than to look at each row's body.
    const COUNT: &str = "SELECT (SELECT COUNT(*) FROM obligation_open o
            WHERE o.district_id = $1 AND o.due_on < $2 AND o.life_to > $2)
        - (SELECT COUNT(*) FROM consortium c CROSS JOIN obligation_open o
            WHERE c.district_id = $1 AND c.owed_until <= $2 AND o.district_id = $1 AND o.consortium_id = c.id
            AND o.due_on < $2 AND o.life_to > $2) AS total";
    const FIRST: &str = "SELECT o.consortium_id, o.kind, o.period_from, o.period_to, o.due_on
        FROM obligation_open o
        JOIN consortium c ON c.district_id = o.district_id AND c.id = o.consortium_id AND c.owed_until > $2
        WHERE o.district_id = $1 AND o.due_on < $2 AND o.life_to > $2 ORDER BY o.due_on, o.consortium_id, o.kind LIMIT $3";
    let count: CountRow = sql(COUNT).arg(district).arg(day).one(conn).await?;
    let rows: Vec<OpenRow> = sql(FIRST).arg(district).arg(day).arg(most).all(conn).await?;
    Ok((count.total, rows.into_iter().map(TryFrom::try_from).collect::<Result<_>>()?))
}

/// What is kept of some bodies.
pub async fn kept(conn: &mut Conn, district: DistrictId, ids: &[ConsortiumId]) -> Result<Vec<Open>> {
    const SQL: &str = "SELECT consortium_id, kind, period_from, period_to, due_on FROM obligation_open
        WHERE district_id = $1 AND consortium_id IN ({}) ORDER BY due_on, consortium_id, kind";
    let mut found = Vec::new();
    for part in ids.chunks(AMONG) {
        let rows: Vec<OpenRow> = sql(SQL).arg(district).among(part).all(conn).await?;
        found.extend(rows.into_iter().map(Open::try_from).collect::<Result<Vec<_>>>()?);
    }
    Ok(found)
}

#[derive(FromRow)]
struct UntilRow {
    id: Uuid,
    owed_until: NaiveDate,
}

/// The bodies of which something is kept, each with the day up to which it is.
pub async fn keeping(conn: &mut Conn, district: DistrictId) -> Result<Vec<(ConsortiumId, NaiveDate)>> {
    const SQL: &str =
        "SELECT id, owed_until FROM consortium WHERE district_id = $1 AND owed_until > $2 ORDER BY id";
    let rows: Vec<UntilRow> = sql(SQL).arg(district).arg(NEVER).all(conn).await?;
    Ok(rows.into_iter().map(|row| (ConsortiumId::new(row.id), row.owed_until)).collect())
}
