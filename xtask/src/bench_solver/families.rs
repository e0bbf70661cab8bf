//! The generated instances of the bench, each from a fixed seed.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

const ELIGIBLE: usize = 20;
const BEST: i32 = 1000;

struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Roughly normal, which is enough for clusters of points.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Demands (quantity 1 to 10), a tenth as many sites with nine tenths of the capacity wanted, and for each
/// demand twenty eligible sites with scores of 1 to 1000; a demand may stay unserved at score 0.
pub struct Transport {
    quantity: Vec<i32>,
    capacity: Vec<i32>,
    /// Site and score, twenty per demand.
    pairs: Vec<(u32, i32)>,
}

/// What one in a hundred demands has of its own in a changed instance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    Nothing,
    Quantity,
    QuantityAndScores,
}

const ONE_IN: usize = 100;

pub fn transport(demands: usize, geographic: bool, changed: Changed) -> Transport {
    let mut numbers = Numbers(demands as u64 * 2 + u64::from(geographic));
    let sites = (demands / 10).max(2 * ELIGIBLE);
    let mut quantity: Vec<i32> = (0..demands).map(|_| 1 + numbers.below(10) as i32).collect();
    let wanted: f64 = quantity.iter().map(|&q| f64::from(q)).sum::<f64>() * 0.9;
    let share: Vec<f64> = (0..sites)
        .map(|_| 0.1 - numbers.unit().max(1e-9).ln() - numbers.unit().max(1e-9).ln() / 2.0)
        .collect();
    let all: f64 = share.iter().sum();
    let capacity = share.iter().map(|share| ((share / all * wanted) as i32).max(1)).collect();
    let mut pairs =
        if geographic { near(&mut numbers, demands, sites) } else { anywhere(&mut numbers, demands, sites) };
    let mut change = Numbers(7);
    for demand in 0..demands {
        if changed != Changed::Nothing && change.below(ONE_IN) == 0 {
            quantity[demand] = 1 + change.below(10) as i32;
            if changed == Changed::Quantity {
                continue;
            }
            for pair in &mut pairs[demand * ELIGIBLE..(demand + 1) * ELIGIBLE] {
                let shift = change.below(401) as i32 - 200;
                pair.1 = (pair.1 + shift).clamp(1, BEST);
            }
        }
    }
    Transport { quantity, capacity, pairs }
}

fn anywhere(numbers: &mut Numbers, demands: usize, sites: usize) -> Vec<(u32, i32)> {
    let mut pairs: Vec<(u32, i32)> = Vec::with_capacity(demands * ELIGIBLE);
    for demand in 0..demands {
        while pairs.len() < (demand + 1) * ELIGIBLE {
            let site = numbers.below(sites) as u32;
            if pairs[demand * ELIGIBLE..].iter().all(|&(other, _)| other != site) {
                pairs.push((site, 1 + numbers.below(BEST as usize) as i32));
            }
        }
    }
    pairs
}

/// Points in the unit square, seven in ten around twelve centres; eligible are twenty of the thirty nearest
/// sites; the score falls with the distance.
fn near(numbers: &mut Numbers, demands: usize, sites: usize) -> Vec<(u32, i32)> {
    let centres: Vec<(f64, f64)> = (0..12).map(|_| (numbers.unit(), numbers.unit())).collect();
    let mut point = || {
        if numbers.unit() < 0.7 {
            let (x, y) = centres[numbers.below(12)];
            ((x + 0.04 * numbers.bell()).rem_euclid(1.0), (y + 0.04 * numbers.bell()).rem_euclid(1.0))
        } else {
            (numbers.unit(), numbers.unit())
        }
    };
    let places: Vec<(f64, f64)> = (0..sites).map(|_| point()).collect();
    let wanted: Vec<(f64, f64)> = (0..demands).map(|_| point()).collect();
    let side = ((sites as f64 / 4.0).sqrt() as usize).max(1);
    let cell = |x: f64| ((x * side as f64) as usize).min(side - 1);
    let mut grid = vec![Vec::new(); side * side];
    places.iter().enumerate().for_each(|(site, &(x, y))| grid[cell(y) * side + cell(x)].push(site as u32));
    let mut pairs = Vec::with_capacity(demands * ELIGIBLE);
    let mut found: Vec<(f64, u32)> = Vec::new();
    for &(x, y) in &wanted {
        let (cx, cy) = (cell(x), cell(y));
        for ring in 1.. {
            found.clear();
            for gy in cy.saturating_sub(ring)..=(cy + ring).min(side - 1) {
                for gx in cx.saturating_sub(ring)..=(cx + ring).min(side - 1) {
                    let distance =
                        |site: u32| (places[site as usize].0 - x).hypot(places[site as usize].1 - y);
                    found.extend(grid[gy * side + gx].iter().map(|&site| (distance(site), site)));
                }
            }
            if found.len() >= 3 * ELIGIBLE / 2 || ring > side {
                break;
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.truncate(3 * ELIGIBLE / 2);
        let typical = found.iter().map(|(distance, _)| distance).sum::<f64>() / found.len() as f64;
        while found.len() > ELIGIBLE {
            found.swap_remove(numbers.below(found.len()));
        }
        for &(distance, site) in &found {
            let score = 1000.0 / (1.0 + distance / typical) + numbers.below(301) as f64 - 150.0;
            pairs.push((site, (score as i32).clamp(1, BEST)));
        }
    }
    pairs
}

impl Transport {
    /// Every arc as tail, head, upper bound, cost; nodes from 0: demands, sites, the sink.
    fn arcs(&self) -> impl Iterator<Item = [i32; 4]> + '_ {
        let (demands, sites) = (self.quantity.len() as i32, self.capacity.len() as i32);
        let sink = demands + sites;
        let each = move |demand: i32| {
            let quantity = self.quantity[demand as usize];
            let pairs = &self.pairs[demand as usize * ELIGIBLE..][..ELIGIBLE];
            let pairs = pairs
                .iter()
                .map(move |&(site, score)| [demand, demands + site as i32, quantity, BEST + 1 - score]);
            pairs.chain(std::iter::once([demand, sink, quantity, BEST + 1]))
        };
        let last =
            self.capacity.iter().enumerate().map(move |(site, &c)| [demands + site as i32, sink, c, 0]);
        (0..demands).flat_map(each).chain(last)
    }

    fn supply(&self) -> Vec<i32> {
        let mut supply = self.quantity.clone();
        supply.resize(self.quantity.len() + self.capacity.len(), 0);
        supply.push(-self.quantity.iter().sum::<i32>());
        supply
    }

    fn count(&self) -> usize {
        self.pairs.len() + self.quantity.len() + self.capacity.len()
    }

    pub fn write_dimacs(&self, path: &Path) -> anyhow::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let supply = self.supply();
        writeln!(out, "p min {} {}", supply.len(), self.count())?;
        for (node, supply) in supply.iter().enumerate().filter(|(_, supply)| **supply != 0) {
            writeln!(out, "n {} {supply}", node + 1)?;
        }
        for [tail, head, upper, cost] in self.arcs() {
            writeln!(out, "a {} {} 0 {upper} {cost}", tail + 1, head + 1)?;
        }
        Ok(out.flush()?)
    }

    pub fn write_binary(&self, path: &Path) -> anyhow::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let supply = self.supply();
        for count in [supply.len() as i64, self.count() as i64] {
            out.write_all(&count.to_le_bytes())?;
        }
        for value in supply.into_iter().chain(self.arcs().flatten()) {
            out.write_all(&value.to_le_bytes())?;
        }
        Ok(out.flush()?)
    }
}

/// A graph with planted communities of 20 to 200 nodes, twenty edge ends per node, three in ten of them to
/// anywhere.
pub struct Planted(Vec<(u32, u32)>);

pub fn planted(edges: usize) -> Planted {
    let mut numbers = Numbers(5);
    let nodes = edges / 10;
    let mut community = Vec::with_capacity(nodes);
    let mut begins = vec![];
    while community.len() < nodes {
        let size = (20.0 * (1.0 - numbers.unit()).powf(-2.0 / 3.0)).min(200.0) as usize;
        begins.push((community.len(), size.min(nodes - community.len())));
        community.resize(community.len() + begins[begins.len() - 1].1, begins.len() - 1);
    }
    let drawn = (0..edges).map(|_| {
        let a = numbers.below(nodes);
        let (begin, size) = if numbers.unit() < 0.7 { begins[community[a]] } else { (0, nodes) };
        let b = begin + numbers.below(size);
        (a.min(b) as u32, a.max(b) as u32)
    });
    let mut list: Vec<(u32, u32)> = drawn.filter(|(a, b)| a != b).collect();
    list.sort_unstable();
    list.dedup();
    Planted(list)
}

impl Planted {
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        self.0.iter().try_for_each(|(a, b)| writeln!(out, "{a} {b}"))?;
        Ok(out.flush()?)
    }
}

/// Persons with limits and absences, units with due dates, own units, preferences and places.
pub fn rota(persons: usize, units: usize, periods: usize) -> Value {
    let mut numbers = Numbers(11);
    let mut place = || [numbers.below(20_000), numbers.below(20_000)];
    let places: Vec<_> = (0..persons + units).map(|_| place()).collect();
    let mut numbers = Numbers(12);
    let person = |index: usize, numbers: &mut Numbers| {
        let absent: Vec<usize> = (0..periods).filter(|_| numbers.below(20) == 0).collect();
        let own = numbers.below(units);
        json!({"id": format!("p{index}"), "limit": 4, "absent": absent, "forbidden": [format!("u{own}")],
               "prefers": [format!("u{}", numbers.below(units))], "at": places[index]})
    };
    let persons_list: Vec<Value> = (0..persons).map(|index| person(index, &mut numbers)).collect();
    let unit = |index: usize, numbers: &mut Numbers| {
        let first = numbers.below(3);
        let due: Vec<usize> = (first..periods).step_by(3).collect();
        json!({"id": format!("u{index}"), "due": due, "at": places[persons + index],
               "prefers": [format!("p{}", numbers.below(persons))]})
    };
    let units_list: Vec<Value> = (0..units).map(|index| unit(index, &mut numbers)).collect();
    json!({"periods": periods, "persons": persons_list, "units": units_list})
}
