//! `GET /attachments`: what is attached to something.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::attachment::{Attached, FileKind};
use serde::Serialize;
use service::access::Caller;
use service::attachment::{Attachments, Shown, attachments};
use utoipa::ToSchema;
use uuid::Uuid;

use super::ObjectParams;
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, FileKindWord, word};

#[derive(Serialize, ToSchema)]
pub struct AttachmentBody {
    pub id: Uuid,
    pub version: i64,
    /// The file's name.
    pub file: String,
    pub kind: FileKindWord,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// Digests of the bytes, as hexadecimal digits.
    pub sha256: String,
    pub sm3: String,
    pub added_at: DateTime<Utc>,
    pub by: String,
    /// Whether the caller may remove it.
    pub may_remove: bool,
}

impl From<&Shown> for AttachmentBody {
    fn from(shown: &Shown) -> Self {
        let attachment = &shown.attachment;
        Self {
            id: attachment.id.uuid(),
            version: attachment.version,
            file: attachment.name.clone(),
            kind: word(attachment.kind),
            media_type: attachment.kind.media_type().to_owned(),
            size: attachment.size,
            sha256: attachment.sha256.clone(),
            sm3: attachment.sm3.clone(),
            added_at: attachment.added_at,
            by: attachment.person_name.clone(),
            may_remove: shown.may_remove,
        }
    }
}

/// What may be attached.
#[derive(Serialize, ToSchema)]
pub struct AttachmentLimitsBody {
    /// Of one file.
    pub bytes: usize,
    /// Of one thing.
    pub files: usize,
    /// The endings that names may have.
    pub endings: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AttachmentsBody {
    /// Oldest first.
    pub items: Vec<AttachmentBody>,
    /// Whether the caller may attach more.
    pub may_add: bool,
    pub limits: AttachmentLimitsBody,
}

impl From<Attachments> for AttachmentsBody {
    fn from(found: Attachments) -> Self {
        let endings = FileKind::ALL.iter().map(|kind| kind.word()).chain(["jpeg"]);
        Self {
            items: found.items.iter().map(AttachmentBody::from).collect(),
            may_add: found.may_add,
            limits: AttachmentLimitsBody {
                bytes: found.limits.bytes,
                files: found.limits.files,
                endings: endings.map(str::to_owned).collect(),
            },
        }
    }
}

/// What is attached after a write.
pub(super) async fn after(app: &App, caller: &Caller, to: (Attached, Uuid)) -> Answer<AttachmentsBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(attachments(&mut view, to).await?.into()))
}

#[utoipa::path(get, path = "/attachments", operation_id = "list_attachments", tag = "attachment", params(ObjectParams), responses((status = 200, body = AttachmentsBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<ObjectParams>,
) -> Answer<AttachmentsBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(attachments(&mut view, params.to()).await?.into()))
}
