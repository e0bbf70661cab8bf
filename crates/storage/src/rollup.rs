//! How many divisions of each kind there are in a district on any day: kept beside the divisions, so that a province
//! or the nation is summed without reading them.

use chrono::NaiveDate;
use domain::grid::DivisionKind;
use domain::id::{DistrictId, DivisionId};
use domain::period::FAR;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

/// Counts a district's divisions anew, after any of them changed.
pub async fn rebuild(tx: &mut Tx, district: DistrictId) -> Result<()> {
    const CLEAR: &str = "DELETE FROM division_rollup WHERE district_id = $1";
    const COUNT: &str = "INSERT INTO division_rollup (district_id, kind, day, change)
        SELECT c.district_id, c.kind, c.day, CAST(SUM(c.change) AS BIGINT) FROM
            (SELECT b.district_id, b.kind, b.valid_from AS day, 1 AS change FROM division_period b
                WHERE b.district_id = $1
            UNION ALL SELECT e.district_id, e.kind, e.valid_to AS day, -1 AS change FROM division_period e
                WHERE e.district_id = $1 AND e.valid_to < $2) c
        GROUP BY c.district_id, c.kind, c.day HAVING SUM(c.change) <> 0";
    sql(CLEAR).arg(district).later(tx).await?;
    sql(COUNT).arg(district).arg(FAR).later(tx).await
}

/// Divisions of one kind below a province, city or district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Below {
    /// The direct child of the division asked about in which they lie.
    pub child: DivisionId,
    pub kind: DivisionKind,
    pub divisions: i64,
}

#[derive(FromRow)]
struct BelowRow {
    child: Uuid,
    kind: String,
    divisions: i64,
}

/// Subtotals of each city of a province, on a day.
pub async fn below_province(conn: &mut Conn, province: DivisionId, as_of: NaiveDate) -> Result<Vec<Below>> {
    const SQL: &str = "SELECT u.id AS child, r.kind, CAST(SUM(r.change) AS BIGINT) AS divisions
        FROM upper_division u JOIN district d ON d.upper_id = u.id
            JOIN division_rollup r ON r.district_id = d.district_id
        WHERE u.parent_id = $1 AND r.day <= $2 GROUP BY u.id, r.kind ORDER BY u.id, r.kind";
    below(sql(SQL).arg(province).arg(as_of).all(conn).await?)
}

/// Subtotals of each district of a city, on a day.
pub async fn below_city(conn: &mut Conn, city: DivisionId, as_of: NaiveDate) -> Result<Vec<Below>> {
    const SQL: &str = "SELECT d.district_id AS child, r.kind, CAST(SUM(r.change) AS BIGINT) AS divisions
        FROM district d JOIN division_rollup r ON r.district_id = d.district_id
        WHERE d.upper_id = $1 AND r.day <= $2 GROUP BY d.district_id, r.kind ORDER BY d.district_id, r.kind";
    below(sql(SQL).arg(city).arg(as_of).all(conn).await?)
}

fn below(rows: Vec<BelowRow>) -> Result<Vec<Below>> {
    rows.into_iter()
        .map(|row| {
            let kind =
                DivisionKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("roll-up", why))?;
            Ok(Below { child: DivisionId::new(row.child), kind, divisions: row.divisions })
        })
        .collect()
}

#[derive(Debug, Clone, FromRow)]
struct HeadRow {
    id: Uuid,
    name: String,
    code: Option<String>,
}

/// A district as its city lists it.
#[derive(Debug, Clone)]
pub struct Head {
    pub id: DivisionId,
    pub name: String,
    pub code: Option<String>,
}

/// The districts of a city on a day, by code.
pub async fn heads(conn: &mut Conn, city: DivisionId, as_of: NaiveDate) -> Result<Vec<Head>> {
    const SQL: &str = "SELECT d.district_id AS id, p.name, p.code FROM district d
            JOIN division_period p ON p.district_id = d.district_id AND p.division_id = d.district_id
        WHERE d.upper_id = $1 AND p.valid_from <= $2 AND p.valid_to > $2 ORDER BY p.code, d.district_id";
    let rows: Vec<HeadRow> = sql(SQL).arg(city).arg(as_of).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| Head { id: DivisionId::new(row.id), name: row.name, code: row.code })
        .collect())
}
