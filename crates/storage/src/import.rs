//! Imports that were kept: what each was, and what undoing it needs.

use chrono::{DateTime, Utc};
use domain::id::{AppointmentId, DistrictId};
use domain::journal::ObjectType;
use sqlx::FromRow;
use uuid::Uuid;

use crate::image::tables;
use crate::sql::composed;
use crate::{Conn, Error, Result, Tx, sql};

/// An import as one district knows it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Run {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub person_id: Uuid,
    /// On whose behalf it was done.
    pub appointment_id: Uuid,
    #[sqlx(default)]
    pub person_name: Option<String>,
    pub kind: String,
    pub file: String,
    /// The file's header, as a JSON list.
    pub header: String,
    /// Which of its columns was read as which of ours, as a JSON object.
    pub mapping: String,
    pub row_count: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub undone_at: Option<DateTime<Utc>>,
}

pub async fn insert(tx: &mut Tx, district: DistrictId, run: &Run) -> Result<()> {
    const SQL: &str =
        "INSERT INTO import_run (district_id, id, at, person_id, appointment_id, kind, file, header, mapping,
            row_count, added, changed, unchanged, refused)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    sql(SQL)
        .arg(district)
        .arg(run.id)
        .arg(run.at)
        .arg(run.person_id)
        .arg(run.appointment_id)
        .arg(run.kind.as_str())
        .arg(run.file.as_str())
        .arg(run.header.as_str())
        .arg(run.mapping.as_str())
        .arg(run.row_count)
        .arg(run.added)
        .arg(run.changed)
        .arg(run.unchanged)
        .arg(run.refused)
        .later(tx)
        .await
}

/// What an object said before the import changed it.
pub async fn insert_image(
    tx: &mut Tx,
    district: DistrictId,
    (row, import): (Uuid, Uuid),
    of: ObjectType,
    object: Uuid,
    image: String,
) -> Result<()> {
    const SQL: &str = "INSERT INTO import_image (district_id, id, import_id, object_type, object_id, image)
        VALUES ($1, $2, $3, $4, $5, $6)";
    sql(SQL).arg(district).arg(row).arg(import).arg(of.word()).arg(object).arg(image).later(tx).await
}

macro_rules! runs {
    () => {
        "SELECT r.id, r.at, r.person_id, r.appointment_id, p.name AS person_name, r.kind, r.file, r.header, r.mapping, r.row_count,
            r.added, r.changed, r.unchanged, r.refused, r.undone_at
        FROM import_run r LEFT JOIN person p ON p.id = r.person_id WHERE r.district_id = $1 "
    };
}

/// The district's imports, newest first; `appointment` restricts them to those done on its behalf.
pub async fn list(
    conn: &mut Conn,
    district: DistrictId,
    appointment: Option<AppointmentId>,
    limit: i64,
) -> Result<Vec<Run>> {
    const SQL: &str =
        concat!(runs!(), "AND ($2 = $3 OR r.appointment_id = $2) ORDER BY r.at DESC, r.id DESC LIMIT $4");
    let anyone = Uuid::nil();
    let own = appointment.map_or(anyone, AppointmentId::uuid);
    sql(SQL).arg(district).arg(own).arg(anyone).arg(limit).all(conn).await
}

pub async fn find(conn: &mut Conn, district: DistrictId, id: Uuid) -> Result<Option<Run>> {
    const SQL: &str = concat!(runs!(), "AND r.id = $2");
    sql(SQL).arg(district).arg(id).optional(conn).await
}

/// The newest import of a kind from a table with the same header: its mapping is the one to propose again.
pub async fn alike(conn: &mut Conn, district: DistrictId, kind: &str, header: &str) -> Result<Option<Run>> {
    const SQL: &str = concat!(runs!(), "AND r.kind = $2 AND r.header = $3 ORDER BY r.at DESC LIMIT 1");
    sql(SQL).arg(district).arg(kind).arg(header).optional(conn).await
}

#[derive(FromRow)]
struct DistrictRow {
    district_id: Uuid,
}

/// The districts that an import touched.
pub async fn districts(conn: &mut Conn, id: Uuid) -> Result<Vec<DistrictId>> {
    let rows: Vec<DistrictRow> = sql("SELECT district_id FROM import_run WHERE id = $1 ORDER BY district_id")
        .arg(id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| DistrictId::new(row.district_id)).collect())
}

pub async fn set_undone(tx: &mut Tx, district: DistrictId, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "UPDATE import_run SET undone_at = $3 WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).arg(at).later(tx).await
}

#[derive(FromRow)]
struct NameRow {
    object_name: String,
}

/// An object of the import that was written again since, by name. What a later import wrote and its undoing took back is
/// as it was.
pub async fn changed_since(conn: &mut Conn, district: DistrictId, id: Uuid) -> Result<Option<String>> {
    const SQL: &str = "SELECT l.object_name FROM journal b JOIN journal l ON l.district_id = b.district_id
            AND l.object_id = b.object_id AND l.sequence > b.sequence
            AND (l.batch_id IS NULL OR (l.batch_id <> $2 AND NOT EXISTS (SELECT 1 FROM import_run u
                WHERE u.district_id = l.district_id AND u.id = l.batch_id AND u.undone_at IS NOT NULL)))
        WHERE b.district_id = $1 AND b.batch_id = $2 AND b.object_type <> 'import'
            AND b.object_type <> 'district' ORDER BY l.sequence LIMIT 1";
    // What is done to parts of a meeting stands in the book under the meeting.
    const PARTS: &str = "SELECT l.object_name FROM journal b
        JOIN (SELECT district_id, id, meeting_id FROM agenda_item UNION ALL SELECT district_id, id, meeting_id FROM vote
            UNION ALL SELECT district_id, id, meeting_id FROM invitation
            UNION ALL SELECT district_id, id, meeting_id FROM minutes_remark) c
            ON c.district_id = b.district_id AND c.id = b.object_id
        JOIN journal l ON l.district_id = c.district_id AND l.object_id = c.meeting_id
            AND l.sequence > b.sequence AND l.batch_id IS NULL
        WHERE b.district_id = $1 AND b.batch_id = $2
            AND b.object_type IN ('agenda_item', 'invitation', 'vote', 'remark') ORDER BY l.sequence LIMIT 1";
    for text in [SQL, PARTS] {
        let row: Option<NameRow> = sql(text).arg(district).arg(id).optional(conn).await?;
        if let Some(row) = row {
            return Ok(Some(row.object_name));
        }
    }
    Ok(None)
}

#[derive(FromRow)]
struct ImageRow {
    object_type: String,
    object_id: Uuid,
    image: String,
}

/// The images that an import took.
pub async fn images(
    conn: &mut Conn,
    district: DistrictId,
    id: Uuid,
) -> Result<Vec<(ObjectType, Uuid, String)>> {
    const SQL: &str = "SELECT object_type, object_id, image FROM import_image
        WHERE district_id = $1 AND import_id = $2 ORDER BY id";
    let rows: Vec<ImageRow> = sql(SQL).arg(district).arg(id).all(conn).await?;
    let kind =
        |word: &str| ObjectType::parse(word, "object_type").map_err(|why| Error::corrupt("image", why));
    rows.into_iter().map(|row| Ok((kind(&row.object_type)?, row.object_id, row.image))).collect()
}

/// Removes what the import made: everything that it wrote and took no image of. `false` when something else refers
/// to it by now.
pub async fn remove_made(tx: &mut Tx, district: DistrictId, id: Uuid, of: ObjectType) -> Result<bool> {
    for (table, key) in tables(of).iter().rev() {
        let text = composed((vec!["remove made", table], 1), |text| {
            text.push_str(&format!(
                "DELETE FROM {table} WHERE district_id = $1 AND {key} IN (SELECT j.object_id FROM journal j
                    WHERE j.district_id = $1 AND j.batch_id = $2 AND j.object_type = $3 AND NOT EXISTS
                    (SELECT 1 FROM import_image i WHERE i.district_id = $1 AND i.import_id = $2
                        AND i.object_id = j.object_id))"
            ));
        });
        match sql(text).arg(district).arg(id).arg(of.word()).run(tx).await {
            Ok(_) => {}
            Err(error) if error.is_foreign_key_violation() => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
