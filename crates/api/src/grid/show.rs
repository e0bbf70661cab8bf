//! `GET /divisions/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use serde::Serialize;
use service::View;
use service::grid::show_division;
use utoipa::ToSchema;
use uuid::Uuid;

use super::DivisionRow;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, DivisionKindWord, OnDay, OperationWord, permissions, word};

#[derive(Serialize, ToSchema)]
pub struct PathStep {
    pub id: Uuid,
    pub name: String,
    pub level: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DivisionPeriodBody {
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub name: String,
    pub kind: DivisionKindWord,
    pub code: Option<String>,
    pub class_code: Option<String>,
    pub parent: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct DivisionBody {
    #[serde(flatten)]
    pub row: DivisionRow,
    pub path: Vec<PathStep>,
    pub periods: Vec<DivisionPeriodBody>,
    /// Whether it has ended by the day asked for, and is shown as it last was.
    pub ended: bool,
    pub permissions: Vec<OperationWord>,
}

pub async fn body(view: &mut View<'_>, id: DivisionId) -> Result<DivisionBody, Problem> {
    let shown = show_division(view, id).await?;
    let parent = shown.path.iter().rev().nth(1);
    Ok(DivisionBody {
        row: DivisionRow::new(&shown.node, parent),
        path: shown
            .path
            .iter()
            .map(|node| PathStep {
                id: node.id.uuid(),
                name: node.facts.name.as_str().to_owned(),
                level: node.level().number(),
            })
            .collect(),
        periods: shown
            .periods
            .into_iter()
            .map(|(state, parent)| DivisionPeriodBody {
                valid_from: state.period.from(),
                valid_to: state.period.to(),
                name: state.facts.name.as_str().to_owned(),
                kind: word(state.facts.kind),
                code: state.facts.code.map(|code| code.to_string()),
                class_code: state.facts.class_code.map(|code| code.as_str().to_owned()),
                parent,
            })
            .collect(),
        ended: shown.ended,
        permissions: permissions(shown.permissions),
    })
}

#[utoipa::path(get, path = "/divisions/{id}", operation_id = "show_division", tag = "grid", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = DivisionBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<DivisionBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, DivisionId::new(id)).await?))
}
