//! One division with its path, its past, and what the caller may do to it. One that has ended is shown as it last was.

use std::sync::Arc;

use domain::access::Operation;
use domain::grid::{DivisionState, Node, Timeline, Tree};
use domain::id::DivisionId;

use crate::{Error, Result, View};

pub struct DivisionShown {
    pub node: Node,
    /// From the district down to the division itself.
    pub path: Vec<Node>,
    /// Each with the name its parent had when it began.
    pub periods: Vec<(DivisionState, Option<String>)>,
    /// Whether it has ended by the day asked for.
    pub ended: bool,
    pub permissions: Vec<Operation>,
}

/// # Errors
/// `NotFound` when it does not exist yet on the day, or not for this caller.
pub async fn show_division(view: &mut View<'_>, id: DivisionId) -> Result<DivisionShown> {
    let timeline = view.timeline().await?;
    let (tree, ended) = tree_with(view, &timeline, id).await?;
    let place = tree.place(id).ok_or(Error::NotFound)?;
    view.authorise(Operation::DivisionView, &place)?;
    let parent = |state: &DivisionState| {
        let name = state.facts.parent.map(|parent| timeline.name(parent, state.period.from()).to_owned());
        name.filter(|name| !name.is_empty())
    };
    let actor = &view.caller.actor;
    Ok(DivisionShown {
        node: tree.get(id).ok_or(Error::NotFound)?.clone(),
        path: tree.path(id).into_iter().cloned().collect(),
        periods: timeline.states(id).iter().map(|state| (state.clone(), parent(state))).collect(),
        ended,
        permissions: Operation::ALL
            .iter()
            .copied()
            // What has ended can be looked at only.
            .filter(|op| !op.is_session() && (!ended || *op == op.view()) && actor.may(*op, &place))
            .collect(),
    })
}

/// The tree of the day, or of the division's last day before it, and whether it has ended.
async fn tree_with(view: &mut View<'_>, timeline: &Timeline, id: DivisionId) -> Result<(Arc<Tree>, bool)> {
    let as_of = view.as_of;
    let state = timeline.near(id, as_of).ok_or(Error::NotFound)?;
    let last = state.period.to().filter(|end| *end <= as_of).and_then(|end| end.pred_opt());
    Ok(match last {
        Some(day) => (view.tree_on(day).await?, true),
        None => (view.tree().await?, false),
    })
}
