//! The chain as the tables hold it: what sealing writes and what verifying reads.

use domain::id::DistrictId;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::{EntryRow, Shown};
use crate::{Conn, Result, Tx, sql};

/// How far the chain of a district reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub district: DistrictId,
    pub entries: i64,
    pub sealed: i64,
    pub hash: Vec<u8>,
}

#[derive(FromRow)]
struct ChainRow {
    district_id: Uuid,
    journal_sequence: i64,
    sealed_sequence: i64,
    sealed_hash: Vec<u8>,
}

impl From<ChainRow> for Chain {
    fn from(row: ChainRow) -> Self {
        Self {
            district: DistrictId::new(row.district_id),
            entries: row.journal_sequence,
            sealed: row.sealed_sequence,
            hash: row.sealed_hash,
        }
    }
}

pub async fn chains(conn: &mut Conn) -> Result<Vec<Chain>> {
    const SQL: &str = "SELECT district_id, journal_sequence, sealed_sequence, sealed_hash FROM district ORDER BY district_id";
    let rows: Vec<ChainRow> = sql(SQL).all(conn).await?;
    Ok(rows.into_iter().map(Chain::from).collect())
}

/// The chain of one district as it stands at this moment of the transaction.
pub async fn chain(conn: &mut Conn, district: DistrictId) -> Result<Option<Chain>> {
    const SQL: &str = "SELECT district_id, journal_sequence, sealed_sequence, sealed_hash FROM district
        WHERE district_id = $1";
    Ok(sql(SQL).arg(district).optional::<ChainRow>(conn).await?.map(Chain::from))
}

/// An entry as the tables hold it, with its seal: damage can make it unreadable.
#[derive(Debug)]
pub struct Stored {
    pub sequence: i64,
    pub entry: std::result::Result<Shown, String>,
    pub seal: Option<Vec<u8>>,
}

struct StoredRow {
    sequence: i64,
    entry: sqlx::Result<EntryRow>,
}

macro_rules! stored_from {
    ($($row:ty),+) => {$(
        impl FromRow<'_, $row> for StoredRow {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self { sequence: row.try_get("sequence")?, entry: EntryRow::from_row(row) })
            }
        }
    )+};
}

stored_from!(SqliteRow, PgRow);

impl From<StoredRow> for Stored {
    fn from(row: StoredRow) -> Self {
        let seal = row.entry.as_ref().ok().and_then(|entry| entry.hash.clone());
        let entry = row.entry.map_err(|why| why.to_string());
        let entry = entry.and_then(|entry| Shown::try_from(entry).map_err(|why| why.to_string()));
        Self { sequence: row.sequence, entry, seal }
    }
}

/// Up to `limit` entries after number `after`, oldest first, each with its seal.
pub async fn stored(conn: &mut Conn, district: DistrictId, after: i64, limit: i64) -> Result<Vec<Stored>> {
    const SQL: &str = entries!("WHERE j.district_id = $1 AND j.sequence > $2 ORDER BY j.sequence LIMIT $3");
    let rows: Vec<StoredRow> = sql(SQL).arg(district).arg(after).arg(limit).all(conn).await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

pub async fn insert_seal(tx: &mut Tx, district: DistrictId, sequence: i64, hash: &[u8]) -> Result<()> {
    const SQL: &str = "INSERT INTO journal_seal (district_id, sequence, hash) VALUES ($1, $2, $3)";
    sql(SQL).arg(district).arg(sequence).arg(hash.to_vec()).later(tx).await
}

/// Moves the end of the chain on; `false` when another process did so first.
pub async fn advance(tx: &mut Tx, chain: &Chain, sequence: i64, hash: &[u8]) -> Result<bool> {
    const SQL: &str = "UPDATE district SET sealed_sequence = $2, sealed_hash = $3
        WHERE district_id = $1 AND sealed_sequence = $4";
    let moved =
        sql(SQL).arg(chain.district).arg(sequence).arg(hash.to_vec()).arg(chain.sealed).run(tx).await?;
    Ok(moved == 1)
}

#[derive(FromRow)]
struct HashRow {
    hash: Vec<u8>,
}

/// The seal of one entry.
pub async fn seal_at(conn: &mut Conn, district: DistrictId, sequence: i64) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "SELECT hash FROM journal_seal WHERE district_id = $1 AND sequence = $2";
    let row: Option<HashRow> = sql(SQL).arg(district).arg(sequence).optional(conn).await?;
    Ok(row.map(|row| row.hash))
}

#[derive(FromRow)]
struct OrphanRow {
    district_id: Uuid,
    sequence: i64,
}

/// The first entry or seal that belongs to no district, and the first seal of each district that belongs to no entry:
/// the keys forbid both, so whoever made them went past the keys.
pub async fn orphans(conn: &mut Conn) -> Result<Vec<(DistrictId, i64)>> {
    const SQL: &str = "SELECT district_id, CAST(MIN(sequence) AS BIGINT) AS sequence FROM (
            SELECT j.district_id, j.sequence FROM journal j
                LEFT JOIN district t ON t.district_id = j.district_id WHERE t.district_id IS NULL
            UNION ALL
            SELECT s.district_id, s.sequence FROM journal_seal s LEFT JOIN journal j
                ON j.district_id = s.district_id AND j.sequence = s.sequence WHERE j.sequence IS NULL
        ) o GROUP BY district_id ORDER BY district_id";
    let rows: Vec<OrphanRow> = sql(SQL).all(conn).await?;
    Ok(rows.into_iter().map(|row| (DistrictId::new(row.district_id), row.sequence)).collect())
}
