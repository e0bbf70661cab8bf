//! Where the kept part of a district's journal begins, once older entries have gone into an archive.

use domain::id::DistrictId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, Tx, sql};

/// The last entry that went: its number and seal are where the kept chain begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Horizon {
    pub district: DistrictId,
    pub sequence: i64,
    pub hash: Vec<u8>,
}

#[derive(FromRow)]
struct HorizonRow {
    district_id: Uuid,
    sequence: i64,
    hash: Vec<u8>,
}

impl From<HorizonRow> for Horizon {
    fn from(row: HorizonRow) -> Self {
        Self { district: DistrictId::new(row.district_id), sequence: row.sequence, hash: row.hash }
    }
}

pub async fn horizons(conn: &mut Conn) -> Result<Vec<Horizon>> {
    const SQL: &str = "SELECT district_id, sequence, hash FROM journal_horizon ORDER BY district_id";
    let rows: Vec<HorizonRow> = sql(SQL).all(conn).await?;
    Ok(rows.into_iter().map(Horizon::from).collect())
}

pub async fn horizon(conn: &mut Conn, district: DistrictId) -> Result<Option<Horizon>> {
    const SQL: &str = "SELECT district_id, sequence, hash FROM journal_horizon WHERE district_id = $1";
    Ok(sql(SQL).arg(district).optional::<HorizonRow>(conn).await?.map(Horizon::from))
}

pub async fn move_horizon(tx: &mut Tx, to: &Horizon) -> Result<()> {
    const SQL: &str = "INSERT INTO journal_horizon (district_id, sequence, hash) VALUES ($1, $2, $3)
        ON CONFLICT (district_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash";
    sql(SQL).arg(to.district).arg(to.sequence).arg(to.hash.clone()).later(tx).await
}

/// Removes everything up to and with a number: what was sealed apart, the seals, the entries.
pub async fn remove_to(tx: &mut Tx, district: DistrictId, sequence: i64) -> Result<u64> {
    const PERSONAL: &str = "DELETE FROM journal_personal WHERE district_id = $1 AND sequence <= $2";
    const SEALS: &str = "DELETE FROM journal_seal WHERE district_id = $1 AND sequence <= $2";
    const ENTRIES: &str = "DELETE FROM journal WHERE district_id = $1 AND sequence <= $2";
    sql(PERSONAL).arg(district).arg(sequence).later(tx).await?;
    sql(SEALS).arg(district).arg(sequence).later(tx).await?;
    sql(ENTRIES).arg(district).arg(sequence).run(tx).await
}
