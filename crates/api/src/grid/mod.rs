//! The grid on the wire.

pub mod below_upper;
pub mod changes;
pub mod create;
pub mod dates;
pub mod dissolve;
pub mod edit;
pub mod events;
pub mod export;
pub mod list;
pub mod merge;
pub mod observations;
pub mod observations_export;
pub mod relocate;
pub mod show;
pub mod split;
pub mod tree;

use chrono::NaiveDate;
use domain::grid::{ClassCode, DivisionCode, DivisionFacts, Node};
use domain::name::Name;
use domain::rule::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::wire::{DivisionKindWord, Named, word};

/// What a division is to be; where it lies is said beside it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionValues {
    pub name: String,
    pub kind: DivisionKindWord,
    pub code: Option<String>,
    pub class_code: Option<String>,
}

impl DivisionValues {
    fn facts(&self) -> Result<DivisionFacts, Refusal> {
        Ok(DivisionFacts {
            name: Name::parse(&self.name, "name")?,
            kind: self.kind.0,
            code: code(self.code.as_deref())?,
            class_code: class_code(self.class_code.as_deref())?,
            parent: None,
        })
    }
}

/// A form sends an empty text where nothing was chosen.
fn code(text: Option<&str>) -> Result<Option<DivisionCode>, Refusal> {
    text.filter(|text| !text.is_empty()).map(|text| DivisionCode::parse(text, "code")).transpose()
}

fn class_code(text: Option<&str>) -> Result<Option<ClassCode>, Refusal> {
    text.filter(|text| !text.is_empty()).map(ClassCode::parse).transpose()
}

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
