//! `GET /bulletins/{id}/paper`: a bulletin as PDF or docx, for whoever may read it.

use axum::extract::State;
use axum::response::Response;
use domain::id::BulletinId;
use service::paper::bulletin_paper;

use super::file::{PaperParams, answer};
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;

#[utoipa::path(get, path = "/bulletins/{id}/paper", operation_id = "bulletin_paper", tag = "paper", params(("id" = Uuid, Path), PaperParams), responses((status = 200, content((Vec<u8> = "application/pdf")))))]
pub async fn of_bulletin(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<PaperParams>,
) -> Result<Response, Problem> {
    let format = params.format()?;
    let mut view = app.lianhe.view(&caller, None).await?;
    answer(bulletin_paper(&mut view, BulletinId::new(id), format).await?, format)
}
