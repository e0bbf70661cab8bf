//! What lies in a province or city: its cities or districts, each with how many divisions of each kind it has on a day.
//! Public counts, summed from the roll-up: no district's own table is read.

use std::collections::{BTreeMap, HashMap};

use domain::access::Operation;
use domain::grid::{DivisionCode, DivisionKind, Level};
use domain::id::DivisionId;
use storage::reference::Upper;
use storage::rollup;

use crate::{Error, Result, View};

pub struct BelowUpper {
    pub name: String,
    pub code: String,
    pub children: Vec<UpperChild>,
}

pub struct UpperChild {
    pub id: DivisionId,
    pub name: String,
    pub code: Option<String>,
    pub divisions: BTreeMap<DivisionKind, i64>,
}

/// # Errors
/// `NotFound` for a code that is neither a province's nor a city's.
pub async fn below_upper(view: &mut View<'_>, code: &str) -> Result<BelowUpper> {
    view.authorise(Operation::DivisionView, &view.caller.actor.place)?;
    let code = DivisionCode::parse(code, "code").map_err(|_| Error::NotFound)?;
    let as_of = view.as_of;
    let conn = &mut view.conn;
    let upper = storage::reference::upper(conn, code.as_str()).await?.ok_or(Error::NotFound)?;
    let (counts, heads) = if upper.kind.level() == Level::Province {
        let cities = storage::reference::uppers_below(conn, upper.id).await?;
        let head = |city: Upper| rollup::Head { id: city.id, name: city.name, code: Some(city.code) };
        (rollup::below_province(conn, upper.id, as_of).await?, cities.into_iter().map(head).collect())
    } else {
        (rollup::below_city(conn, upper.id, as_of).await?, rollup::heads(conn, upper.id, as_of).await?)
    };
    let mut by_child: HashMap<DivisionId, BTreeMap<DivisionKind, i64>> = HashMap::new();
    for found in counts.into_iter().filter(|found| found.divisions != 0) {
        by_child.entry(found.child).or_default().insert(found.kind, found.divisions);
    }
    let child = |head: rollup::Head| UpperChild {
        divisions: by_child.remove(&head.id).unwrap_or_default(),
        id: head.id,
        name: head.name,
        code: head.code,
    };
    Ok(BelowUpper { name: upper.name, code: upper.code, children: heads.into_iter().map(child).collect() })
}
