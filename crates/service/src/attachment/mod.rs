//! Attachments (附件): one store and one way for everything that files belong to.
//!
//! Whoever sees the thing sees its attachments; whoever may change it, or take its next step, attaches and removes. What
//! is settled keeps its attachments as evidence: more can come, none goes. The journal's entry is the thing's own, so its
//! history tells of them.
//!
//! To let files be attached to one more thing: name it in `domain::attachment`, and say in `held.rs` where it lies, who
//! changes it and when it is settled.

mod add;
mod check;
mod fetch;
mod held;
mod list;
mod receive;
mod remove;
mod table;

pub use add::AddAttachment;
pub use check::{Checked, check_attachments};
pub use fetch::{Fetched, fetch, piece};
pub use list::{Attachments, Shown, attachments, may_attach};
pub use receive::{Received, Receiving};
pub use remove::RemoveAttachment;
pub use table::{attachment_table, packed_name};

pub use storage::attachment::Attachment;

use std::collections::HashMap;

use domain::attachment::Attached;
use domain::id::DistrictId;
use serde_json::{Value, json};
use storage::Conn;
use uuid::Uuid;

use crate::Result;

/// What the journal keeps of a file: enough to compare it with, not the file.
fn values(attachment: &Attachment) -> Value {
    json!({ "file": attachment.name, "size": attachment.size,
        "sha256": attachment.sha256, "sm3": attachment.sm3 })
}

/// How many files each of these has, for lists that name the number alone; nothing for those without.
pub(crate) async fn counted(
    conn: &mut Conn,
    district: DistrictId,
    to: Attached,
    objects: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i64>> {
    let objects: Vec<Uuid> = objects.collect();
    Ok(storage::attachment::counts(conn, district, to, &objects).await?.into_iter().collect())
}
