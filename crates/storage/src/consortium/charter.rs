//! Clauses of charters: the district's standard, and what bodies have of their own.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::consortium::{Charter, CharterItem, Clause};
use domain::id::{ConsortiumId, DistrictId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::obligation::{all_facts_changed, facts_changed};
use crate::{AMONG, Conn, Error, Result, Tx, sql};

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

macro_rules! clauses {
    ($where:literal) => {
        concat!(
            "SELECT id, consortium_id, item, valid_from, value, reason FROM charter_clause WHERE district_id = $1",
            $where,
            " ORDER BY valid_from, id"
        )
    };
}

/// Every clause of the district, oldest first.
pub async fn clauses(conn: &mut Conn, district: DistrictId) -> Result<Vec<Kept>> {
    kept(sql(clauses!("")).arg(district).all(conn).await?)
}

fn kept(rows: Vec<ClauseRow>) -> Result<Vec<Kept>> {
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

/// The charters of some bodies.
pub async fn charters(conn: &mut Conn, district: DistrictId, ids: &[ConsortiumId]) -> Result<Charters> {
    let mut charters = Charters { standard: standard(conn, district).await?, local: HashMap::new() };
    for part in ids.chunks(AMONG) {
        let own = sql(clauses!(" AND consortium_id IN ({})")).arg(district).among(part).all(conn).await?;
        for kept in kept(own)? {
            let Some(id) = kept.consortium else { continue };
            charters.local.entry(id).or_default().push(kept.clause);
        }
    }
    Ok(charters)
}

/// The charter of one body.
pub async fn charter(conn: &mut Conn, district: DistrictId, id: ConsortiumId) -> Result<Charter> {
    Ok(charters(conn, district, &[id]).await?.of(id))
}

/// The district's standard, oldest clause first.
pub async fn standard(conn: &mut Conn, district: DistrictId) -> Result<Vec<Clause>> {
    let rows = sql(clauses!(" AND consortium_id IS NULL")).arg(district).all(conn).await?;
    Ok(kept(rows)?.into_iter().map(|kept| kept.clause).collect())
}

pub async fn insert(tx: &mut Tx, district: DistrictId, kept: &Kept) -> Result<()> {
    const SQL: &str =
        "INSERT INTO charter_clause (district_id, id, consortium_id, item, valid_from, value, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let clause = &kept.clause;
    let insert = sql(SQL).arg(district).arg(kept.row).arg(kept.consortium).arg(clause.item.word());
    insert.arg(clause.from).arg(clause.value).arg(clause.reason.clone()).later(tx).await?;
    changed(tx, district, kept.consortium).await
}

/// Corrects what a clause says; the day from which it holds stays.
pub async fn update(tx: &mut Tx, district: DistrictId, kept: &Kept) -> Result<()> {
    const SQL: &str = "UPDATE charter_clause SET value = $3, reason = $4 WHERE district_id = $1 AND id = $2";
    let clause = &kept.clause;
    sql(SQL).arg(district).arg(kept.row).arg(clause.value).arg(clause.reason.clone()).later(tx).await?;
    changed(tx, district, kept.consortium).await
}

/// Who owes something else now: one body, or with the standard all of them.
async fn changed(tx: &mut Tx, district: DistrictId, whose: Option<ConsortiumId>) -> Result<()> {
    match whose {
        Some(id) => facts_changed(tx, district, id).await,
        None => all_facts_changed(tx, district).await,
    }
}
