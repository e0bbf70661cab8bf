//! `POST /attachments`: one more file. Its bytes are the body; they are counted and digested as they come.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt as _;
use serde::Deserialize;
use service::attachment::{AddAttachment, Receiving, may_attach};
use utoipa::IntoParams;

use super::ObjectParams;
use super::list::{AttachmentsBody, after};
use crate::caller::{Params, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileParams {
    /// The file's name; its ending says which kind it is.
    pub file: String,
}

#[utoipa::path(post, path = "/attachments", operation_id = "add_attachment", tag = "attachment", params(ObjectParams, FileParams), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = AttachmentsBody)))]
pub async fn add(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<ObjectParams>,
    Params(file): Params<FileParams>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<AttachmentsBody>), Problem> {
    let (to, limits) = (params.to(), app.lianhe.attaching);
    {
        let mut view = app.lianhe.view(&caller, None).await?;
        may_attach(&mut view, to).await?;
        // The connection goes back before a slow file comes.
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut receiving = Receiving::new(&file.file, length, limits)?;
    let mut bytes = body.into_data_stream();
    while let Some(some) = bytes.next().await {
        let some = some.map_err(|why| Problem::Request(StatusCode::BAD_REQUEST, why.to_string()))?;
        receiving.push(&some)?;
    }
    app.lianhe.write(&caller, AddAttachment { to, file: receiving.done()?, limits }).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, to).await?))
}
