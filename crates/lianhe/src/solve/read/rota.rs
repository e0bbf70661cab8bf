//! A rota as one JSON object; persons and units are named by their ids.

use std::collections::HashMap;
use std::io::{BufRead, Read};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use solver::rota::{Person, Rota, Unit, Visit};

/// No place on Earth in any metric unit needs more; keeps distances within 64 bits.
const FARTHEST: i64 = 1 << 40;
const MOST_PERIODS: u32 = 10_000;
/// The planner keeps a table of persons × units.
const MOST_PAIRS: usize = 1 << 28;
const MOST_BYTES: u64 = 1 << 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    periods: u32,
    persons: Vec<PersonLine>,
    units: Vec<UnitLine>,
    #[serde(default)]
    history: Vec<(String, String)>,
    #[serde(default)]
    earlier: Vec<VisitLine>,
    #[serde(default)]
    from: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonLine {
    id: String,
    limit: u32,
    total: Option<u32>,
    #[serde(default)]
    absent: Vec<u32>,
    #[serde(default)]
    forbidden: Vec<String>,
    #[serde(default)]
    prefers: Vec<String>,
    #[serde(default)]
    avoids: Vec<String>,
    at: Option<(i64, i64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitLine {
    id: String,
    due: Vec<u32>,
    #[serde(default)]
    forbidden: Vec<String>,
    #[serde(default)]
    prefers: Vec<String>,
    #[serde(default)]
    avoids: Vec<String>,
    at: Option<(i64, i64)>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VisitLine {
    pub period: u32,
    pub person: String,
    pub unit: String,
}

#[derive(Debug, Default)]
pub struct Named {
    pub rota: Rota,
    pub persons: Vec<String>,
    pub units: Vec<String>,
}

/// What one wish of one side is worth; two wishes for the same pair add up.
const WISH: i32 = 400;

pub fn read(input: impl BufRead) -> anyhow::Result<Named> {
    let mut text = Vec::new();
    input.take(MOST_BYTES).read_to_end(&mut text)?;
    let file: File = serde_json::from_slice(&text)?;
    ensure!(file.periods <= MOST_PERIODS, "more than {MOST_PERIODS} periods");
    ensure!(file.persons.len().saturating_mul(file.units.len()) <= MOST_PAIRS, "too many persons and units");
    let persons = index(file.persons.iter().map(|person| &person.id))?;
    let units = index(file.units.iter().map(|unit| &unit.id))?;
    let mut read = Named {
        rota: Rota { periods: file.periods, from: file.from, ..Rota::default() },
        persons: file.persons.iter().map(|person| person.id.clone()).collect(),
        units: file.units.iter().map(|unit| unit.id.clone()).collect(),
    };
    let rota = &mut read.rota;
    let place = |at: Option<(i64, i64)>| match at {
        Some((x, y)) if x.abs().max(y.abs()) > FARTHEST => bail!("a place beyond {FARTHEST}"),
        _ => Ok(at),
    };
    for (person, line) in (0..).zip(file.persons) {
        let at = place(line.at)?;
        rota.persons.push(Person { limit: line.limit, total: line.total, absent: line.absent, at });
        let wishes = [(line.prefers, WISH), (line.avoids, -WISH)];
        for unit in &line.forbidden {
            rota.forbidden.push((person, known(&units, unit)?));
        }
        for (list, wish) in &wishes {
            for unit in list {
                rota.likings.push((person, known(&units, unit)?, *wish));
            }
        }
    }
    for (unit, line) in (0..).zip(file.units) {
        let at = place(line.at)?;
        rota.units.push(Unit { due: line.due, at });
        for person in &line.forbidden {
            rota.forbidden.push((known(&persons, person)?, unit));
        }
        for (list, wish) in [(line.prefers, WISH), (line.avoids, -WISH)] {
            for person in &list {
                rota.likings.push((known(&persons, person)?, unit, wish));
            }
        }
    }
    for (person, unit) in &file.history {
        rota.history.push((known(&persons, person)?, known(&units, unit)?));
    }
    for visit in &file.earlier {
        let (person, unit) = (known(&persons, &visit.person)?, known(&units, &visit.unit)?);
        rota.earlier.push(Visit { period: visit.period, person, unit });
    }
    Ok(read)
}

fn index<'a>(ids: impl Iterator<Item = &'a String>) -> anyhow::Result<HashMap<String, u32>> {
    let mut index = HashMap::new();
    for (number, id) in (0..).zip(ids) {
        ensure!(index.insert(id.clone(), number).is_none(), "the id “{id}” occurs twice");
    }
    Ok(index)
}

fn known(index: &HashMap<String, u32>, id: &str) -> anyhow::Result<u32> {
    index.get(id).copied().with_context(|| format!("the id “{id}” is not described"))
}
