//! Figures on the wire.

pub mod below;
pub mod below_export;
pub mod difference;
pub mod matrix;
pub mod matrix_export;
pub mod series;
pub mod series_export;
pub mod show;
pub mod sources;
pub mod sources_export;

use chrono::NaiveDate;
use domain::grid::Node;
use domain::statistics::{Basis, Blank, Population, Three};
use serde::{Deserialize, Serialize};
use service::statistics::BlankShown;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::wire::{BasisWord, DivisionKindWord, Named, word};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureParams {
    pub as_of: Option<NaiveDate>,
    /// By territory (属地) when absent.
    pub basis: Option<BasisWord>,
}

impl FigureParams {
    fn basis(&self) -> Basis {
        self.basis.map_or(Basis::Territory, |word| word.0)
    }
}

#[derive(Serialize, ToSchema)]
pub struct FigureDivision {
    pub id: Uuid,
    pub code: Option<String>,
    pub name: String,
    pub kind: DivisionKindWord,
    pub level: i64,
}

impl From<&Node> for FigureDivision {
    fn from(node: &Node) -> Self {
        Self {
            id: node.id.uuid(),
            code: node.facts.code.as_ref().map(ToString::to_string),
            name: node.facts.name.as_str().to_owned(),
            kind: word(node.facts.kind),
            level: node.level().number(),
        }
    }
}

/// Persons; null where nothing was recorded.
#[derive(Serialize, ToSchema)]
pub struct PopulationBody {
    pub registered: Option<i64>,
    pub temporary: Option<i64>,
    pub total: Option<i64>,
    /// In how many communities and villages the registered population is recorded.
    pub recorded_in: i64,
    /// How many communities and villages there are.
    pub divisions: i64,
}

impl From<Population> for PopulationBody {
    fn from(population: Population) -> Self {
        let Population { registered, temporary, total, recorded_in, divisions } = population;
        Self { registered, temporary, total, recorded_in, divisions }
    }
}

/// All, those of streets, communities and villages, and those of military, police and enterprises.
#[derive(Serialize, ToSchema)]
pub struct ThreeBody {
    pub total: i64,
    pub local: i64,
    pub other: i64,
}

impl From<Three> for ThreeBody {
    fn from(three: Three) -> Self {
        let Three { total, local, other } = three;
        Self { total, local, other }
    }
}

/// Why a figure is blank.
#[derive(Serialize, ToSchema)]
pub struct BlankBody {
    pub reason: BlankReason,
    /// Those below that lack it, where others have it.
    pub missing: Vec<Named>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlankReason {
    /// The division does not exist on that day.
    NoDivision,
    /// Nothing was recorded up to that day.
    Unrecorded,
    /// It is recorded for some of the divisions below only.
    Incomplete,
}

impl From<BlankShown> for BlankBody {
    fn from(blank: BlankShown) -> Self {
        let reason = match blank.why {
            Blank::NoDivision => BlankReason::NoDivision,
            Blank::Unrecorded => BlankReason::Unrecorded,
            Blank::Incomplete(_) => BlankReason::Incomplete,
        };
        Self { reason, missing: blank.missing.into_iter().map(Named::from).collect() }
    }
}
