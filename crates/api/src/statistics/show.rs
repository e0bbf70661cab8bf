//! `GET /statistics/{division_id}`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Serialize;
use service::statistics::figures;
use utoipa::ToSchema;

use super::{FigureDivision, FigureParams, PopulationBody, ThreeBody};
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, BasisWord, SeriesWord, word};

#[derive(Serialize, ToSchema)]
pub struct DivisionCounts {
    pub streets: i64,
    pub communities: i64,
    pub villages: i64,
}

#[derive(Serialize, ToSchema)]
pub struct UnitCounts {
    pub total: i64,
    pub by_type: BTreeMap<String, i64>,
}

#[derive(Serialize, ToSchema)]
pub struct EconomyBody {
    pub year: i32,
    pub series: SeriesWord,
    pub value: f64,
    pub unit: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct StatisticsBody {
    pub division: FigureDivision,
    pub as_of: NaiveDate,
    pub basis: BasisWord,
    pub population: PopulationBody,
    /// Working committees, committees and general branches.
    pub committees: ThreeBody,
    pub branches: ThreeBody,
    pub members: ThreeBody,
    pub divisions: DivisionCounts,
    pub units: UnitCounts,
    /// Square kilometres.
    pub area: Option<f64>,
    pub economy: Vec<EconomyBody>,
}

#[utoipa::path(get, path = "/statistics/{division_id}", operation_id = "show_statistics", tag = "statistics", params(("division_id" = Uuid, Path), FigureParams), responses((status = 200, body = StatisticsBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<FigureParams>,
) -> Answer<StatisticsBody> {
    let mut view = app.lianhe.view(&caller, params.as_of).await?;
    let found = figures(&mut view, DivisionId::new(id), params.basis()).await?;
    let statistics = found.statistics;
    Ok(Json(StatisticsBody {
        division: FigureDivision::from(&found.division),
        as_of: view.as_of,
        basis: word(params.basis()),
        population: statistics.population.into(),
        committees: statistics.committees.into(),
        branches: statistics.branches.into(),
        members: statistics.members.into(),
        divisions: DivisionCounts {
            streets: statistics.streets,
            communities: statistics.communities,
            villages: statistics.villages,
        },
        units: UnitCounts {
            total: statistics.units_total,
            by_type: statistics
                .units_by_type
                .into_iter()
                .map(|(kind, n)| (kind.word().to_owned(), n))
                .collect(),
        },
        area: statistics.area,
        economy: found
            .economy
            .into_iter()
            .map(|row| EconomyBody {
                year: row.year,
                series: word(row.series),
                value: row.value,
                unit: row.unit,
            })
            .collect(),
    }))
}
