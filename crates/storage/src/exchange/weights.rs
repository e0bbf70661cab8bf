//! How much each part of a score counts, and the rules after declines: a district's own, or the shipped ones.

use chrono::NaiveDate;
use domain::exchange::matching::{MatchRule, Weights};
use domain::id::{DistrictId, MatchRuleId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

/// Weights with when and why a district set them; version 0 are the shipped ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetWeights {
    pub weights: Weights,
    pub version: i64,
    pub changed: Option<(NaiveDate, String)>,
}

#[derive(FromRow)]
struct Row {
    version: i64,
    category: i64,
    text: i64,
    nearness: i64,
    times: i64,
    capacity: i64,
    evaluations: i64,
    balance: i64,
    least: i64,
    changed_on: NaiveDate,
    reason: String,
}

pub async fn weights(conn: &mut Conn, district: DistrictId) -> Result<SetWeights> {
    const SQL: &str =
        "SELECT version, category, text, nearness, times, capacity, evaluations, balance, least, changed_on,
            reason FROM match_weights WHERE district_id = $1";
    let row: Option<Row> = sql(SQL).arg(district).optional(conn).await?;
    let Some(row) = row else {
        return Ok(SetWeights { weights: Weights::default(), version: 0, changed: None });
    };
    let parts = [row.category, row.text, row.nearness, row.times, row.capacity, row.evaluations, row.balance];
    let weights = Weights::new(parts, row.least).map_err(|why| Error::corrupt("match_weights", why))?;
    Ok(SetWeights { weights, version: row.version, changed: Some((row.changed_on, row.reason)) })
}

/// `false` when somebody else set them before.
pub async fn set(
    tx: &mut Tx,
    district: DistrictId,
    (weights, version): (&Weights, i64),
    (on, reason): (NaiveDate, &str),
) -> Result<bool> {
    const INSERT: &str = "INSERT INTO match_weights (district_id, id, version, category, text, nearness, times, capacity,
            evaluations, balance, least, changed_on, reason)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (district_id, id) DO NOTHING";
    const UPDATE: &str = "UPDATE match_weights SET version = version + 1, category = $3, text = $4, nearness = $5,
            times = $6, capacity = $7, evaluations = $8, balance = $9, least = $10, changed_on = $11, reason = $12
        WHERE district_id = $1 AND id = $2 AND version = $13";
    let text = if version == 0 { INSERT } else { UPDATE };
    let set =
        weights.parts().into_iter().fold(sql(text).arg(district).arg(district), |set, part| set.arg(part));
    let set = set.arg(weights.least()).arg(on).arg(reason);
    let set = if version == 0 { set } else { set.arg(version) };
    Ok(set.run(tx).await? == 1)
}

#[derive(FromRow)]
struct RuleRow {
    id: Uuid,
    version: i64,
    active: i64,
    effect: String,
}

async fn kept(conn: &mut Conn, district: DistrictId) -> Result<Vec<MatchRule>> {
    const SQL: &str =
        "SELECT id, version, active, effect FROM match_rule WHERE district_id = $1 ORDER BY place, id";
    let rows: Vec<RuleRow> = sql(SQL).arg(district).all(conn).await?;
    let rule = |row: RuleRow| {
        let effect = serde_json::from_str(&row.effect).map_err(|why| Error::corrupt("match_rule", why))?;
        Ok(MatchRule { id: MatchRuleId::new(row.id), version: row.version, active: row.active != 0, effect })
    };
    rows.into_iter().map(rule).collect()
}

/// The rules of a district in their order; the shipped ones until it has its own.
pub async fn rules(conn: &mut Conn, district: DistrictId) -> Result<Vec<MatchRule>> {
    let own = kept(conn, district).await?;
    Ok(if own.is_empty() { MatchRule::shipped() } else { own })
}

/// The same for a write: what was only shipped is kept from now on.
pub async fn settled(tx: &mut Tx, district: DistrictId) -> Result<Vec<MatchRule>> {
    if kept(tx, district).await?.is_empty() {
        for (place, rule) in MatchRule::shipped().iter().enumerate() {
            insert(tx, district, rule, place).await?;
        }
    }
    kept(tx, district).await
}

/// Two who settle at once settle the same.
pub async fn insert(tx: &mut Tx, district: DistrictId, rule: &MatchRule, place: usize) -> Result<()> {
    const SQL: &str = "INSERT INTO match_rule (district_id, id, version, active, effect, place)
        VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (district_id, id) DO NOTHING";
    let insert = sql(SQL).arg(district).arg(rule.id).arg(i64::from(rule.active)).arg(effect(rule)?);
    insert.arg(i64::try_from(place).unwrap_or(i64::MAX)).run(tx).await.map(|_| ())
}

fn effect(rule: &MatchRule) -> Result<String> {
    serde_json::to_string(&rule.effect).map_err(|why| Error::corrupt("match_rule", why))
}

/// `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, rule: &MatchRule) -> Result<bool> {
    const SQL: &str = "UPDATE match_rule SET version = version + 1, active = $4, effect = $5
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(rule.id).arg(rule.version);
    Ok(update.arg(i64::from(rule.active)).arg(effect(rule)?).run(tx).await? == 1)
}
