//! A district's own wording of its papers.

use domain::id::DistrictId;
use domain::paper::PaperKind;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTemplate {
    pub id: Uuid,
    pub version: i64,
    pub kind: PaperKind,
    pub body: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    kind: String,
    body: String,
}

pub async fn templates(conn: &mut Conn, district: DistrictId) -> Result<Vec<OwnTemplate>> {
    const SQL: &str =
        "SELECT id, version, kind, body FROM document_template WHERE district_id = $1 ORDER BY id";
    let rows: Vec<Row> = sql(SQL).arg(district).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let kind = PaperKind::parse(&row.kind, "kind")
                .map_err(|why| Error::corrupt("document_template", why))?;
            Ok(OwnTemplate { id: row.id, version: row.version, kind, body: row.body })
        })
        .collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, template: &OwnTemplate) -> Result<()> {
    const SQL: &str =
        "INSERT INTO document_template (district_id, id, version, kind, body) VALUES ($1, $2, 1, $3, $4)";
    let insert = sql(SQL).arg(district).arg(template.id).arg(template.kind.word());
    insert.arg(template.body.as_str()).run(tx).await.map(|_| ())
}

/// `false` when somebody else changed it before.
pub async fn update(tx: &mut Tx, district: DistrictId, template: &OwnTemplate) -> Result<bool> {
    const SQL: &str = "UPDATE document_template SET version = version + 1, body = $4
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(template.id).arg(template.version);
    Ok(update.arg(template.body.as_str()).run(tx).await? == 1)
}

pub async fn delete(tx: &mut Tx, district: DistrictId, id: Uuid) -> Result<bool> {
    const SQL: &str = "DELETE FROM document_template WHERE district_id = $1 AND id = $2";
    Ok(sql(SQL).arg(district).arg(id).run(tx).await? == 1)
}
