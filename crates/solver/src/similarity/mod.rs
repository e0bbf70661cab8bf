//! A similarity graph from features: who is like whom, each node joined to its most similar `neighbours`.
//!
//! Likeness is a weighted mean over the kinds of features that both items have: shared levels of a
//! hierarchical code, cosine or overlap of weighted tokens, nearness of positions. Pairs are not all compared:
//! `candidates` proposes those that share a telling token, a code or a cell of the plane. An item of which
//! nothing is known has no edges.

mod candidates;
mod likeness;

pub use likeness::{jaccard, nearness, shared_levels};

/// What is known of one item; anything may be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// The levels of its code, from the top: section, division, group …
    pub code: Vec<u32>,
    /// Distinct tokens in ascending order, with weights greater than zero.
    pub tokens: Vec<(u32, f64)>,
    pub at: Option<(f64, f64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenMeasure {
    #[default]
    Cosine,
    /// Weight in common divided by weight of both together.
    Jaccard,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    pub neighbours: usize,
    pub code_weight: f64,
    pub token_weight: f64,
    pub position_weight: f64,
    pub token_measure: TokenMeasure,
    /// At this distance nearness has fallen to a half.
    pub half_distance: f64,
    /// Less likeness than this makes no edge.
    pub least: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            neighbours: 10,
            code_weight: 1.0,
            token_weight: 1.0,
            position_weight: 1.0,
            token_measure: TokenMeasure::Cosine,
            half_distance: 1000.0,
            least: 0.05,
        }
    }
}

/// The edges `(a, b, likeness)` with `a < b`, in order: a pair is joined when it is among the best of either.
pub fn graph(items: &[Item], settings: &Settings) -> Vec<(u32, u32, f64)> {
    let mut edges = Vec::new();
    let finder = candidates::Finder::new(items, settings);
    let mut near = Vec::new();
    for (a, item) in items.iter().enumerate() {
        let mut best: Vec<(u32, f64)> = Vec::new();
        finder.of(a, &mut near);
        for &b in &near {
            let likeness = likeness::of(item, &items[b as usize], settings);
            if likeness >= settings.least && likeness > 0.0 {
                best.push((b, likeness));
            }
        }
        best.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        best.truncate(settings.neighbours);
        edges.extend(best.into_iter().map(|(b, likeness)| ((a as u32).min(b), (a as u32).max(b), likeness)));
    }
    edges.sort_by_key(|&(a, b, _)| (a, b));
    edges.dedup_by_key(|&mut (a, b, _)| (a, b));
    edges
}
