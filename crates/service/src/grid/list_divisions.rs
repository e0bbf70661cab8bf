//! The divisions of the district: as a list, and all at once for tree and map.

use std::collections::HashMap;

use domain::access::{Operation, Place};
use domain::grid::{ClassCode, DivisionKind, Node};
use domain::id::DivisionId;
use domain::name::search_key;
use storage::After;

use crate::query::page_of;
use crate::{Error, Listing, Paged, Result, View};

#[derive(Debug, Clone, Default)]
pub struct DivisionFilter {
    pub kind: Option<DivisionKind>,
    pub name: String,
    pub class_code: Option<ClassCode>,
}

/// A page of divisions by name, each with its parent.
///
/// # Errors
/// `NotFound` for a division of elsewhere.
pub async fn list_divisions(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &DivisionFilter,
) -> Result<Paged<(Node, Option<Node>)>> {
    view.authorise(Operation::DivisionView, &view.caller.actor.place)?;
    let tree = view.tree().await?;
    let within = listing.within.unwrap_or(tree.district);
    if tree.get(within).is_none() {
        return Err(Error::NotFound);
    }
    let wanted = search_key(&filter.name);
    let mut found: Vec<_> = tree
        .nodes()
        .iter()
        .filter(|node| filter.kind.is_none_or(|kind| node.facts.kind == kind))
        .filter(|node| filter.class_code.is_none() || node.facts.class_code == filter.class_code)
        .filter(|node| wanted.is_empty() || node.facts.name.search_key().contains(&wanted))
        .filter(|node| tree.is_within(node.id, within))
        .map(|node| (node.facts.name.sort_key(), node))
        .collect();
    found.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    let page = page_of(found, listing, |(key, node)| After { key: key.clone(), id: node.id.uuid() });
    Ok(page.map(|(_, node)| (node.clone(), node.facts.parent.and_then(|id| tree.get(id)).cloned())))
}

pub struct MapNode {
    pub node: Node,
    /// Units in the division and below it; `None` for a caller who may not see them.
    pub units: Option<i64>,
}

/// The whole district at once: hundreds of nodes, positions and the outline in WGS-84 degrees.
pub struct DistrictMap {
    pub district: DivisionId,
    pub nodes: Vec<MapNode>,
    pub outline: Vec<Vec<(f64, f64)>>,
}

/// # Errors
/// `NotFound` for an appointment that may not see the grid.
pub async fn map(view: &mut View<'_>) -> Result<DistrictMap> {
    view.authorise(Operation::DivisionView, &view.caller.actor.place)?;
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let outline = storage::grid::outline(&mut view.conn, district, district).await?;
    let own = storage::statistics::units(&mut view.conn, district, as_of).await?;
    let mut below: HashMap<DivisionId, i64> = HashMap::new();
    for fact in own {
        for node in tree.path(fact.division) {
            *below.entry(node.id).or_default() += fact.units;
        }
    }
    let actor = &view.caller.actor;
    let visible = |node: &Node| {
        let place = Place::division(district, node.level(), node.id, node.street);
        actor.may(Operation::UnitView, &place)
    };
    let nodes = tree
        .nodes()
        .iter()
        .map(|node| MapNode {
            node: node.clone(),
            units: visible(node).then(|| below.get(&node.id).copied().unwrap_or(0)),
        })
        .collect();
    Ok(DistrictMap { district, nodes, outline })
}
