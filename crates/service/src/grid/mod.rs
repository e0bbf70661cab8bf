//! S1: the grid.

mod create_division;
mod dissolve_division;
mod edit_division;
mod list_divisions;
mod list_observations;
mod record_observation;
mod show_division;

pub use create_division::CreateDivision;
pub use dissolve_division::DissolveDivision;
pub use edit_division::{DivisionChanges, EditDivision};
pub use list_divisions::{DistrictMap, DivisionFilter, MapNode, list_divisions, map};
pub use list_observations::{ObservationShown, list_observations};
pub use record_observation::RecordObservation;
pub use show_division::{DivisionShown, show_division};
pub use storage::grid::Observation;

use domain::grid::DivisionFacts;
use serde_json::{Value, json};

/// What the journal keeps of a division's facts.
pub(crate) fn values(facts: &DivisionFacts, parent: Option<&str>) -> Value {
    json!({
        "name": facts.name, "kind": facts.kind.word(), "code": facts.code, "class_code": facts.class_code,
        "parent": parent,
    })
}
