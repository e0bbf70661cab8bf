//! All attachments of a district as a table, for an export: the bytes lie beside it, each file under its digest.

use documents::Table;
use domain::access::{Operation, Place};
use storage::attachment::{self, Attachment};
use uuid::Uuid;

use super::fetch::Fetched;
use super::held::Held;
use crate::{Result, View, office_time};

const HEADER: [&str; 11] =
    ["object", "object_id", "reference", "file", "kind", "size", "sha256", "sm3", "added_at", "by", "packed"];

/// The name under which the bytes of a file lie in an export; the same bytes lie there once.
pub fn packed_name(attachment: &Attachment) -> String {
    format!("{}.{}", attachment.sha256, attachment.kind.word())
}

/// The table, and the files that it speaks of.
///
/// # Errors
/// `Forbidden` for who may not export the whole district.
pub async fn attachment_table(view: &mut View<'_>) -> Result<(Table, Vec<Fetched>)> {
    let (district, today) = (view.district(), view.lianhe.today());
    view.authorise(Operation::ExportRun, &Place::district(district))?;
    let (mut rows, mut files, mut last) = (Vec::new(), Vec::new(), Uuid::nil());
    loop {
        let some = attachment::after(&mut view.conn, district, last).await?;
        let Some(end) = some.last() else { break };
        last = end.id.uuid();
        for attachment in some.into_iter().filter(|one| one.removed_at.is_none()) {
            let held = Held::load(&mut view.conn, district, (attachment.to, attachment.object)).await?;
            rows.push(vec![
                attachment.to.word().to_owned(),
                attachment.object.to_string(),
                held.object(&mut view.conn, district, today).await?.name,
                attachment.name.clone(),
                attachment.kind.word().to_owned(),
                attachment.size.to_string(),
                attachment.sha256.clone(),
                attachment.sm3.clone(),
                office_time(attachment.added_at).format("%Y-%m-%d %H:%M:%S").to_string(),
                attachment.person_name.clone(),
                packed_name(&attachment),
            ]);
            files.push(Fetched { attachment, district });
        }
    }
    Ok((Table::new(HEADER, rows.into_iter().collect()), files))
}
