//! S5: topics that went to whoever is above, and what came back.

use chrono::NaiveDate;
use domain::id::{DistrictId, TopicId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::meeting::topic::{self, Topic};
use crate::{Conn, Result, Tx, sql};

/// Keeps the day on which a topic went up.
pub async fn set_forwarded(tx: &mut Tx, district: DistrictId, id: TopicId, on: NaiveDate) -> Result<()> {
    const SQL: &str = "UPDATE topic SET forwarded_on = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(on).run(tx).await?;
    Ok(())
}

#[derive(FromRow)]
struct DayRow {
    id: Uuid,
    forwarded_on: Option<NaiveDate>,
}

/// The topics of the district that wait for an answer from above or were answered on a day or later, each with the day on
/// which it went up.
pub async fn open_or_answered_since(
    conn: &mut Conn,
    district: DistrictId,
    since: NaiveDate,
) -> Result<Vec<(Topic, NaiveDate)>> {
    const SQL: &str = "SELECT id, forwarded_on FROM topic WHERE district_id = $1
        AND (state = 'forwarded' OR state = 'answered' AND answered_on >= $2) ORDER BY forwarded_on, id";
    let rows: Vec<DayRow> = sql(SQL).arg(district).arg(since).all(conn).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(on) = row.forwarded_on else { continue };
        if let Some(topic) = topic::get(conn, district, TopicId::new(row.id)).await? {
            found.push((topic, on));
        }
    }
    Ok(found)
}

/// The topics that were made of one when it went up.
pub async fn made_of(conn: &mut Conn, district: DistrictId, id: TopicId) -> Result<Vec<Topic>> {
    const SQL: &str =
        "SELECT id, forwarded_on FROM topic WHERE district_id = $1 AND origin_id = $2 ORDER BY id";
    let rows: Vec<DayRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(topic::get(conn, district, TopicId::new(row.id)).await?);
    }
    Ok(found)
}
