//! Communities of a weighted graph by the Leiden method: move, refine, join, repeat.
//!
//! Guarantees: every community is connected; no single node would better be elsewhere (within the size
//! limits); the same graph, options and seed give the same communities. The quality is modularity or the
//! constant Potts model, both as a weight of edges inside minus what is expected there.
//!
//! `graph` holds the rows, `moves` the two kinds of moves, `shape` what is mended at the end, `quality` the
//! measures.

mod graph;
mod moves;
mod quality;
mod shape;

use std::ops::ControlFlow;

pub use graph::Graph;
pub use quality::{modularity, mutual_information, potts};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quality {
    /// Compared with a random graph of the same degrees.
    #[default]
    Modularity,
    /// Compared with a constant density: the resolution itself.
    Potts,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    pub quality: Quality,
    pub resolution: f64,
    pub seed: u64,
    /// How many rounds of the whole method there are at most, those of a second start included.
    pub iterations: u32,
    /// Smaller communities are given to their best neighbour, where they have one and it has room.
    pub smallest: u32,
    /// No community grows beyond this many nodes.
    pub largest: u32,
}

impl Default for Options {
    fn default() -> Self {
        let quality = Quality::Modularity;
        Self { quality, resolution: 1.0, seed: 0, iterations: 4, smallest: 1, largest: u32::MAX }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommunityError {
    #[error("weights and the resolution must be finite and not negative")]
    Weight,
    #[error("stopped before the end")]
    Stopped,
}

/// Graphs of at most so many edges are begun so many times.
const SMALL: usize = 50_000;
const STARTS: u32 = 2;

/// Called between the levels of the method with the number of nodes of the level.
pub type Watch<'a> = &'a mut dyn FnMut(usize) -> ControlFlow<()>;

/// What the moves weigh: edges inside against `expected · mass · mass`.
pub(crate) struct Scale {
    /// Degree (modularity) or size (Potts) of each node.
    mass: Vec<f64>,
    expected: f64,
}

impl Scale {
    fn of(graph: &Graph, options: &Options, total: f64) -> Self {
        let nodes = 0..graph.nodes();
        match options.quality {
            Quality::Modularity => {
                let expected = if total > 0.0 { options.resolution / (2.0 * total) } else { 0.0 };
                Self { mass: nodes.map(|node| graph.degree(node)).collect(), expected }
            }
            Quality::Potts => Self {
                mass: nodes.map(|node| f64::from(graph.size(node))).collect(),
                expected: options.resolution,
            },
        }
    }
}

/// The community of each node, numbered from 0 in the order of their first nodes.
pub fn leiden(graph: &Graph, options: &Options, watch: Watch<'_>) -> Result<Vec<u32>, CommunityError> {
    let total = graph.total();
    let fine = |weight: f64| weight >= 0.0 && weight.is_finite();
    let all_fine = (0..graph.nodes()).all(|v| fine(graph.own(v)) && graph.around(v).all(|(_, w)| fine(w)));
    if !(all_fine && fine(total) && fine(options.resolution)) {
        return Err(CommunityError::Weight);
    }
    let mut chance = crate::seeded::Seeded::new(options.seed);
    let alone: Vec<u32> = (0..graph.nodes() as u32).collect();
    let mut community = alone.clone();
    let mut best = f64::NEG_INFINITY;
    // A small graph is begun more than once, since where a search begins matters most there.
    let starts = if graph.edges() <= SMALL { STARTS } else { 1 };
    for _ in 0..starts.min(options.iterations) {
        let mut another = alone.clone();
        one_round(graph, options, total, &mut chance, &mut another, watch)?;
        let quality = match options.quality {
            Quality::Modularity => modularity(graph, &another, options.resolution),
            Quality::Potts => potts(graph, &another, options.resolution),
        };
        if quality > best {
            (community, best) = (another, quality);
        }
    }
    number(&mut community);
    // Each further start is paid for with two rounds.
    for _ in 2 * starts - 1..options.iterations {
        let before = community.clone();
        one_round(graph, options, total, &mut chance, &mut community, watch)?;
        number(&mut community);
        if community == before {
            break;
        }
    }
    shape::split_unconnected(graph, &mut community);
    if options.smallest > 1 {
        let scale = Scale::of(graph, options, total);
        shape::join_small(graph, &scale, options, &mut community);
    }
    number(&mut community);
    Ok(community)
}

/// Once through all levels: the graph, the graph of its refined communities, and so on.
fn one_round(
    graph: &Graph,
    options: &Options,
    total: f64,
    chance: &mut crate::seeded::Seeded,
    community: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), CommunityError> {
    // The level's node of each node of the first graph.
    let mut node_of: Vec<u32> = (0..graph.nodes() as u32).collect();
    let mut joined: Option<Graph> = None;
    let mut group: Vec<u32> = community.to_vec();
    loop {
        let level = joined.as_ref().unwrap_or(graph);
        if watch(level.nodes()).is_break() {
            return Err(CommunityError::Stopped);
        }
        let scale = Scale::of(level, options, total);
        moves::improve(level, &scale, options.largest, chance, &mut group);
        let groups = number(&mut group);
        for (community, &node) in community.iter_mut().zip(&node_of) {
            *community = group[node as usize];
        }
        if groups == level.nodes() {
            return Ok(());
        }
        let mut refined = moves::refine(level, &scale, &group, groups, chance);
        let parts = number(&mut refined);
        if parts == level.nodes() {
            return Ok(());
        }
        let mut group_of_part = vec![0u32; parts];
        refined.iter().zip(&group).for_each(|(&part, &group)| group_of_part[part as usize] = group);
        node_of.iter_mut().for_each(|node| *node = refined[*node as usize]);
        joined = Some(level.joined(&refined, parts));
        group = group_of_part;
    }
}

/// Numbers the groups from 0 in the order of their first members; returns how many there are.
fn number(group: &mut [u32]) -> usize {
    let most = group.iter().max().map_or(0, |&most| most as usize + 1);
    let mut name = vec![u32::MAX; most];
    let mut next = 0;
    for group in group {
        let name = &mut name[*group as usize];
        if *name == u32::MAX {
            *name = next;
            next += 1;
        }
        *group = *name;
    }
    next as usize
}
