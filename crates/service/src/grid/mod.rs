//! S1: the grid.

mod below_upper;
mod book;
mod create_division;
mod dissolve_division;
mod division_events;
mod edit_division;
mod follow;
mod list_divisions;
mod list_observations;
mod merge_divisions;
mod move_division;
mod record_observation;
mod show_division;
mod soundness;
mod split_division;

pub use below_upper::{BelowUpper, UpperChild, below_upper};
pub use book::Because;
pub(crate) use book::Book;
pub use create_division::CreateDivision;
pub use dissolve_division::DissolveDivision;
pub use division_events::{ChangeDays, change_days, compare_days, division_events};
pub use edit_division::EditDivision;
pub(crate) use follow::{Follow, Goes, Standing};
pub use list_divisions::{DistrictMap, DivisionFilter, MapNode, list_divisions, map};
pub use list_observations::{ObservationShown, list_observations};
pub use merge_divisions::{MergeDivisions, MergeInto};
pub use move_division::MoveDivision;
pub use record_observation::RecordObservation;
pub use show_division::{DivisionShown, show_division};
pub use soundness::{Soundness, soundness};
pub use split_division::{NewPart, SplitDivision};
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
