//! A file on its way out, piece by piece.

use domain::id::{AttachmentId, DistrictId};
use storage::attachment::{self, Attachment};

use super::held::Held;
use crate::{Error, Lianhe, Result, View};

pub struct Fetched {
    pub attachment: Attachment,
    pub district: DistrictId,
}

/// What is known of a file that the caller may see.
///
/// # Errors
/// `NotFound` when it does not exist, was removed, or belongs to what the caller may not see.
pub async fn fetch(view: &mut View<'_>, id: AttachmentId) -> Result<Fetched> {
    let district = view.district();
    let known = attachment::get(&mut view.conn, district, id).await?;
    let attachment = known.filter(|known| known.removed_at.is_none()).ok_or(Error::NotFound)?;
    let held = Held::load(&mut view.conn, district, (attachment.to, attachment.object)).await?;
    held.seen(view).await?;
    Ok(Fetched { attachment, district })
}

/// One piece of a file, from 0; `None` past the last. A connection is held for this piece alone, however slowly the
/// reader takes it.
///
/// # Errors
/// When the database cannot be read.
pub async fn piece(lianhe: &Lianhe, fetched: &Fetched, sequence: i64) -> Result<Option<Vec<u8>>> {
    let mut conn = lianhe.db.read().await?;
    Ok(attachment::piece(&mut conn, fetched.district, fetched.attachment.id, sequence).await?)
}
