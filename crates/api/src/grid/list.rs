//! `GET /divisions`.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use service::grid::{DivisionFilter, list_divisions};
use utoipa::IntoParams;

use super::{DivisionRow, class_code};
use crate::caller::{Params, Signed};
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

#[utoipa::path(get, path = "/divisions", operation_id = "list_divisions", tag = "grid", params(ListParams, DivisionParams), responses((status = 200, body = PageBody<DivisionRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<DivisionParams>,
) -> Answer<PageBody<DivisionRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let filter = DivisionFilter {
        kind: filter.kind.map(|word| word.0),
        class_code: class_code(filter.class_code.as_deref())?,
        name: filter.name.unwrap_or_default(),
    };
    let paged = list_divisions(&mut view, &list.listing()?, &filter).await?;
    Ok(Json(PageBody::new(&paged, |(node, parent)| DivisionRow::new(node, parent.as_ref()))))
}
