//! `GET /meetings/{id}/papers/{kind}`: notice, agenda, list to sign or minutes, as PDF or docx.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::id::MeetingId;
use service::paper::meeting_paper;
use uuid::Uuid;

use super::file::{PaperParams, answer};
use super::kind;
use crate::caller::{Params, Signed};
use crate::problem::{NOT_FOUND, Problem};
use crate::router::App;

#[utoipa::path(get, path = "/meetings/{id}/papers/{kind}", operation_id = "meeting_paper", tag = "paper", params(("id" = Uuid, Path), ("kind" = String, Path), PaperParams), responses((status = 200, content((Vec<u8> = "application/pdf")))))]
pub async fn of_meeting(
    State(app): State<App>,
    Signed(caller): Signed,
    Path((id, word)): Path<(String, String)>,
    Params(params): Params<PaperParams>,
) -> Result<Response, Problem> {
    let id = id.parse::<Uuid>().map_err(|_| Problem::Plain(&NOT_FOUND))?;
    let kind = kind(&word)?;
    let format = params.format()?;
    let mut view = app.lianhe.view(&caller, None).await?;
    answer(meeting_paper(&mut view, MeetingId::new(id), kind, format).await?, format)
}
