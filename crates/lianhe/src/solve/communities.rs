//! `lianhe solve communities`: communities of an edge list.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;
use solver::communities::{Graph, Options, Quality, leiden, modularity, mutual_information, potts};

use super::watch::Watch;
use super::{Common, peak_memory_mib, print, read, write};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    common: Common,
    /// Greater: more and smaller communities
    #[arg(long, default_value_t = 1.0)]
    resolution: f64,
    /// Another seed may give another answer; the same seed gives the same
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[arg(long, value_enum, default_value_t = Measure::Modularity)]
    quality: Measure,
    /// How often the method is repeated on its own answer, at most
    #[arg(long, default_value_t = Options::default().iterations)]
    iterations: u32,
    /// Join communities of fewer nodes to a neighbour
    #[arg(long, default_value_t = 1)]
    min_size: u32,
    /// Let no community grow beyond this many nodes
    #[arg(long, default_value_t = u32::MAX, hide_default_value = true)]
    max_size: u32,
    /// Ignore loops and count repeated edges, in either direction, once
    #[arg(long)]
    simple: bool,
    /// Compare with the communities in this file of `node label` lines
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Write `node community` for every node
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Measure {
    Modularity,
    /// The constant Potts model
    Cpm,
}

#[derive(Serialize)]
struct Answer {
    communities: usize,
    modularity: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    normalised_mutual_information: Option<f64>,
    nodes: usize,
    edges: usize,
    largest: u32,
    smallest: u32,
    read_seconds: f64,
    build_seconds: f64,
    seconds: f64,
    cpu_seconds: Option<f64>,
    peak_memory_mib: Option<f64>,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut list = read::edges::read(read::open(&args.common.file)?)?;
    if let Some(labels) = &args.labels {
        list.read_labels(read::open(labels)?)?;
    }
    let read_seconds = started.elapsed().as_secs_f64();
    if args.simple {
        list.edges.retain(|(a, b, _)| a != b);
        list.edges.iter_mut().for_each(|edge| (edge.0, edge.1) = (edge.0.min(edge.1), edge.0.max(edge.1)));
        list.edges.sort_by_key(|&(a, b, _)| (a, b));
        list.edges.dedup_by_key(|&mut (a, b, _)| (a, b));
    }
    let built = Instant::now();
    let graph = Graph::new(list.names.len(), &list.edges);
    let build_seconds = built.elapsed().as_secs_f64();

    let options = Options {
        quality: if args.quality == Measure::Cpm { Quality::Potts } else { Quality::Modularity },
        resolution: args.resolution,
        seed: args.seed,
        iterations: args.iterations,
        smallest: args.min_size,
        largest: args.max_size,
    };
    let watch = Watch::new(args.common.time_limit);
    let community = leiden(&graph, &options, &mut |nodes| watch.tick(|| format!("{nodes} nodes")))?;
    let (seconds, cpu_seconds) = (watch.seconds(), watch.cpu_seconds());
    drop(watch);

    let mut sizes = vec![0u32; community.iter().max().map_or(0, |&most| most as usize + 1)];
    community.iter().for_each(|&c| sizes[c as usize] += 1);
    let lines = list.names.iter().zip(&community).map(|(name, community)| format!("{name} {community}"));
    write(args.out.as_deref(), lines)?;
    let answer = Answer {
        communities: sizes.len(),
        modularity: modularity(&graph, &community, args.resolution),
        cpm: (args.quality == Measure::Cpm).then(|| potts(&graph, &community, args.resolution)),
        normalised_mutual_information: likeness(&list, &community),
        nodes: graph.nodes(),
        edges: list.edges.len(),
        largest: sizes.iter().copied().max().unwrap_or(0),
        smallest: sizes.iter().copied().min().unwrap_or(0),
        read_seconds,
        build_seconds,
        seconds,
        cpu_seconds,
        peak_memory_mib: peak_memory_mib(),
    };
    print(args.common.json, &answer)
}

/// How alike the answer and the known communities are, over the nodes whose community is known.
fn likeness(list: &read::edges::Edges, community: &[u32]) -> Option<f64> {
    let mut known: Vec<(u32, &str)> =
        list.labels.iter().map(|(&node, label)| (node, label.as_str())).collect();
    known.sort_unstable();
    let mut numbers = HashMap::new();
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for (node, label) in known {
        let next = numbers.len() as u32;
        theirs.push(*numbers.entry(label).or_insert(next));
        ours.push(community[node as usize]);
    }
    (!ours.is_empty()).then(|| mutual_information(&ours, &theirs))
}
