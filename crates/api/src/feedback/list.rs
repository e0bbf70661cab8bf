//! `GET /feedback`: what was written to the district's office.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use service::feedback::list_feedback;
use utoipa::IntoParams;

use super::FeedbackBody;
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, FeedbackStateWord, ListParams, PageBody};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedbackParams {
    pub state: Option<FeedbackStateWord>,
}

#[utoipa::path(get, path = "/feedback", operation_id = "list_feedback", tag = "feedback", params(ListParams, FeedbackParams), responses((status = 200, body = PageBody<FeedbackBody>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<FeedbackParams>,
) -> Answer<PageBody<FeedbackBody>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_feedback(&mut view, &list.listing()?, filter.state.map(|word| word.0)).await?;
    Ok(Json(PageBody::new(&paged, |feedback| feedback.clone().into())))
}
