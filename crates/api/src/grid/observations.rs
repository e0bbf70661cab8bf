//! `GET`, `POST /observations`: population, area, economy.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::{Deserialize, Serialize};
use service::grid::{Observation, RecordObservation, list_observations};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Body, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, ListParams, Named, PageBody, SeriesWord, word};

#[derive(Serialize, ToSchema)]
pub struct ObservationBody {
    pub id: Uuid,
    pub division: Named,
    pub series: SeriesWord,
    /// The unit of measure.
    pub unit: &'static str,
    pub observed_on: NaiveDate,
    pub value: f64,
    pub source: Option<String>,
}

impl ObservationBody {
    fn new(seen: Observation, division: Named) -> Self {
        Self {
            id: seen.id.uuid(),
            division,
            series: word(seen.series),
            unit: seen.series.unit(),
            observed_on: seen.observed_on,
            value: seen.value,
            source: seen.source,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObservationParams {
    pub series: Option<SeriesWord>,
}

#[utoipa::path(get, path = "/observations", operation_id = "list_observations", tag = "grid", params(ListParams, ObservationParams), responses((status = 200, body = PageBody<ObservationBody>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<ObservationParams>,
) -> Answer<PageBody<ObservationBody>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_observations(&mut view, &list.listing()?, filter.series.map(|word| word.0)).await?;
    Ok(Json(PageBody::new(&paged, |shown| {
        ObservationBody::new(shown.observation.clone(), shown.division.clone().into())
    })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObservation {
    pub division_id: Uuid,
    pub series: SeriesWord,
    pub observed_on: NaiveDate,
    /// In the series' unit of measure.
    pub value: f64,
    pub source: Option<String>,
}

#[utoipa::path(post, path = "/observations", operation_id = "record_observation", tag = "grid", request_body = NewObservation, responses((status = 201, body = ObservationBody)))]
pub async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<NewObservation>,
) -> Result<(StatusCode, Json<ObservationBody>), Problem> {
    let division = DivisionId::new(request.division_id);
    let command = RecordObservation {
        division,
        series: request.series.0,
        observed_on: request.observed_on,
        value: request.value,
        source: request.source.filter(|text| !text.trim().is_empty()),
    };
    let seen = app.lianhe.write(&caller, command).await?;
    let mut view = app.lianhe.view(&caller, Some(seen.observed_on)).await?;
    let tree = view.tree().await?;
    let name = tree.get(division).map_or_else(|| Named::new(division.uuid(), ""), Named::from);
    Ok((StatusCode::CREATED, Json(ObservationBody::new(seen, name))))
}
