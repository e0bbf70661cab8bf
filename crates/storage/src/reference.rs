//! Reference tables above the districts: upper divisions, holidays, industries.

use chrono::NaiveDate;
use domain::grid::DivisionKind;
use domain::id::DivisionId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

/// A province or city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upper {
    pub id: DivisionId,
    pub parent: Option<DivisionId>,
    pub code: String,
    pub name: String,
    pub kind: DivisionKind,
}

#[derive(FromRow)]
struct UpperRow {
    id: Uuid,
    parent_id: Option<Uuid>,
    code: String,
    name: String,
    kind: String,
}

impl TryFrom<UpperRow> for Upper {
    type Error = Error;

    fn try_from(row: UpperRow) -> Result<Self> {
        Ok(Self {
            id: DivisionId::new(row.id),
            parent: row.parent_id.map(DivisionId::new),
            code: row.code,
            name: row.name,
            kind: DivisionKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("division", why))?,
        })
    }
}

pub async fn uppers(conn: &mut Conn) -> Result<Vec<Upper>> {
    const SQL: &str = "SELECT id, parent_id, code, name, kind FROM upper_division ORDER BY code";
    sql(SQL).all::<UpperRow>(conn).await?.into_iter().map(Upper::try_from).collect()
}

pub async fn upper(conn: &mut Conn, code: &str) -> Result<Option<Upper>> {
    const SQL: &str = "SELECT id, parent_id, code, name, kind FROM upper_division WHERE code = $1";
    sql(SQL).arg(code).optional::<UpperRow>(conn).await?.map(Upper::try_from).transpose()
}

/// The cities of a province, by code.
pub async fn uppers_below(conn: &mut Conn, parent: DivisionId) -> Result<Vec<Upper>> {
    const SQL: &str =
        "SELECT id, parent_id, code, name, kind FROM upper_division WHERE parent_id = $1 ORDER BY code";
    sql(SQL).arg(parent).all::<UpperRow>(conn).await?.into_iter().map(Upper::try_from).collect()
}

pub async fn put_upper(tx: &mut Tx, upper: &Upper) -> Result<()> {
    const SQL: &str = "INSERT INTO upper_division (id, parent_id, code, name, kind) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id, kind = excluded.kind";
    let put = sql(SQL).arg(upper.id).arg(upper.parent).arg(upper.code.as_str()).arg(upper.name.as_str());
    put.arg(upper.kind.word()).later(tx).await
}

/// A class of GB/T 4754: a section (letter) or a division (two digits) in it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, serde::Serialize)]
pub struct Industry {
    pub code: String,
    pub parent_code: Option<String>,
    pub name: String,
}

pub async fn industries(conn: &mut Conn) -> Result<Vec<Industry>> {
    sql("SELECT code, parent_code, name FROM industry ORDER BY code").all(conn).await
}

pub async fn industry(conn: &mut Conn, code: &str) -> Result<Option<Industry>> {
    sql("SELECT code, parent_code, name FROM industry WHERE code = $1").arg(code).optional(conn).await
}

pub async fn put_industry(tx: &mut Tx, industry: &Industry) -> Result<()> {
    const SQL: &str = "INSERT INTO industry (code, parent_code, name) VALUES ($1, $2, $3)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent_code = excluded.parent_code";
    let put =
        sql(SQL).arg(industry.code.as_str()).arg(industry.parent_code.clone()).arg(industry.name.as_str());
    put.later(tx).await
}

/// A day that differs from its weekday: `off` or `work`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Holiday {
    pub day: NaiveDate,
    pub name: String,
    pub kind: String,
}

pub async fn holiday(conn: &mut Conn, day: NaiveDate) -> Result<Option<Holiday>> {
    sql("SELECT day, name, kind FROM holiday WHERE day = $1").arg(day).optional(conn).await
}

pub async fn holidays(conn: &mut Conn) -> Result<Vec<Holiday>> {
    sql("SELECT day, name, kind FROM holiday ORDER BY day").all(conn).await
}

pub async fn put_holiday(tx: &mut Tx, holiday: &Holiday) -> Result<()> {
    const SQL: &str = "INSERT INTO holiday (day, name, kind) VALUES ($1, $2, $3)
        ON CONFLICT (day) DO UPDATE SET name = excluded.name, kind = excluded.kind";
    sql(SQL).arg(holiday.day).arg(holiday.name.as_str()).arg(holiday.kind.as_str()).later(tx).await
}
