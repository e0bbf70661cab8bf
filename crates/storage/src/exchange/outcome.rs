//! What came of earlier claims, as far as it speaks for or against a pair.

use std::collections::HashMap;

use domain::exchange::Owner;
use domain::id::{DistrictId, DivisionId, UnitId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, sql};

#[derive(FromRow)]
struct EvaluatedRow {
    unit_id: Option<Uuid>,
    owner_division_id: Uuid,
    total: i64,
    n: i64,
}

/// The mean of what others said of each taker, in hundredths of a step.
pub async fn evaluated(conn: &mut Conn, district: DistrictId) -> Result<HashMap<Owner, i64>> {
    const SQL: &str = "SELECT c.unit_id, c.owner_division_id, CAST(SUM(s.score) AS BIGINT) AS total,
            CAST(COUNT(*) AS BIGINT) AS n
        FROM claim c JOIN claim_step s ON s.district_id = c.district_id AND s.claim_id = c.id
        WHERE c.district_id = $1 AND s.kind = 'evaluated' AND s.side <> 'taker' AND s.score IS NOT NULL
        GROUP BY c.unit_id, c.owner_division_id";
    let rows: Vec<EvaluatedRow> = sql(SQL).arg(district).all(conn).await?;
    let mut sums: HashMap<Owner, (i64, i64)> = HashMap::new();
    for row in rows {
        let division = Owner::Division(DivisionId::new(row.owner_division_id));
        let owner = row.unit_id.map_or(division, |unit| Owner::Unit(UnitId::new(unit)));
        let sum = sums.entry(owner).or_default();
        (sum.0, sum.1) = (sum.0 + row.total, sum.1 + row.n);
    }
    Ok(sums.into_iter().map(|(owner, (total, n))| (owner, total * 100 / n.max(1))).collect())
}

/// The mean of what others said of one taker, if anybody has.
pub async fn evaluated_of(conn: &mut Conn, district: DistrictId, owner: Owner) -> Result<Option<i64>> {
    const SQL: &str = "SELECT c.unit_id, c.owner_division_id, CAST(SUM(s.score) AS BIGINT) AS total,
            CAST(COUNT(*) AS BIGINT) AS n
        FROM claim c JOIN claim_step s ON s.district_id = c.district_id AND s.claim_id = c.id
        WHERE c.district_id = $1 AND s.kind = 'evaluated' AND s.side <> 'taker' AND s.score IS NOT NULL
            AND (c.unit_id = $2 OR c.unit_id IS NULL AND c.owner_division_id = $2)
        GROUP BY c.unit_id, c.owner_division_id";
    let id = match owner {
        Owner::Unit(unit) => unit.uuid(),
        Owner::Division(division) => division.uuid(),
    };
    let rows: Vec<EvaluatedRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    let (total, n) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.total, sum.1 + row.n));
    Ok((n > 0).then(|| total * 100 / n))
}
