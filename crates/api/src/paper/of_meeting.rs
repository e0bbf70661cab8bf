//! `GET /meetings/{id}/papers/{kind}`: notice, agenda, list to sign or minutes, as PDF or docx.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::id::MeetingId;
use serde::Deserialize;
use service::paper::{PaperFormat, meeting_paper};
use utoipa::IntoParams;
use uuid::Uuid;

use super::kind;
use crate::caller::{Params, Signed};
use crate::problem::{NOT_FOUND, Problem};
use crate::router::App;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PaperParams {
    /// `pdf`, or `docx`; PDF when absent.
    pub format: Option<String>,
}

#[utoipa::path(get, path = "/meetings/{id}/papers/{kind}", operation_id = "meeting_paper", tag = "paper", params(("id" = Uuid, Path), ("kind" = String, Path), PaperParams), responses((status = 200, content((Vec<u8> = "application/pdf")))))]
pub async fn of_meeting(
    State(app): State<App>,
    Signed(caller): Signed,
    Path((id, word)): Path<(String, String)>,
    Params(params): Params<PaperParams>,
) -> Result<Response, Problem> {
    let id = id.parse::<Uuid>().map_err(|_| Problem::Plain(&NOT_FOUND))?;
    let kind = kind(&word)?;
    let format =
        params.format.as_deref().map_or(Ok(PaperFormat::Pdf), |word| PaperFormat::parse(word, "format"));
    let format = format.map_err(service::Error::from)?;
    let mut view = app.lianhe.view(&caller, None).await?;
    let file = meeting_paper(&mut view, MeetingId::new(id), kind, format).await?;
    let content = match format {
        PaperFormat::Pdf => "application/pdf",
        PaperFormat::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };
    let name: String = file.name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Problem::internal())?;
    let kind = HeaderValue::from_static(content);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], file.bytes)
        .into_response())
}
