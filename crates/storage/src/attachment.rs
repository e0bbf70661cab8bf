//! Attachments: what is known of each file, and its bytes in pieces.

use chrono::{DateTime, Utc};
use domain::attachment::{Attached, FileKind, PIECE};
use domain::id::{AppointmentId, AttachmentId, DistrictId, PersonId, UnitId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub id: AttachmentId,
    pub version: i64,
    pub to: Attached,
    pub object: Uuid,
    pub name: String,
    pub kind: FileKind,
    pub size: i64,
    /// Digests, as hexadecimal digits.
    pub sha256: String,
    pub sm3: String,
    /// The unit for which it was attached; none where an official did it.
    pub unit: Option<UnitId>,
    pub person: PersonId,
    /// Read, not written.
    pub person_name: String,
    pub appointment: AppointmentId,
    pub added_at: DateTime<Utc>,
    pub removed_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct AttachmentRow {
    id: Uuid,
    version: i64,
    object_type: String,
    object_id: Uuid,
    file_name: String,
    kind: String,
    size: i64,
    sha256: String,
    sm3: String,
    unit_id: Option<Uuid>,
    person_id: Uuid,
    person_name: Option<String>,
    appointment_id: Uuid,
    added_at: DateTime<Utc>,
    removed_at: Option<DateTime<Utc>>,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = Error;

    fn try_from(row: AttachmentRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("attachment", why);
        Ok(Self {
            id: AttachmentId::new(row.id),
            version: row.version,
            to: Attached::parse(&row.object_type, "object").map_err(corrupt)?,
            object: row.object_id,
            name: row.file_name,
            kind: FileKind::parse(&row.kind, "kind").map_err(corrupt)?,
            size: row.size,
            sha256: row.sha256,
            sm3: row.sm3,
            unit: row.unit_id.map(UnitId::new),
            person: PersonId::new(row.person_id),
            person_name: row.person_name.unwrap_or_default(),
            appointment: AppointmentId::new(row.appointment_id),
            added_at: row.added_at,
            removed_at: row.removed_at,
        })
    }
}

macro_rules! attachments {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.version, a.object_type, a.object_id, a.file_name, a.kind, a.size, a.sha256, a.sm3, a.unit_id,
                a.person_id, n.name AS person_name, a.appointment_id, a.added_at, a.removed_at
            FROM attachment a LEFT JOIN person n ON n.id = a.person_id WHERE a.district_id = $1",
            $rest
        )
    };
}

fn read(rows: Vec<AttachmentRow>) -> Result<Vec<Attachment>> {
    rows.into_iter().map(Attachment::try_from).collect()
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: AttachmentId) -> Result<Option<Attachment>> {
    Ok(read(sql(attachments!(" AND a.id = $2")).arg(district).arg(id).all(conn).await?)?.pop())
}

/// What is attached to something now, oldest first.
pub async fn of(
    conn: &mut Conn,
    district: DistrictId,
    (to, object): (Attached, Uuid),
) -> Result<Vec<Attachment>> {
    const SQL: &str = attachments!(
        " AND a.object_type = $2 AND a.object_id = $3 AND a.removed_at IS NULL ORDER BY a.added_at, a.id"
    );
    read(sql(SQL).arg(district).arg(to.word()).arg(object).all(conn).await?)
}

/// The next of a district's attachments after one, removed ones among them, by id: for going through all of them.
pub async fn after(conn: &mut Conn, district: DistrictId, last: Uuid) -> Result<Vec<Attachment>> {
    const SQL: &str = attachments!(" AND a.id > $2 ORDER BY a.id LIMIT 200");
    read(sql(SQL).arg(district).arg(last).all(conn).await?)
}

#[derive(FromRow)]
struct CountRow {
    object_id: Uuid,
    n: i64,
}

/// How many files are attached to each of these, where there are any.
pub async fn counts(
    conn: &mut Conn,
    district: DistrictId,
    to: Attached,
    objects: &[Uuid],
) -> Result<Vec<(Uuid, i64)>> {
    const SQL: &str =
        "SELECT object_id, COUNT(*) AS n FROM attachment WHERE district_id = $1 AND object_type = $2
        AND removed_at IS NULL AND object_id IN ({}) GROUP BY object_id ORDER BY object_id";
    let mut counts = Vec::new();
    for some in objects.chunks(crate::AMONG) {
        let rows: Vec<CountRow> = sql(SQL).arg(district).arg(to.word()).among(some).all(conn).await?;
        counts.extend(rows.into_iter().map(|row| (row.object_id, row.n)));
    }
    Ok(counts)
}

/// Keeps a file: its row, and its bytes in pieces with these ids, as many as there are pieces.
pub async fn insert(
    tx: &mut Tx,
    district: DistrictId,
    attachment: &Attachment,
    bytes: &[u8],
    mut piece_id: impl FnMut() -> Uuid,
) -> Result<()> {
    const ROW: &str = "INSERT INTO attachment (district_id, id, version, object_type, object_id, file_name, kind, media_type,
            size, sha256, sm3, unit_id, person_id, appointment_id, added_at)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    const PIECE_ROW: &str = "INSERT INTO attachment_chunk (district_id, id, attachment_id, sequence, bytes)
        VALUES ($1, $2, $3, $4, $5)";
    let row = sql(ROW).arg(district).arg(attachment.id).arg(attachment.to.word()).arg(attachment.object);
    let row = row.arg(attachment.name.as_str()).arg(attachment.kind.word()).arg(attachment.kind.media_type());
    let row = row.arg(attachment.size).arg(attachment.sha256.as_str()).arg(attachment.sm3.as_str());
    let row = row.arg(attachment.unit).arg(attachment.person).arg(attachment.appointment);
    row.arg(attachment.added_at).run(tx).await?;
    for (sequence, piece) in (0i64..).zip(bytes.chunks(PIECE)) {
        let row = sql(PIECE_ROW).arg(district).arg(piece_id()).arg(attachment.id).arg(sequence);
        // One at a time, so that only one piece is there twice.
        row.arg(piece.to_vec()).run(tx).await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct PieceRow {
    bytes: Vec<u8>,
}

/// A piece of a file, from 0; `None` past the last.
pub async fn piece(
    conn: &mut Conn,
    district: DistrictId,
    id: AttachmentId,
    sequence: i64,
) -> Result<Option<Vec<u8>>> {
    const SQL: &str =
        "SELECT bytes FROM attachment_chunk WHERE district_id = $1 AND attachment_id = $2 AND sequence = $3";
    let row: Option<PieceRow> = sql(SQL).arg(district).arg(id).arg(sequence).optional(conn).await?;
    Ok(row.map(|row| row.bytes))
}

/// The bytes go, the row stays. `false` when somebody else removed it before.
pub async fn remove(
    tx: &mut Tx,
    district: DistrictId,
    (id, version): (AttachmentId, i64),
    (at, by): (DateTime<Utc>, PersonId),
) -> Result<bool> {
    const ROW: &str = "UPDATE attachment SET version = version + 1, removed_at = $4, removed_by = $5
        WHERE district_id = $1 AND id = $2 AND version = $3 AND removed_at IS NULL";
    const PIECES: &str = "DELETE FROM attachment_chunk WHERE district_id = $1 AND attachment_id = $2";
    if sql(ROW).arg(district).arg(id).arg(version).arg(at).arg(by).run(tx).await? != 1 {
        return Ok(false);
    }
    sql(PIECES).arg(district).arg(id).run(tx).await?;
    Ok(true)
}
