//! The grid on the wire.

pub mod create;
pub mod dissolve;
pub mod edit;
pub mod list;
pub mod observations;
pub mod show;
pub mod tree;

use chrono::NaiveDate;
use domain::grid::Node;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::wire::{DivisionKindWord, Named, word};

#[derive(Serialize, ToSchema)]
pub struct DivisionRow {
    pub id: Uuid,
    pub version: i64,
    pub code: Option<String>,
    pub name: String,
    pub kind: DivisionKindWord,
    pub level: i64,
    pub class_code: Option<String>,
    pub parent: Option<Named>,
    pub longitude: Option<f64>,
    pub latitude: Option<f64>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

impl DivisionRow {
    pub fn new(node: &Node, parent: Option<&Node>) -> Self {
        let (longitude, latitude) = node.position.unzip();
        Self {
            id: node.id.uuid(),
            version: node.version,
            code: node.facts.code.as_ref().map(ToString::to_string),
            name: node.facts.name.as_str().to_owned(),
            kind: word(node.facts.kind),
            level: node.level().number(),
            class_code: node.facts.class_code.as_ref().map(|code| code.as_str().to_owned()),
            parent: parent.map(Named::from),
            longitude,
            latitude,
            valid_from: node.period.from(),
            valid_to: node.period.to(),
        }
    }
}
