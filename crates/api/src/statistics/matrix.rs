//! `GET /statistics/{division_id}/matrix`: lines of Party organisations (条) against the divisions directly below (块).

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::statistics::{Cell, Line};
use serde::Serialize;
use service::statistics::matrix as lines_by_territory;
use utoipa::ToSchema;

use super::FigureDivision;
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, Named, OnDay};

#[derive(Serialize, ToSchema)]
pub struct CellBody {
    pub committees: i64,
    pub branches: i64,
    pub members: i64,
}

impl From<&Cell> for CellBody {
    fn from(cell: &Cell) -> Self {
        let Cell { committees, branches, members } = *cell;
        Self { committees, branches, members }
    }
}

#[derive(Serialize, ToSchema)]
pub struct LineRow {
    /// What `line` of the sources takes: the id of the organisation at the top, `none` (no superior is recorded), or
    /// `aggregate` (an office's figures of military, police and enterprises, never finer than a street).
    pub line: String,
    /// The Party organisation at the top of the line.
    pub superior: Option<Named>,
    /// One for each column; null where the line has nothing there.
    pub cells: Vec<Option<CellBody>>,
    pub total: CellBody,
}

#[derive(Serialize, ToSchema)]
pub struct MatrixBody {
    pub division: FigureDivision,
    pub as_of: NaiveDate,
    /// The division itself where something lies directly in it, then those directly below.
    pub columns: Vec<Named>,
    pub rows: Vec<LineRow>,
    pub columns_total: Vec<Option<CellBody>>,
    pub total: CellBody,
}

fn cells(cells: &[Option<Cell>]) -> Vec<Option<CellBody>> {
    cells.iter().map(|cell| cell.as_ref().map(CellBody::from)).collect()
}

#[utoipa::path(get, path = "/statistics/{division_id}/matrix", operation_id = "show_matrix", tag = "statistics", params(("division_id" = Uuid, Path), OnDay), responses((status = 200, body = MatrixBody)))]
pub async fn matrix(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<MatrixBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let found = lines_by_territory(&mut view, DivisionId::new(id)).await?;
    let rows = found.matrix.rows.iter().zip(found.names).map(|(row, name)| {
        let (line, superior) = match row.line {
            Line::Below(id) => (id.to_string(), name.map(|name| Named::new(id.uuid(), name))),
            Line::Unrecorded => ("none".to_owned(), None),
            Line::Aggregate => ("aggregate".to_owned(), None),
        };
        LineRow { line, superior, cells: cells(&row.cells), total: (&row.total).into() }
    });
    Ok(Json(MatrixBody {
        division: FigureDivision::from(&found.division),
        as_of: view.as_of,
        columns: found.columns.into_iter().map(Named::from).collect(),
        rows: rows.collect(),
        columns_total: cells(&found.matrix.columns_total),
        total: (&found.matrix.total).into(),
    }))
}
