//! `GET /consortia/{id}/bulletins/proposal`: what the facts of a period say, before anybody keeps it.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::{Deserialize, Serialize};
use service::bulletin::propose;
use utoipa::{IntoParams, ToSchema};

use super::draft::SectionBody;
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalParams {
    pub period_from: NaiveDate,
    /// Exclusive.
    pub period_to: NaiveDate,
}

#[derive(Serialize, ToSchema)]
pub struct ProposalBody {
    pub title: String,
    pub sections: Vec<SectionBody>,
}

#[utoipa::path(get, path = "/consortia/{id}/bulletins/proposal", operation_id = "propose_bulletin", tag = "bulletin", params(("id" = Uuid, Path), ProposalParams), responses((status = 200, body = ProposalBody)))]
pub async fn propose_draft(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<ProposalParams>,
) -> Answer<ProposalBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let period = (params.period_from, params.period_to);
    let proposal = propose(&mut view, ConsortiumId::new(id), period).await?;
    let sections = proposal.sections.into_iter().map(SectionBody::from).collect();
    Ok(Json(ProposalBody { title: proposal.title, sections }))
}
