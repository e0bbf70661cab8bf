//! `GET /uppers/{code}/below`: what lies in a province or city, with subtotals.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use service::grid::below_upper;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOf {
    pub as_of: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct BelowUpperBody {
    pub name: String,
    pub code: String,
    pub as_of: NaiveDate,
    pub children: Vec<UpperChildBody>,
}

#[derive(Serialize, ToSchema)]
pub struct UpperChildBody {
    pub id: Uuid,
    pub name: String,
    pub code: Option<String>,
    /// How many divisions of each kind lie in it; a district counts itself.
    pub divisions: BTreeMap<&'static str, i64>,
}

#[utoipa::path(get, path = "/uppers/{code}/below", operation_id = "list_below_upper", tag = "grid", params(("code" = String, Path), AsOf), responses((status = 200, body = BelowUpperBody)))]
pub async fn below(
    State(app): State<App>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Params(params): Params<AsOf>,
) -> Answer<BelowUpperBody> {
    let mut view = app.lianhe.view(&caller, params.as_of).await?;
    let found = below_upper(&mut view, &code).await?;
    let children = found.children.into_iter().map(|child| UpperChildBody {
        id: child.id.uuid(),
        name: child.name,
        code: child.code,
        divisions: child.divisions.into_iter().map(|(kind, count)| (kind.word(), count)).collect(),
    });
    Ok(Json(BelowUpperBody {
        name: found.name,
        code: found.code,
        as_of: view.as_of,
        children: children.collect(),
    }))
}
