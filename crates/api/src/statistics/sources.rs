//! `GET /statistics/{division_id}/sources`: the rows whose values add up to a figure.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::journal::ObjectType;
use domain::statistics::{Basis, Source};
use serde::{Deserialize, Serialize};
use service::statistics::sources as rows_behind;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, BasisWord, Named, ObjectTypeWord, word};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SourceParams {
    /// `members.other`, `population.total`, `units.school` …
    pub figure: String,
    pub as_of: Option<NaiveDate>,
    /// By territory (属地) when absent.
    pub basis: Option<BasisWord>,
}

impl SourceParams {
    pub(super) fn basis(&self) -> Basis {
        self.basis.map_or(Basis::Territory, |word| word.0)
    }
}

#[derive(Serialize, ToSchema)]
pub struct SourceBody {
    /// `unit` stands for the units of one division: the list of units shows them.
    pub r#type: ObjectTypeWord,
    pub id: Uuid,
    pub name: String,
    pub division: Option<Named>,
    pub value: f64,
    pub observed_on: Option<NaiveDate>,
    pub source: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct SourcesBody {
    pub figure: String,
    /// The sum of the items' values.
    pub value: f64,
    pub items: Vec<SourceBody>,
}

#[utoipa::path(get, path = "/statistics/{division_id}/sources", operation_id = "list_sources", tag = "statistics", params(("division_id" = Uuid, Path), SourceParams), responses((status = 200, body = SourcesBody)))]
pub async fn sources(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<SourceParams>,
) -> Answer<SourcesBody> {
    let mut view = app.lianhe.view(&caller, params.as_of).await?;
    let rows = rows_behind(&mut view, DivisionId::new(id), params.basis(), &params.figure).await?;
    let items: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let (kind, id) = match row.source {
                Source::Division(id) => (ObjectType::Division, id.uuid()),
                Source::Observation(id) => (ObjectType::Observation, id.uuid()),
                Source::UnitsOf(id) => (ObjectType::Unit, id.uuid()),
                Source::PartyOrganisation(id) => (ObjectType::PartyOrganisation, id.uuid()),
                Source::PartyAggregate(id) => (ObjectType::PartyAggregate, id.uuid()),
            };
            SourceBody {
                r#type: word(kind),
                id,
                name: row.name,
                division: row.division.map(Named::from),
                value: row.value,
                observed_on: row.observed_on,
                source: row.note,
            }
        })
        .collect();
    Ok(Json(SourcesBody { value: items.iter().map(|item| item.value).sum(), items, figure: params.figure }))
}
