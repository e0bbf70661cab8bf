//! `POST /attachments/{id}/remove`: a file goes, with a reason.

use axum::extract::State;
use domain::id::AttachmentId;
use serde::Deserialize;
use service::attachment::{RemoveAttachment, fetch};
use utoipa::ToSchema;

use super::list::{AttachmentsBody, after};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
pub struct RemoveAttachmentRequest {
    /// The version that was read.
    pub version: i64,
    pub reason: String,
}

#[utoipa::path(post, path = "/attachments/{id}/remove", operation_id = "remove_attachment", tag = "attachment", params(("id" = Uuid, Path)), request_body = RemoveAttachmentRequest, responses((status = 200, body = AttachmentsBody)))]
pub async fn remove(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<RemoveAttachmentRequest>,
) -> Answer<AttachmentsBody> {
    let (id, RemoveAttachmentRequest { version, reason }) = (AttachmentId::new(id), request);
    {
        // What the caller may not even see is not there.
        let mut view = app.lianhe.view(&caller, None).await?;
        fetch(&mut view, id).await?;
    }
    let to = app.lianhe.write(&caller, RemoveAttachment { id, version, reason }).await?;
    after(&app, &caller, to).await
}
