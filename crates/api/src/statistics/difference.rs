//! `GET /statistics/{division_id}/difference`: a figure on both bases, and the rows that only one of them counts.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::{Deserialize, Serialize};
use service::statistics::difference as apart;
use utoipa::{IntoParams, ToSchema};

use super::sources::SourceBody;
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, BasisWord, word};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DifferenceParams {
    pub figure: String,
    pub as_of: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct DifferenceRow {
    /// The basis that counts this row; the other does not.
    pub counted_by: BasisWord,
    #[serde(flatten)]
    pub row: SourceBody,
}

#[derive(Serialize, ToSchema)]
pub struct DifferenceBody {
    pub figure: String,
    pub territory: Option<f64>,
    pub subordination: Option<f64>,
    pub items: Vec<DifferenceRow>,
}

#[utoipa::path(get, path = "/statistics/{division_id}/difference", operation_id = "show_difference", tag = "statistics", params(("division_id" = Uuid, Path), DifferenceParams), responses((status = 200, body = DifferenceBody)))]
pub async fn difference(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(params): Params<DifferenceParams>,
) -> Answer<DifferenceBody> {
    let mut view = app.lianhe.view(&caller, params.as_of).await?;
    let found = apart(&mut view, DivisionId::new(id), &params.figure).await?;
    let rows = found.rows.into_iter();
    Ok(Json(DifferenceBody {
        figure: params.figure,
        territory: found.territory,
        subordination: found.subordination,
        items: rows.map(|(basis, row)| DifferenceRow { counted_by: word(basis), row: row.into() }).collect(),
    }))
}
