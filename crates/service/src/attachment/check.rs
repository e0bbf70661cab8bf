//! Whether every file is still what it was when it was attached.

use domain::id::DistrictId;
use sha2::{Digest as _, Sha256};
use sm3::{Digest as _, Sm3};
use storage::attachment::{self, Attachment};
use storage::{Conn, Db};
use uuid::Uuid;

use crate::Result;

#[derive(Debug, Default)]
pub struct Checked {
    pub files: usize,
    pub bytes: i64,
    /// What is wrong, a sentence for each file.
    pub broken: Vec<String>,
}

/// Reads every file once, a piece at a time.
///
/// # Errors
/// When the database cannot be read.
pub async fn check_attachments(db: &Db) -> Result<Checked> {
    let mut conn = db.read().await?;
    let mut checked = Checked::default();
    for district in storage::grid::districts(&mut conn).await? {
        let mut last = Uuid::nil();
        loop {
            let some = attachment::after(&mut conn, district, last).await?;
            let Some(end) = some.last() else { break };
            last = end.id.uuid();
            for one in &some {
                if one.removed_at.is_none() {
                    checked.files += 1;
                    checked.bytes += one.size;
                }
                if let Some(why) = fault(&mut conn, district, one).await? {
                    checked.broken.push(format!("'{}' ({}) {why}", one.name, one.id));
                }
            }
        }
    }
    Ok(checked)
}

async fn fault(conn: &mut Conn, district: DistrictId, one: &Attachment) -> Result<Option<&'static str>> {
    let (mut sha256, mut sm3, mut size, mut sequence) = (Sha256::new(), Sm3::new(), 0i64, 0);
    while let Some(piece) = attachment::piece(conn, district, one.id, sequence).await? {
        if one.removed_at.is_some() {
            return Ok(Some("was removed and still has bytes"));
        }
        sha2::Digest::update(&mut sha256, &piece);
        sm3::Digest::update(&mut sm3, &piece);
        size += i64::try_from(piece.len()).unwrap_or(i64::MAX);
        sequence += 1;
    }
    if one.removed_at.is_some() {
        return Ok(None);
    }
    if size != one.size {
        return Ok(Some("lacks bytes, or has too many"));
    }
    let same = hex::encode(sha256.finalize()) == one.sha256 && hex::encode(sm3.finalize()) == one.sm3;
    Ok((!same).then_some("is not what was attached"))
}
