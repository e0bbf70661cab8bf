//! Consortia and what they were called.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, DivisionId};
use domain::name::Name;
use domain::period::Period;
use sqlx::FromRow;
use uuid::Uuid;

use crate::obligation::facts_changed;
use crate::{AMONG, Conn, Error, Result, Tx, sql};

/// One name of a consortium, with the document that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub row: Uuid,
    pub period: Period,
    pub name: Name,
    pub document: Option<String>,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consortium {
    pub id: ConsortiumId,
    pub version: i64,
    pub division: DivisionId,
    /// Oldest first, without a gap; never empty.
    pub names: Vec<Named>,
    pub dissolved_document: Option<String>,
    pub dissolved_reason: Option<String>,
}

impl Consortium {
    /// From its founding to its end.
    pub fn life(&self) -> Period {
        match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => first.period.joined(last.period),
            _ => Period::open(domain::period::FAR),
        }
    }

    /// What it was called on a day; before it began, what it was first called.
    pub fn name_on(&self, day: NaiveDate) -> &str {
        let named = self.names.iter().rev().find(|named| named.period.from() <= day).or(self.names.first());
        named.map_or("", |named| named.name.as_str())
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    division_id: Uuid,
    dissolved_document: Option<String>,
    dissolved_reason: Option<String>,
    period_id: Uuid,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    name: String,
    document: Option<String>,
    reason: Option<String>,
}

macro_rules! consortia {
    ($where:literal) => {
        concat!(
            "SELECT c.id, c.version, c.division_id, c.dissolved_document, c.dissolved_reason, p.id AS period_id,
                p.valid_from, p.valid_to, p.name, p.document, p.reason
            FROM consortium c JOIN consortium_period p ON p.district_id = c.district_id AND p.consortium_id = c.id
            WHERE c.district_id = $1",
            $where,
            " ORDER BY c.id, p.valid_from"
        )
    };
}

fn gathered(rows: Vec<Row>) -> Result<Vec<Consortium>> {
    let mut found: Vec<Consortium> = Vec::new();
    for row in rows {
        let corrupt = |why| Error::corrupt("consortium", why);
        let named = Named {
            row: row.period_id,
            period: Period::new(row.valid_from, Some(row.valid_to)).map_err(corrupt)?,
            name: Name::parse(&row.name, "name").map_err(corrupt)?,
            document: row.document,
            reason: row.reason,
        };
        match found.last_mut().filter(|last| last.id.uuid() == row.id) {
            Some(last) => last.names.push(named),
            None => found.push(Consortium {
                id: ConsortiumId::new(row.id),
                version: row.version,
                division: DivisionId::new(row.division_id),
                names: vec![named],
                dissolved_document: row.dissolved_document,
                dissolved_reason: row.dissolved_reason,
            }),
        }
    }
    Ok(found)
}

/// Every consortium of the district with its whole past.
pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Consortium>> {
    gathered(sql(consortia!("")).arg(district).all(conn).await?)
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Option<Consortium>> {
    let rows = sql(consortia!(" AND c.id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(gathered(rows)?.pop())
}

/// Some consortia, each with its whole past.
pub async fn some(conn: &mut Conn, district: DistrictId, ids: &[ConsortiumId]) -> Result<Vec<Consortium>> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(AMONG) {
        let rows = sql(consortia!(" AND c.id IN ({})")).arg(district).among(part).all(conn).await?;
        found.extend(gathered(rows)?);
    }
    Ok(found)
}

/// Those that lie in some divisions, each with its whole past.
pub async fn of_divisions(
    conn: &mut Conn,
    district: DistrictId,
    divisions: &[DivisionId],
) -> Result<Vec<Consortium>> {
    let mut found = Vec::with_capacity(divisions.len());
    for part in divisions.chunks(AMONG) {
        let rows = sql(consortia!(" AND c.division_id IN ({})")).arg(district).among(part).all(conn).await?;
        found.extend(gathered(rows)?);
    }
    Ok(found)
}

/// A consortium as a long list names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: ConsortiumId,
    pub division: DivisionId,
    pub name: String,
}

#[derive(FromRow)]
struct LineRow {
    id: Uuid,
    division_id: Uuid,
    name: String,
}

/// Every consortium that exists on a day.
pub async fn living(conn: &mut Conn, district: DistrictId, day: NaiveDate) -> Result<Vec<Line>> {
    const SQL: &str = "SELECT c.id, c.division_id, p.name
        FROM consortium_period p JOIN consortium c ON c.district_id = p.district_id AND c.id = p.consortium_id
        WHERE p.district_id = $1 AND p.valid_from <= $2 AND p.valid_to > $2";
    let rows: Vec<LineRow> = sql(SQL).arg(district).arg(day).all(conn).await?;
    let line = |row: LineRow| Line {
        id: ConsortiumId::new(row.id),
        division: DivisionId::new(row.division_id),
        name: row.name,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Those that a division has or had.
pub async fn of_division(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
) -> Result<Vec<Consortium>> {
    gathered(sql(consortia!(" AND c.division_id = $2")).arg(district).arg(division).all(conn).await?)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, id: ConsortiumId, division: DivisionId) -> Result<()> {
    const SQL: &str = "INSERT INTO consortium (district_id, id, version, division_id) VALUES ($1, $2, 1, $3)";
    sql(SQL).arg(district).arg(id).arg(division).later(tx).await
}

pub async fn insert_name(tx: &mut Tx, district: DistrictId, id: ConsortiumId, named: &Named) -> Result<()> {
    const SQL: &str =
        "INSERT INTO consortium_period (district_id, id, consortium_id, valid_from, valid_to, name,
            document, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = sql(SQL).arg(district).arg(named.row).arg(id);
    let insert = insert.arg(named.period.from()).arg(named.period.stored_to()).arg(named.name.as_str());
    insert.arg(named.document.clone()).arg(named.reason.clone()).later(tx).await?;
    facts_changed(tx, district, id).await
}

/// Replaces what a period says and when it ends; its beginning stays.
pub async fn update_name(tx: &mut Tx, district: DistrictId, id: ConsortiumId, named: &Named) -> Result<()> {
    const SQL: &str = "UPDATE consortium_period SET valid_to = $3, name = $4, document = $5, reason = $6
        WHERE district_id = $1 AND id = $2";
    let update = sql(SQL).arg(district).arg(named.row).arg(named.period.stored_to()).arg(named.name.as_str());
    update.arg(named.document.clone()).arg(named.reason.clone()).later(tx).await?;
    facts_changed(tx, district, id).await
}

pub async fn set_dissolved(
    tx: &mut Tx,
    district: DistrictId,
    id: ConsortiumId,
    document: Option<&str>,
    reason: &str,
) -> Result<()> {
    const SQL: &str = "UPDATE consortium SET dissolved_document = $3, dissolved_reason = $4
        WHERE district_id = $1 AND id = $2";
    let document = document.map(str::to_owned);
    sql(SQL).arg(district).arg(id).arg(document).arg(reason).later(tx).await
}

/// Raises the version; `false` when somebody else did before.
pub async fn bump(tx: &mut Tx, district: DistrictId, id: ConsortiumId, version: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE consortium SET version = version + 1 WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).run(tx).await? == 1)
}

/// Holds the row until the transaction ends, so that two writers cannot both find a seat or a membership free.
pub async fn hold(tx: &mut Tx, district: DistrictId, id: ConsortiumId) -> Result<()> {
    const SQL: &str = "UPDATE consortium SET version = version WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).run(tx).await.map(|_| ())
}

/// The same for a division that is to get a consortium.
pub async fn hold_division(tx: &mut Tx, district: DistrictId, id: DivisionId) -> Result<()> {
    const SQL: &str = "UPDATE division SET version = version WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).run(tx).await.map(|_| ())
}
