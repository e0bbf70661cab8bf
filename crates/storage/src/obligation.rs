//! What bodies were excused from. What they owe is computed: see `domain::obligation`.

use chrono::NaiveDate;
use domain::id::{ConsortiumId, DistrictId, PersonId};
use domain::obligation::{ObligationKind, Waiver};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(FromRow)]
struct WaiverRow {
    consortium_id: Uuid,
    kind: String,
    period_from: NaiveDate,
    waived_on: NaiveDate,
    reason: String,
    person_name: String,
}

/// Every waiver of the district.
pub async fn waivers(conn: &mut Conn, district: DistrictId) -> Result<Vec<(ConsortiumId, Waiver)>> {
    const SQL: &str = "SELECT w.consortium_id, w.kind, w.period_from, w.waived_on, w.reason,
            COALESCE(n.name, '') AS person_name
        FROM obligation_waiver w LEFT JOIN person n ON n.id = w.person_id WHERE w.district_id = $1
        ORDER BY w.period_from, w.id";
    let rows: Vec<WaiverRow> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let kind = ObligationKind::parse(&row.kind, "kind");
            let waiver = Waiver {
                kind: kind.map_err(|why| Error::corrupt("waiver", why))?,
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
    insert.arg(waiver.on).arg(waiver.reason.as_str()).arg(person).later(tx).await
}
