//! S5: what came of a meeting, item by item.

use domain::id::{AgendaItemId, DistrictId, MeetingId, ResolutionId};
use domain::meeting::resolution::ResolutionKind;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{AMONG, Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    pub id: ResolutionId,
    pub version: i64,
    pub meeting: MeetingId,
    /// The item of the agenda that it settles.
    pub item: Option<AgendaItemId>,
    /// Its number within the meeting, from 1.
    pub sequence: i64,
    pub kind: ResolutionKind,
    pub body: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    meeting_id: Uuid,
    agenda_item_id: Option<Uuid>,
    sequence: i64,
    kind: String,
    body: String,
}

macro_rules! resolutions {
    ($where:literal) => {
        concat!(
            "SELECT id, version, meeting_id, agenda_item_id, sequence, kind, body FROM resolution
            WHERE district_id = $1",
            $where,
            " ORDER BY meeting_id, sequence, id"
        )
    };
}

impl TryFrom<Row> for Resolution {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let kind = ResolutionKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("resolution", why));
        Ok(Self {
            id: ResolutionId::new(row.id),
            version: row.version,
            meeting: MeetingId::new(row.meeting_id),
            item: row.agenda_item_id.map(AgendaItemId::new),
            sequence: row.sequence,
            kind: kind?,
            body: row.body,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Resolution>> {
    rows.into_iter().map(Resolution::try_from).collect()
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: ResolutionId) -> Result<Option<Resolution>> {
    let rows = sql(resolutions!(" AND id = $2")).arg(district).arg(id).all(conn).await?;
    Ok(read(rows)?.pop())
}

/// In their order.
pub async fn of_meeting(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Resolution>> {
    read(sql(resolutions!(" AND meeting_id = $2")).arg(district).arg(id).all(conn).await?)
}

pub async fn some(conn: &mut Conn, district: DistrictId, ids: &[ResolutionId]) -> Result<Vec<Resolution>> {
    let mut rows = Vec::new();
    for part in ids.chunks(AMONG) {
        rows.extend(sql(resolutions!(" AND id IN ({})")).arg(district).among(part).all(conn).await?);
    }
    read(rows)
}

pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Resolution>> {
    read(sql(resolutions!("")).arg(district).all(conn).await?)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, resolution: &Resolution) -> Result<()> {
    const SQL: &str =
        "INSERT INTO resolution (district_id, id, version, meeting_id, agenda_item_id, sequence, kind,
            body) VALUES ($1, $2, 1, $3, $4, $5, $6, $7)";
    let insert = sql(SQL).arg(district).arg(resolution.id).arg(resolution.meeting).arg(resolution.item);
    let insert = insert.arg(resolution.sequence).arg(resolution.kind.word());
    insert.arg(resolution.body.as_str()).later(tx).await
}

/// `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, resolution: &Resolution) -> Result<bool> {
    const SQL: &str = "UPDATE resolution SET version = version + 1, agenda_item_id = $4, kind = $5, body = $6
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(resolution.id).arg(resolution.version).arg(resolution.item);
    let update = update.arg(resolution.kind.word()).arg(resolution.body.as_str());
    Ok(update.run(tx).await? == 1)
}

/// `false` when somebody else changed it before.
pub async fn remove(tx: &mut Tx, district: DistrictId, id: ResolutionId, version: i64) -> Result<bool> {
    const SQL: &str = "DELETE FROM resolution WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).run(tx).await? == 1)
}
