//! `GET /statistics/{division_id}/sources`: the rows whose values add up to a figure.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::journal::ObjectType;
use domain::statistics::{Basis, Line, Source};
use serde::{Deserialize, Serialize};
use service::statistics::{SourceQuery, SourceRow, sources as rows_behind};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::BlankBody;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
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
    /// Only the rows of one line of Party organisations: the id of the one at its top, `none`, or `aggregate`.
    pub line: Option<String>,
    /// Only the rows of the division itself, not of the divisions below it.
    pub here: Option<bool>,
}

impl SourceParams {
    pub(super) fn query(&self) -> Result<SourceQuery, Problem> {
        Ok(SourceQuery {
            figure: self.figure.clone(),
            basis: self.basis.map_or(Basis::Territory, |word| word.0),
            line: self.line.as_deref().map(Line::parse).transpose()?,
            here: self.here.unwrap_or_default(),
        })
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

impl From<SourceRow> for SourceBody {
    fn from(row: SourceRow) -> Self {
        let (kind, id) = match row.source {
            Source::Division(id) => (ObjectType::Division, id.uuid()),
            Source::Observation(id) => (ObjectType::Observation, id.uuid()),
            Source::UnitsOf(id) => (ObjectType::Unit, id.uuid()),
            Source::PartyOrganisation(id) => (ObjectType::PartyOrganisation, id.uuid()),
            Source::PartyAggregate(id) => (ObjectType::PartyAggregate, id.uuid()),
        };
        Self {
            r#type: word(kind),
            id,
            name: row.name,
            division: row.division.map(Named::from),
            value: row.value,
            observed_on: row.observed_on,
            source: row.note,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SourcesBody {
    pub figure: String,
    /// The sum of the items' values; null where the figure is blank.
    pub value: Option<f64>,
    pub blank: Option<BlankBody>,
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
    let found = rows_behind(&mut view, DivisionId::new(id), &params.query()?).await?;
    let items: Vec<_> = found.rows.into_iter().map(SourceBody::from).collect();
    let value = found.blank.is_none().then(|| items.iter().fold(0.0, |sum, item| sum + item.value));
    Ok(Json(SourcesBody { value, blank: found.blank.map(BlankBody::from), items, figure: params.figure }))
}
