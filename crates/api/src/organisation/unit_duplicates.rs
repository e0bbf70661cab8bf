//! `GET /units/duplicates`: units that may be two records of one. `POST /units/distinct`: a pair of them that is two.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::UnitId;
use serde::{Deserialize, Serialize};
use service::organisation::{DistinguishUnits, duplicates};
use utoipa::ToSchema;
use uuid::Uuid;

use super::unit_list::UnitRow;
use crate::caller::{Body, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{AlikeWord, Answer, ListParams, PageBody, word};

#[derive(Serialize, ToSchema)]
pub struct DuplicateBody {
    pub first: UnitRow,
    pub second: UnitRow,
    /// In what they are alike, now or in an earlier period.
    pub alike: Vec<AlikeWord>,
}

#[utoipa::path(get, path = "/units/duplicates", operation_id = "list_duplicates", tag = "organisation", params(ListParams), responses((status = 200, body = PageBody<DuplicateBody>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
) -> Answer<PageBody<DuplicateBody>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = duplicates(&mut view, &list.listing()?).await?;
    Ok(Json(PageBody::new(&paged, |pair| DuplicateBody {
        first: UnitRow::from(&pair.first),
        second: UnitRow::from(&pair.second),
        alike: pair.alike.iter().copied().map(word).collect(),
    })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistinctUnits {
    pub first_id: Uuid,
    pub second_id: Uuid,
}

#[utoipa::path(post, path = "/units/distinct", operation_id = "distinguish_units", tag = "organisation", request_body = DistinctUnits, responses((status = 204)))]
pub async fn distinguish(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<DistinctUnits>,
) -> Result<StatusCode, Problem> {
    let (first, second) = (UnitId::new(request.first_id), UnitId::new(request.second_id));
    app.lianhe.write(&caller, DistinguishUnits { first, second }).await?;
    Ok(StatusCode::NO_CONTENT)
}
