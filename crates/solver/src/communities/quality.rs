//! How good communities are, and how alike two answers.

use super::Graph;

/// Newman's modularity with a resolution; 0 for a graph without edges.
pub fn modularity(graph: &Graph, community: &[u32], resolution: f64) -> f64 {
    let total = graph.total();
    if total == 0.0 {
        return 0.0;
    }
    let (inside, degree) = sums(graph, community, |node| graph.degree(node));
    let expected: f64 = degree.iter().map(|d| (d / (2.0 * total)).powi(2)).sum();
    inside / total - resolution * expected
}

/// The constant Potts model: edges inside minus `resolution` for every pair inside.
pub fn potts(graph: &Graph, community: &[u32], resolution: f64) -> f64 {
    let (inside, size) = sums(graph, community, |node| f64::from(graph.size(node)));
    inside - resolution * size.iter().map(|n| n * (n - 1.0) / 2.0).sum::<f64>()
}

fn sums(graph: &Graph, community: &[u32], of: impl Fn(usize) -> f64) -> (f64, Vec<f64>) {
    let most = community.iter().max().map_or(0, |&c| c as usize + 1);
    let (mut inside, mut sum) = (0.0, vec![0.0; most]);
    for node in 0..graph.nodes() {
        let home = community[node];
        let near: f64 =
            graph.around(node).filter(|(other, _)| community[*other] == home).map(|(_, w)| w).sum();
        inside += graph.own(node) + near / 2.0;
        sum[home as usize] += of(node);
    }
    (inside, sum)
}

/// Normalised mutual information of two groupings of the same nodes, from 0 (unrelated) to 1 (equal).
pub fn mutual_information(a: &[u32], b: &[u32]) -> f64 {
    let n = a.len().min(b.len());
    if n == 0 {
        return 1.0;
    }
    let mut pairs: Vec<(u32, u32)> = a.iter().copied().zip(b.iter().copied()).collect();
    pairs.sort_unstable();
    let counts = |group: &[u32]| {
        let mut count = vec![0.0; group.iter().max().map_or(0, |&m| m as usize + 1)];
        group[..n].iter().for_each(|&g| count[g as usize] += 1.0 / n as f64);
        count
    };
    let (share_a, share_b) = (counts(a), counts(b));
    let entropy = |share: &[f64]| -> f64 { share.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum() };
    let mutual: f64 = pairs
        .chunk_by(|x, y| x == y)
        .map(|chunk| {
            let joint = chunk.len() as f64 / n as f64;
            joint * (joint / (share_a[chunk[0].0 as usize] * share_b[chunk[0].1 as usize])).ln()
        })
        .sum();
    let both = entropy(&share_a) + entropy(&share_b);
    if both == 0.0 { 1.0 } else { 2.0 * mutual / both }
}
