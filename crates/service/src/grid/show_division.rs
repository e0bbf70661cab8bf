//! One division with its path, its past, and what the caller may do to it.

use domain::access::Operation;
use domain::grid::Node;
use domain::id::DivisionId;
use storage::grid::DivisionPeriod;

use crate::{Error, Result, View};

pub struct DivisionShown {
    pub node: Node,
    /// From the district down to the division itself.
    pub path: Vec<Node>,
    /// Each with the name its parent has today.
    pub periods: Vec<(DivisionPeriod, Option<String>)>,
    pub permissions: Vec<Operation>,
}

/// # Errors
/// `NotFound` when it does not exist on the day, or not for this caller.
pub async fn show_division(view: &mut View<'_>, id: DivisionId) -> Result<DivisionShown> {
    let (tree, district) = (view.tree().await?, view.district());
    let place = tree.place(id).ok_or(Error::NotFound)?;
    view.authorise(Operation::DivisionView, &place)?;
    let periods = storage::grid::periods(&mut view.conn, district, id).await?;
    let name = |id: DivisionId| tree.get(id).map(|node| node.facts.name.as_str().to_owned());
    let parent = |period: &DivisionPeriod| period.facts.parent.and_then(name);
    let actor = &view.caller.actor;
    Ok(DivisionShown {
        node: tree.get(id).ok_or(Error::NotFound)?.clone(),
        path: tree.path(id).into_iter().cloned().collect(),
        periods: periods.into_iter().map(|period| (period.clone(), parent(&period))).collect(),
        permissions: Operation::ALL
            .iter()
            .copied()
            .filter(|op| !op.is_session() && actor.may(*op, &place))
            .collect(),
    })
}
