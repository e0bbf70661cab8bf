//! `GET /consortia`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::Level;
use serde::{Deserialize, Serialize};
use service::consortium::{ConsortiumFilter, ConsortiumShown, list_consortia};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, ListParams, Named, PageBody};

#[derive(Serialize, ToSchema)]
pub struct ConsortiumRow {
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    /// 4 street, 5 community or village.
    pub level: i64,
    pub division: Named,
    pub founded_on: NaiveDate,
    /// The first day on which it no longer exists.
    pub dissolved_on: Option<NaiveDate>,
    pub members: usize,
    /// Seats that are vacant or whose term is over.
    pub gaps: usize,
    pub without_liaison: usize,
    pub due: usize,
    pub overdue: usize,
}

impl From<&ConsortiumShown> for ConsortiumRow {
    fn from(shown: &ConsortiumShown) -> Self {
        let life = shown.consortium.life();
        Self {
            id: shown.consortium.id.uuid(),
            version: shown.consortium.version,
            name: shown.name.clone(),
            level: shown.level.number(),
            division: shown.division.clone().into(),
            founded_on: life.from(),
            dissolved_on: life.to(),
            members: shown.members,
            gaps: shown.gaps,
            without_liaison: shown.without_liaison,
            due: shown.due,
            overdue: shown.overdue,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConsortiumParams {
    /// 4: those of streets, 5: those of communities and villages.
    pub level: Option<i64>,
    /// Any part of the name.
    pub name: Option<String>,
    /// Only those with something overdue, a vacant seat or a missing liaison.
    pub open: Option<bool>,
}

impl From<ConsortiumParams> for ConsortiumFilter {
    fn from(params: ConsortiumParams) -> Self {
        let level = match params.level {
            Some(4) => Some(Level::Street),
            Some(5) => Some(Level::Community),
            _ => None,
        };
        Self { level, name: params.name.unwrap_or_default(), open: params.open.unwrap_or_default() }
    }
}

#[utoipa::path(get, path = "/consortia", operation_id = "list_consortia", tag = "consortium", params(ListParams, ConsortiumParams), responses((status = 200, body = PageBody<ConsortiumRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<ConsortiumParams>,
) -> Answer<PageBody<ConsortiumRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_consortia(&mut view, &list.listing()?, &filter.into()).await?;
    Ok(Json(PageBody::new(&paged, |shown| ConsortiumRow::from(shown))))
}
