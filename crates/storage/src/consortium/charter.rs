//! Clauses of charters: the district's standard, and what bodies have of their own.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::consortium::{Charter, CharterItem, Clause};
use domain::id::{ConsortiumId, DistrictId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(FromRow)]
struct ClauseRow {
    id: Uuid,
    consortium_id: Option<Uuid>,
    item: String,
    valid_from: NaiveDate,
    value: Option<i64>,
    reason: Option<String>,
}

/// A clause as it is kept: whose it is, nobody's when it is the district's standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub row: Uuid,
    pub consortium: Option<ConsortiumId>,
    pub clause: Clause,
}

/// Every clause of the district, oldest first.
pub async fn clauses(conn: &mut Conn, district: DistrictId) -> Result<Vec<Kept>> {
    const SQL: &str = "SELECT id, consortium_id, item, valid_from, value, reason FROM charter_clause
        WHERE district_id = $1 ORDER BY valid_from, id";
    let rows: Vec<ClauseRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let item = CharterItem::parse(&row.item, "item").map_err(|why| Error::corrupt("charter", why))?;
            let clause = Clause { item, from: row.valid_from, value: row.value, reason: row.reason };
            Ok(Kept { row: row.id, consortium: row.consortium_id.map(ConsortiumId::new), clause })
        })
        .collect()
}

/// The charters of a district: each body's own clauses over the same standard.
#[derive(Debug, Clone, Default)]
pub struct Charters {
    pub standard: Vec<Clause>,
    local: HashMap<ConsortiumId, Vec<Clause>>,
}

impl Charters {
    pub fn of(&self, id: ConsortiumId) -> Charter {
        let local = self.local.get(&id).cloned().unwrap_or_default();
        Charter { standard: self.standard.clone(), local }
    }
}

pub async fn charters(conn: &mut Conn, district: DistrictId) -> Result<Charters> {
    let mut charters = Charters::default();
    for kept in clauses(conn, district).await? {
        match kept.consortium {
            None => charters.standard.push(kept.clause),
            Some(id) => charters.local.entry(id).or_default().push(kept.clause),
        }
    }
    Ok(charters)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, kept: &Kept) -> Result<()> {
    const SQL: &str =
        "INSERT INTO charter_clause (district_id, id, consortium_id, item, valid_from, value, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let clause = &kept.clause;
    let insert = sql(SQL).arg(district).arg(kept.row).arg(kept.consortium).arg(clause.item.word());
    insert.arg(clause.from).arg(clause.value).arg(clause.reason.clone()).later(tx).await
}

/// Corrects what a clause says; the day from which it holds stays.
pub async fn update(tx: &mut Tx, district: DistrictId, kept: &Kept) -> Result<()> {
    const SQL: &str = "UPDATE charter_clause SET value = $3, reason = $4 WHERE district_id = $1 AND id = $2";
    let clause = &kept.clause;
    sql(SQL).arg(district).arg(kept.row).arg(clause.value).arg(clause.reason.clone()).later(tx).await
}
