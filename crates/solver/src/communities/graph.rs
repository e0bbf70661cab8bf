//! A weighted undirected graph in compressed rows, and the graph of its groups.

/// Neighbours side by side; an edge appears in the rows of both its ends, a loop only in `own`.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    start: Vec<usize>,
    neighbour: Vec<u32>,
    weight: Vec<f64>,
    /// The weight of each node's loops, and of everything inside it once nodes have been joined.
    own: Vec<f64>,
    /// How many of the first graph's nodes each node stands for.
    size: Vec<u32>,
}

impl Graph {
    /// Builds the graph of these edges; repeated edges add up, in either direction.
    pub fn new(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let mut start = vec![0usize; nodes + 2];
        let mut own = vec![0.0; nodes];
        for &(a, b, weight) in edges {
            if a == b {
                own[a as usize] += weight;
            } else {
                start[a as usize + 2] += 1;
                start[b as usize + 2] += 1;
            }
        }
        (0..nodes).for_each(|node| start[node + 2] += start[node + 1]);
        let mut neighbour = vec![0u32; start[nodes + 1]];
        let mut weights = vec![0.0; start[nodes + 1]];
        for &(a, b, weight) in edges.iter().filter(|(a, b, _)| a != b) {
            for (from, to) in [(a, b), (b, a)] {
                let slot = &mut start[from as usize + 1];
                (neighbour[*slot], weights[*slot]) = (to, weight);
                *slot += 1;
            }
        }
        start.pop();
        let mut graph = Self { start, neighbour, weight: weights, own, size: vec![1; nodes] };
        graph.join_repeated();
        graph
    }

    /// Adds up entries of one row that name the same neighbour.
    fn join_repeated(&mut self) {
        let mut place = vec![usize::MAX; self.nodes()];
        let mut kept = 0;
        for node in 0..self.nodes() {
            let row = self.start[node]..self.start[node + 1];
            self.start[node] = kept;
            for entry in row {
                let other = self.neighbour[entry] as usize;
                // A place before this row's beginning is left over from an earlier row.
                if place[other] != usize::MAX && place[other] >= self.start[node] {
                    self.weight[place[other]] += self.weight[entry];
                } else {
                    place[other] = kept;
                    (self.neighbour[kept], self.weight[kept]) = (other as u32, self.weight[entry]);
                    kept += 1;
                }
            }
        }
        let nodes = self.nodes();
        self.start[nodes] = kept;
        self.neighbour.truncate(kept);
        self.weight.truncate(kept);
    }

    pub fn nodes(&self) -> usize {
        self.own.len()
    }

    /// Edges that are no loops, repeated ones counted once.
    pub fn edges(&self) -> usize {
        self.neighbour.len() / 2
    }

    pub fn size(&self, node: usize) -> u32 {
        self.size[node]
    }

    pub fn own(&self, node: usize) -> f64 {
        self.own[node]
    }

    #[inline(always)]
    pub fn around(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let row = self.start[node]..self.start[node + 1];
        self.neighbour[row.clone()].iter().map(|&n| n as usize).zip(self.weight[row].iter().copied())
    }

    /// The weight of all edge ends at a node; a loop has two.
    pub fn degree(&self, node: usize) -> f64 {
        2.0 * self.own[node] + self.weight[self.start[node]..self.start[node + 1]].iter().sum::<f64>()
    }

    /// The weight of all edges.
    pub fn total(&self) -> f64 {
        self.own.iter().sum::<f64>() + self.weight.iter().sum::<f64>() / 2.0
    }

    /// The graph whose nodes are the given groups of this one, numbered `0..groups`.
    pub fn joined(&self, group: &[u32], groups: usize) -> Self {
        let mut begin = vec![0u32; groups + 1];
        group.iter().for_each(|&g| begin[g as usize + 1] += 1);
        (0..groups).for_each(|g| begin[g + 1] += begin[g]);
        let mut next = begin.clone();
        let mut members = vec![0u32; group.len()];
        for (node, &g) in group.iter().enumerate() {
            members[next[g as usize] as usize] = node as u32;
            next[g as usize] += 1;
        }
        let mut joined =
            Self { start: vec![0], own: vec![0.0; groups], size: vec![0; groups], ..Self::default() };
        let mut weight_to = vec![0.0f64; groups];
        let mut touched: Vec<u32> = Vec::new();
        for g in 0..groups {
            for &member in &members[begin[g] as usize..begin[g + 1] as usize] {
                let node = member as usize;
                joined.own[g] += self.own[node];
                joined.size[g] += self.size[node];
                for (other, weight) in self.around(node) {
                    let other = group[other] as usize;
                    if other == g {
                        joined.own[g] += weight / 2.0;
                    } else {
                        if weight_to[other] == 0.0 {
                            touched.push(other as u32);
                        }
                        weight_to[other] += weight;
                    }
                }
            }
            for other in touched.drain(..) {
                joined.neighbour.push(other);
                joined.weight.push(std::mem::take(&mut weight_to[other as usize]));
            }
            joined.start.push(joined.neighbour.len());
        }
        joined
    }
}
