//! `GET /units/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::UnitId;
use serde::Serialize;
use service::View;
use service::organisation::{Merged, show_unit};
use utoipa::ToSchema;
use uuid::Uuid;

use super::post_list::{HeldBody, PostBody};
use super::unit_list::UnitRow;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, Named, OnDay, OperationWord, permissions};

#[derive(Serialize, ToSchema)]
pub struct IndustryName {
    pub code: String,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct UnitBody {
    #[serde(flatten)]
    pub row: UnitRow,
    pub address: Option<String>,
    pub industry: Option<IndustryName>,
    /// The unit as it was in each of its periods, oldest first.
    pub periods: Vec<UnitRow>,
    pub posts: Vec<PostBody>,
    /// Everybody who holds or held a post, by post, newest first.
    pub held: Vec<HeldBody>,
    /// The unit of which this is another record, and since when.
    pub merged_into: Option<MergedBody>,
    /// Other records of this unit that went into it.
    pub merged: Vec<MergedBody>,
    pub party_organisations: Vec<Named>,
    pub permissions: Vec<OperationWord>,
}

#[derive(Serialize, ToSchema)]
pub struct MergedBody {
    pub id: Uuid,
    pub name: String,
    pub on: NaiveDate,
}

impl From<Merged> for MergedBody {
    fn from(merged: Merged) -> Self {
        Self { id: merged.unit.uuid(), name: merged.name, on: merged.on }
    }
}

pub async fn body(view: &mut View<'_>, id: UnitId) -> Result<UnitBody, Problem> {
    let detail = show_unit(view, id).await?;
    let division = detail.shown.division.clone();
    Ok(UnitBody {
        address: detail.shown.unit.now.facts.address.clone(),
        row: UnitRow::from(&detail.shown),
        industry: detail.industry.map(|industry| IndustryName { code: industry.code, name: industry.name }),
        periods: detail.periods.iter().map(UnitRow::from).collect(),
        posts: PostBody::all(detail.posts, &division, &detail.contacts),
        held: detail.held.into_iter().map(HeldBody::from).collect(),
        merged_into: detail.merged_into.map(MergedBody::from),
        merged: detail.merged.into_iter().map(MergedBody::from).collect(),
        party_organisations: detail
            .party_organisations
            .into_iter()
            .map(|(id, name)| Named::new(id.uuid(), name))
            .collect(),
        permissions: permissions(detail.permissions),
    })
}

#[utoipa::path(get, path = "/units/{id}", operation_id = "show_unit", tag = "organisation", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = UnitBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<UnitBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, UnitId::new(id)).await?))
}
