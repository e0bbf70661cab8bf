//! DIMACS minimum-cost flow: `p min NODES ARCS`, `n NODE SUPPLY`, `a TAIL HEAD LOWER UPPER COST`, `c …`.

use std::io::BufRead;

use anyhow::{Context, bail, ensure};
use solver::flow::{Network, UNBOUNDED};

use super::{lines, number, words};

/// More nodes than this are refused: a line of twenty bytes must not reserve the memory of the machine.
const MOST_NODES: i64 = 1 << 26;

pub fn read(input: impl BufRead) -> anyhow::Result<Network> {
    let mut network: Option<Network> = None;
    let mut declared = 0;
    lines(input, |_, line| {
        let mut words = words(line);
        match words.next() {
            None | Some(b"c") => {}
            Some(b"p") => {
                ensure!(network.is_none(), "a second problem line");
                ensure!(words.next() == Some(b"min"), "only “p min” is understood");
                let nodes = number(&mut words)?;
                declared = number(&mut words)?;
                ensure!(
                    (0..=MOST_NODES).contains(&nodes) && declared >= 0,
                    "impossible numbers of nodes or arcs"
                );
                network = Some(Network::new(nodes as usize));
            }
            Some(b"n") => {
                let network = network.as_mut().context("a node before the problem line")?;
                let node = index(network, number(&mut words)?)?;
                network.supply[node as usize] = number(&mut words)?;
            }
            Some(b"a") => {
                let network = network.as_mut().context("an arc before the problem line")?;
                let (tail, head) = (number(&mut words)?, number(&mut words)?);
                let (tail, head) = (index(network, tail)?, index(network, head)?);
                let (lower, upper, cost) = (number(&mut words)?, number(&mut words)?, number(&mut words)?);
                // The format knows no word for “no bound”; writers use huge numbers or a negative one.
                let upper = if upper < 0 && lower >= 0 { UNBOUNDED } else { upper.min(UNBOUNDED) };
                let arc = network.arc(tail, head, upper, cost);
                if lower != 0 && network.lower.is_empty() {
                    network.lower = vec![0; arc + 1];
                }
                if lower != 0 {
                    network.lower[arc] = lower;
                }
            }
            Some(other) => bail!("“{}” begins no known line", String::from_utf8_lossy(other)),
        }
        ensure!(line.starts_with(b"c") || words.next().is_none(), "more words than the format has");
        Ok(())
    })?;
    let network = network.context("there is no problem line")?;
    let arcs = network.arcs();
    ensure!(arcs as i64 == declared, "{declared} arcs are declared, {arcs} are there");
    Ok(network)
}

fn index(network: &Network, node: i64) -> anyhow::Result<u32> {
    ensure!(node >= 1 && node <= network.nodes() as i64, "node {node} does not exist");
    Ok((node - 1) as u32)
}
