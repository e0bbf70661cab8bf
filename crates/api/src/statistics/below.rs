//! `GET /statistics/{division_id}/below`: the figures of each division directly below.

use axum::Json;
use axum::extract::State;
use domain::id::DivisionId;
use serde::Serialize;
use service::statistics::below as figures_below;
use utoipa::ToSchema;

use super::{FigureDivision, FigureParams, PopulationBody, ThreeBody};
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct BelowRow {
    pub division: FigureDivision,
    pub population: PopulationBody,
    pub committees: ThreeBody,
    pub branches: ThreeBody,
    pub members: ThreeBody,
    pub units: i64,
}

#[utoipa::path(get, path = "/statistics/{division_id}/below", operation_id = "list_statistics_below", tag = "statistics", params(("division_id" = Uuid, Path), FigureParams), responses((status = 200, body = Vec<BelowRow>)))]
pub async fn below(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<FigureParams>,
) -> Answer<Vec<BelowRow>> {
    let mut view = app.lianhe.view(&caller, params.as_of).await?;
    let rows = figures_below(&mut view, DivisionId::new(id), params.basis()).await?;
    let rows = rows.into_iter().map(|(node, statistics)| BelowRow {
        division: FigureDivision::from(&node),
        population: statistics.population.into(),
        committees: statistics.committees.into(),
        branches: statistics.branches.into(),
        members: statistics.members.into(),
        units: statistics.units_total,
    });
    Ok(Json(rows.collect()))
}
