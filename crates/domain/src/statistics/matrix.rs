//! Lines against territory (条块): which line of Party organisations has how much in which division.

use std::collections::{BTreeMap, HashMap};

use super::{Basis, Contribution, Facts, Figure, Source, contributions};
use crate::id::{DivisionId, PartyOrganisationId};
use crate::rule::{Refusal, Rule};

/// Whose line a Party organisation stands in: that of the superior at the top of its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    Below(PartyOrganisationId),
    /// It has no superior, and is nobody's superior: the register does not say whose line it is in.
    Unrecorded,
    /// An office's aggregate: in no line, and never finer than a street.
    Aggregate,
}

impl Line {
    /// The id of the organisation at the top, `none`, or `aggregate`.
    ///
    /// # Errors
    /// Refuses any other word.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        match text {
            "none" => Ok(Self::Unrecorded),
            "aggregate" => Ok(Self::Aggregate),
            id => id.parse().map(Self::Below).map_err(|_| Refusal::new(Rule::WordUnknown, "line").with(text)),
        }
    }
}

/// The line of every Party organisation in force.
pub struct Lines {
    tops: HashMap<PartyOrganisationId, Line>,
}

impl Lines {
    pub fn of(facts: &Facts) -> Self {
        let superior: HashMap<_, _> = facts.parties.iter().map(|fact| (fact.id, fact.superior)).collect();
        let above = |id: PartyOrganisationId| {
            superior.get(&id).copied().flatten().filter(|above| superior.contains_key(above))
        };
        let leads: std::collections::HashSet<_> = superior.keys().filter_map(|id| above(*id)).collect();
        let top = |id: PartyOrganisationId| {
            let (mut at, mut steps) = (id, 0);
            // A damaged line must not hang its readers.
            while let Some(next) = above(at).filter(|_| steps < superior.len()) {
                at = next;
                steps += 1;
            }
            if at == id && !leads.contains(&id) { Line::Unrecorded } else { Line::Below(at) }
        };
        Self { tops: superior.keys().map(|id| (*id, top(*id))).collect() }
    }

    /// `None` for a row that belongs to no Party organisation at all.
    pub fn line(&self, part: &Contribution) -> Option<Line> {
        match part.source {
            Source::PartyOrganisation(id) => self.tops.get(&id).copied(),
            Source::PartyAggregate(_) => Some(Line::Aggregate),
            Source::Division(_) | Source::Observation(_) | Source::UnitsOf(_) => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    pub committees: i64,
    pub branches: i64,
    pub members: i64,
}

impl Cell {
    #[expect(clippy::cast_possible_truncation, reason = "whole counts far below 2^53")]
    fn add(&mut self, figure: Figure, value: f64) {
        match figure {
            Figure::Committees(_) => self.committees += value as i64,
            Figure::Branches(_) => self.branches += value as i64,
            Figure::Members(_) => self.members += value as i64,
            _ => {}
        }
    }

    fn plus(&mut self, other: &Self) {
        self.committees += other.committees;
        self.branches += other.branches;
        self.members += other.members;
    }
}

/// One line over all columns; `None` where it has nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow {
    pub line: Line,
    pub cells: Vec<Option<Cell>>,
    pub total: Cell,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The division itself (for what lies directly in it), then those directly below, in the order of the facts.
    pub columns: Vec<DivisionId>,
    /// Lines in the order of the facts, then what is in no recorded line, then the aggregates.
    pub rows: Vec<MatrixRow>,
    pub columns_total: Vec<Option<Cell>>,
    pub total: Cell,
}

/// The Party organisations on a division's territory, by line and by the division directly below.
pub fn matrix(facts: &Facts, division: DivisionId) -> Matrix {
    let parent: HashMap<_, _> = facts.divisions.iter().map(|fact| (fact.id, fact.parent)).collect();
    let column = |mut at: DivisionId| {
        while let Some(Some(above)) = parent.get(&at).filter(|_| at != division) {
            if *above == division {
                break;
            }
            at = *above;
        }
        at
    };
    let below = facts.divisions.iter().filter(|fact| fact.parent == Some(division)).map(|fact| fact.id);
    let mut columns: Vec<_> = std::iter::once(division).chain(below).collect();
    let lines = Lines::of(facts);
    let mut cells: BTreeMap<(Line, DivisionId), Cell> = BTreeMap::new();
    for part in contributions(facts, division, Basis::Territory) {
        if let Some(line) = lines.line(&part) {
            cells.entry((line, column(part.division))).or_default().add(part.figure, part.value);
        }
    }
    if !cells.keys().any(|(_, at)| *at == division) {
        columns.remove(0);
    }
    let order = facts.parties.iter().map(|fact| Line::Below(fact.id));
    let rows: Vec<_> = order
        .chain([Line::Unrecorded, Line::Aggregate])
        .filter(|line| cells.keys().any(|(of, _)| of == line))
        .map(|line| {
            let cells: Vec<_> = columns.iter().map(|at| cells.get(&(line, *at)).copied()).collect();
            MatrixRow { line, total: sum(cells.iter().flatten()), cells }
        })
        .collect();
    let columns_total = (0..columns.len())
        .map(|at| {
            let column: Vec<_> = rows.iter().filter_map(|row| row.cells[at]).collect();
            (!column.is_empty()).then(|| sum(column.iter()))
        })
        .collect();
    let total = sum(rows.iter().map(|row| &row.total));
    Matrix { columns, rows, columns_total, total }
}

fn sum<'a>(cells: impl Iterator<Item = &'a Cell>) -> Cell {
    cells.fold(Cell::default(), |mut sum, cell| {
        sum.plus(cell);
        sum
    })
}
