//! The divisions of one district on one day, as a tree.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{DivisionFacts, DivisionKind, DivisionRef, Level};
use crate::access::Place;
use crate::id::{DistrictId, DivisionId};
use crate::period::Period;

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub id: DivisionId,
    pub version: i64,
    pub facts: DivisionFacts,
    pub period: Period,
    /// The street-level division that it lies in or is.
    pub street: Option<DivisionId>,
    /// Degrees, WGS-84: longitude, latitude.
    pub position: Option<(f64, f64)>,
}

impl Node {
    pub fn level(&self) -> Level {
        self.facts.kind.level()
    }

    pub fn as_ref(&self) -> DivisionRef {
        DivisionRef { id: self.id, name: self.facts.name.as_str().to_owned(), kind: self.facts.kind }
    }
}

#[derive(Debug, Clone)]
pub struct Tree {
    pub district: DistrictId,
    pub as_of: NaiveDate,
    nodes: Vec<Node>,
    index: HashMap<DivisionId, usize>,
}

impl Tree {
    /// `nodes` in the order in which lists show them.
    pub fn new(district: DistrictId, as_of: NaiveDate, nodes: Vec<Node>) -> Self {
        let index = nodes.iter().enumerate().map(|(i, node)| (node.id, i)).collect();
        Self { district, as_of, nodes, index }
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn get(&self, id: DivisionId) -> Option<&Node> {
        self.index.get(&id).map(|i| &self.nodes[*i])
    }

    /// A division by name; one that does not exist on the day is named by nothing.
    pub fn reference(&self, id: DivisionId) -> DivisionRef {
        let unnamed = || DivisionRef { id, name: String::new(), kind: DivisionKind::Community };
        self.get(id).map_or_else(unnamed, Node::as_ref)
    }

    pub fn place(&self, id: DivisionId) -> Option<Place> {
        self.get(id).map(|node| Place::division(self.district, node.level(), id, node.street))
    }

    /// From the district down to `id` itself.
    pub fn path(&self, id: DivisionId) -> Vec<&Node> {
        let mut path = Vec::new();
        let mut next = self.get(id);
        while let Some(node) = next {
            path.push(node);
            // A damaged tree must not hang its readers.
            next = if path.len() > self.nodes.len() {
                None
            } else {
                node.facts.parent.and_then(|id| self.get(id))
            };
        }
        path.reverse();
        path
    }

    pub fn children(&self, id: DivisionId) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |node| node.facts.parent == Some(id))
    }

    /// Whether `id` is `ancestor` or lies below it.
    pub fn is_within(&self, id: DivisionId, ancestor: DivisionId) -> bool {
        self.path(id).iter().any(|node| node.id == ancestor)
    }
}
