//! Units that were two records of one: which went into which, and which pairs are known to be two.

use chrono::NaiveDate;
use domain::id::{DistrictId, UnitId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, Tx, sql};

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
