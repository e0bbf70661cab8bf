//! Edge lists: `a b [weight]` per line; names are any words; lines that begin with `#` or `%` are remarks.
//!
//! A file whose first line begins with the word `v` or `e` says with each line's first word what it holds:
//! `v node label` a node with its known community, `e a b [weight]` an edge.

use std::collections::HashMap;
use std::io::BufRead;

use anyhow::{Context, bail, ensure};

use super::{lines, words};

#[derive(Debug, Default)]
pub struct Edges {
    pub names: Vec<String>,
    pub edges: Vec<(u32, u32, f64)>,
    /// The known community of each node, where the file names them.
    pub labels: HashMap<u32, String>,
    index: HashMap<Vec<u8>, u32>,
}

impl Edges {
    fn node(&mut self, word: &[u8]) -> anyhow::Result<u32> {
        if let Some(&node) = self.index.get(word) {
            return Ok(node);
        }
        let node = u32::try_from(self.names.len()).context("too many nodes")?;
        self.names.push(std::str::from_utf8(word).context("a name is not UTF-8")?.to_owned());
        self.index.insert(word.to_vec(), node);
        Ok(node)
    }

    fn edge<'a>(&mut self, mut words: impl Iterator<Item = &'a [u8]>) -> anyhow::Result<()> {
        let (a, b) = words.next().zip(words.next()).context("an edge has two ends")?;
        let weight = match words.next() {
            None => 1.0,
            Some(word) => std::str::from_utf8(word)?.parse::<f64>().context("the weight is not a number")?,
        };
        ensure!(weight.is_finite() && weight >= 0.0, "a weight must be finite and not negative");
        ensure!(words.next().is_none(), "more than two ends and a weight");
        let edge = (self.node(a)?, self.node(b)?, weight);
        self.edges.push(edge);
        Ok(())
    }

    /// Reads `node label` lines: what is known about the communities of a list without labels.
    pub fn read_labels(&mut self, input: impl BufRead) -> anyhow::Result<()> {
        lines(input, |_, line| {
            let mut words = words(line);
            let Some(node) = words.next() else { return Ok(()) };
            // Nodes without edges are no part of the graph.
            if let Some(&node) = self.index.get(node) {
                self.labels.insert(node, label(words));
            }
            Ok(())
        })
    }
}

fn label<'a>(words: impl Iterator<Item = &'a [u8]>) -> String {
    words.map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

pub fn read(input: impl BufRead) -> anyhow::Result<Edges> {
    let mut read = Edges::default();
    let mut marked = None;
    lines(input, |_, line| {
        if line.is_empty() || line.starts_with(b"#") || line.starts_with(b"%") {
            return Ok(());
        }
        let first = words(line).next().unwrap_or_default();
        if !*marked.get_or_insert(first == b"v" || first == b"e") {
            return read.edge(words(line));
        }
        match first {
            b"e" => read.edge(words(line).skip(1)),
            b"v" => {
                let node = read.node(words(line).nth(1).context("a node has a name")?)?;
                read.labels.insert(node, label(words(line).skip(2)));
                Ok(())
            }
            _ => bail!("a line begins with v or e, as the first one does"),
        }
    })?;
    Ok(read)
}
