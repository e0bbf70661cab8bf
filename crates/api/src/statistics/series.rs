//! `GET /statistics/{division_id}/series`: a figure over time, on both bases.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::statistics::Step;
use serde::{Deserialize, Serialize};
use service::statistics::{PointShown, SeriesQuery, series as over_time};
use utoipa::{IntoParams, ToSchema};

use super::BlankBody;
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, StepWord};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeriesParams {
    /// `members.total`, `population.registered`, `area.total`, `economy.gdp`, `units.school` …
    pub figure: String,
    pub from: NaiveDate,
    /// The last day of the series.
    pub to: NaiveDate,
    /// The year when absent.
    pub step: Option<StepWord>,
}

impl SeriesParams {
    pub(super) fn query(&self) -> SeriesQuery {
        let step = self.step.map_or(Step::Year, |word| word.0);
        SeriesQuery { figure: self.figure.clone(), from: self.from, to: self.to, step }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PointBody {
    /// The last day of a year, quarter or month; the last point stands on the last day asked for.
    pub on: NaiveDate,
    pub territory: Option<f64>,
    pub subordination: Option<f64>,
    pub blank: Option<BlankBody>,
    /// In how many communities and villages the population is recorded, or how many committees and general branches have
    /// a count; null where all do.
    pub recorded_in: Option<i64>,
    /// Of how many.
    pub recorded_of: Option<i64>,
}

impl From<PointShown> for PointBody {
    fn from(shown: PointShown) -> Self {
        let (recorded_in, recorded_of) = shown.point.recorded_in.unzip();
        Self {
            on: shown.on,
            territory: shown.point.territory,
            subordination: shown.point.subordination,
            blank: shown.blank.map(BlankBody::from),
            recorded_in,
            recorded_of,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SeriesBody {
    pub figure: String,
    pub points: Vec<PointBody>,
}

#[utoipa::path(get, path = "/statistics/{division_id}/series", operation_id = "show_series", tag = "statistics", params(("division_id" = Uuid, Path), SeriesParams), responses((status = 200, body = SeriesBody)))]
pub async fn series(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<SeriesParams>,
) -> Answer<SeriesBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let points = over_time(&mut view, DivisionId::new(id), &params.query()).await?;
    Ok(Json(SeriesBody { points: points.into_iter().map(PointBody::from).collect(), figure: params.figure }))
}
