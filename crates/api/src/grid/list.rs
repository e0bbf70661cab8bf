//! `GET /divisions`.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use service::grid::{DivisionFilter, list_divisions};
use utoipa::IntoParams;

use super::{DivisionRow, class_code};
use crate::caller::{Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, DivisionKindWord, ListParams, PageBody};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DivisionParams {
    pub kind: Option<DivisionKindWord>,
    /// Any part of the name.
    pub name: Option<String>,
    /// Urban-rural class; 112 is the urban-rural fringe.
    pub class_code: Option<String>,
}

impl DivisionParams {
    pub(super) fn filter(self) -> Result<DivisionFilter, Problem> {
        Ok(DivisionFilter {
            kind: self.kind.map(|word| word.0),
            class_code: class_code(self.class_code.as_deref())?,
            name: self.name.unwrap_or_default(),
        })
    }
}

#[utoipa::path(get, path = "/divisions", operation_id = "list_divisions", tag = "grid", params(ListParams, DivisionParams), responses((status = 200, body = PageBody<DivisionRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<DivisionParams>,
) -> Answer<PageBody<DivisionRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_divisions(&mut view, &list.listing()?, &filter.filter()?).await?;
    Ok(Json(PageBody::new(&paged, |(node, parent)| DivisionRow::new(node, parent.as_ref()))))
}
