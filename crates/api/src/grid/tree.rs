//! `GET /divisions/tree`: the whole district at once, for tree and map.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use service::grid::map;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, DivisionKindWord, OnDay, word};

#[derive(Serialize, ToSchema)]
pub struct TreeNode {
    pub id: Uuid,
    pub parent_id: Option<Uuid>,
    pub code: Option<String>,
    pub name: String,
    pub kind: DivisionKindWord,
    pub level: i64,
    /// Degrees, WGS-84.
    pub longitude: Option<f64>,
    pub latitude: Option<f64>,
    /// Units in it and below it; null for a caller who may not see them.
    pub units: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct TreeBody {
    pub as_of: NaiveDate,
    pub root: Uuid,
    pub nodes: Vec<TreeNode>,
    /// Rings of [longitude, latitude] in degrees, WGS-84.
    pub outline: Vec<Vec<[f64; 2]>>,
}

#[utoipa::path(get, path = "/divisions/tree", operation_id = "show_tree", tag = "grid", params(OnDay), responses((status = 200, body = TreeBody)))]
pub async fn tree(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(day): Params<OnDay>,
) -> Answer<TreeBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let map = map(&mut view).await?;
    let nodes = map.nodes.into_iter().map(|shown| {
        let (longitude, latitude) = shown.node.position.unzip();
        TreeNode {
            id: shown.node.id.uuid(),
            parent_id: shown.node.facts.parent.map(|id| id.uuid()),
            code: shown.node.facts.code.as_ref().map(ToString::to_string),
            name: shown.node.facts.name.as_str().to_owned(),
            kind: word(shown.node.facts.kind),
            level: shown.node.level().number(),
            longitude,
            latitude,
            units: shown.units,
        }
    });
    let outline = map.outline.into_iter().map(|ring| ring.into_iter().map(|(x, y)| [x, y]).collect());
    Ok(Json(TreeBody {
        as_of: view.as_of,
        root: map.district.uuid(),
        nodes: nodes.collect(),
        outline: outline.collect(),
    }))
}
