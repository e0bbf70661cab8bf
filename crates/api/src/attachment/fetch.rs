//! `GET /attachments/{id}`: the bytes. They are saved, never shown: what somebody attached runs in no page of ours.

use std::io;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::AttachmentId;
use futures_util::stream;
use service::Lianhe;
use service::attachment::{Fetched, fetch, piece};

use crate::caller::{Id, Signed};
use crate::export::encoded;
use crate::problem::Problem;
use crate::router::{App, AsItIs};

#[utoipa::path(get, path = "/attachments/{id}", operation_id = "fetch_attachment", tag = "attachment", params(("id" = Uuid, Path)), responses((status = 200, content((Vec<u8> = "*/*"))), (status = 304)))]
pub async fn bytes(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let fetched = {
        let mut view = app.lianhe.view(&caller, None).await?;
        fetch(&mut view, AttachmentId::new(id)).await?
    };
    let known = &fetched.attachment;
    let tag = format!("\"{}\"", known.sha256);
    let has = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if has.split(',').map(str::trim).any(|has| has == "*" || has == tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let plain = format!("attachment.{}", known.kind.word());
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(&known.name));
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(known.kind.media_type())),
        (header::CONTENT_LENGTH, HeaderValue::from(known.size)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(|_| Problem::internal())?),
        (header::ETAG, HeaderValue::from_str(&tag).map_err(|_| Problem::internal())?),
        // Should a browser open it after all, nothing in it runs.
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ];
    let mut response = (about, Body::from_stream(pieces(app.lianhe.clone(), fetched))).into_response();
    response.extensions_mut().insert(AsItIs);
    Ok(response)
}

/// The pieces as the reader takes them. What is removed meanwhile breaks off: the length has been told.
fn pieces(lianhe: Lianhe, fetched: Fetched) -> impl stream::Stream<Item = io::Result<Vec<u8>>> + Send {
    stream::try_unfold((lianhe, fetched, 0i64, 0i64), |(lianhe, fetched, sequence, sent)| async move {
        if sent >= fetched.attachment.size {
            return Ok(None);
        }
        let read = piece(&lianhe, &fetched, sequence).await.map_err(|why| {
            tracing::error!(error = %why, "an attachment cannot be read");
            io::Error::other("the attachment cannot be read")
        })?;
        let read = read.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        let sent = sent.saturating_add(i64::try_from(read.len()).unwrap_or(i64::MAX));
        Ok(Some((read, (lianhe, fetched, sequence + 1, sent))))
    })
}
