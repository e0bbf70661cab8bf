//! Rows of outlines: the corners of a division's rings. A division that a file names is drawn anew.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::access::Operation;
use domain::id::DivisionId;
use domain::journal::{ObjectRef, ObjectType};
use serde_json::json;
use storage::Tx;

use super::cells::{Cells, given};
use super::{Outcome, State};
use crate::{Ids, Result};

/// Corners in degrees by ring and place in it.
type Corners = HashMap<(i64, i64), (f64, f64)>;

/// What each division's outline was before this file.
#[derive(Default)]
pub(crate) struct Index {
    old: HashMap<DivisionId, Corners>,
}

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, id) = state.division(cells.text("code"), "code")?;
    let at = (given(cells.whole("ring")?, "ring")?, given(cells.whole("sequence")?, "sequence")?);
    let corner =
        (given(cells.number("longitude")?, "longitude")?, given(cells.number("latitude")?, "latitude")?);
    state.touch(tx, district, ObjectType::Division, id.uuid()).await?;
    if let Entry::Vacant(entry) = state.outlines.old.entry(id) {
        let rings = storage::grid::outline(tx, district, id).await?;
        let corners = (1i64..).zip(rings).flat_map(|(ring, corners)| {
            (1i64..).zip(corners).map(move |(sequence, corner)| ((ring, sequence), corner))
        });
        entry.insert(corners.collect());
        storage::grid::clear_outline(tx, district, id).await?;
    }
    storage::grid::insert_corner(tx, district, id, Ids::at(state.now).uuid(), at, corner).await?;
    let old = state.outlines.old.get(&id).and_then(|old| old.get(&at)).copied();
    if old == Some(corner) {
        return Ok(Outcome::Unchanged);
    }
    let object = ObjectRef { kind: ObjectType::Division, id: id.uuid(), name: cells.text("code").to_owned() };
    let said = |(longitude, latitude): (f64, f64)| json!({ "ring": at.0, "sequence": at.1, "longitude": longitude, "latitude": latitude });
    let mut work = state.work(tx, district).await?;
    work.journal(Operation::DivisionEdit, object, (old.map(said), Some(said(corner))), None).await?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}
