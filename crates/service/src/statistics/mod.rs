//! S13: figures of a division, on a day and a basis, and the rows behind them.

mod matrix;
mod series;

use std::collections::HashMap;

use domain::access::Operation;
use domain::grid::{DivisionRef, Node, Series};
use domain::id::{DivisionId, PartyOrganisationId};
use domain::statistics::{
    Basis, Blank, Contribution, EconomyRow, Facts, Figure, Line, Lines, Source, Statistics, blank, parts,
    roll_up,
};
use storage::grid::Observation;
use storage::organisation::party_organisation;

use crate::{Error, Result, View};

pub use matrix::{MatrixShown, matrix};
pub use series::{Difference, PointShown, SeriesQuery, difference, series};

pub struct Figures {
    pub division: Node,
    pub statistics: Statistics,
    pub economy: Vec<EconomyRow>,
}

/// # Errors
/// `NotFound` for a division whose statistics the caller may not see.
pub async fn figures(view: &mut View<'_>, id: DivisionId, basis: Basis) -> Result<Figures> {
    let (division, facts) = load(view, id).await?;
    let (district, as_of) = (view.district(), view.as_of);
    let observed = storage::grid::observations(&mut view.conn, district, as_of).await?;
    Ok(Figures { division, statistics: roll_up(&facts, id, basis), economy: economy(&observed, id) })
}

async fn load(view: &mut View<'_>, id: DivisionId) -> Result<(Node, Facts)> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let place = tree.place(id).ok_or(Error::NotFound)?;
    view.authorise(Operation::StatisticsView, &place)?;
    let facts = storage::statistics::facts(&mut view.conn, district, as_of).await?;
    Ok((tree.get(id).ok_or(Error::NotFound)?.clone(), facts))
}

/// The newest value of each year and series, by year, then series.
fn economy(observed: &[Observation], id: DivisionId) -> Vec<EconomyRow> {
    use chrono::Datelike;
    let mut rows: Vec<EconomyRow> = Vec::new();
    for seen in observed.iter().filter(|o| o.division == id && o.series.is_economy()) {
        let row = EconomyRow {
            year: seen.observed_on.year(),
            series: seen.series,
            value: seen.value,
            unit: seen.series.unit(),
        };
        rows.retain(|r| (r.year, r.series) != (row.year, row.series));
        rows.push(row);
    }
    rows.sort_by_key(|row| (row.year, row.series));
    rows
}

/// The figures of each division directly below.
///
/// # Errors
/// `NotFound` for a division whose statistics the caller may not see.
pub async fn below(view: &mut View<'_>, id: DivisionId, basis: Basis) -> Result<Vec<(Node, Statistics)>> {
    let (_, facts) = load(view, id).await?;
    let tree = view.tree().await?;
    Ok(tree.children(id).map(|node| (node.clone(), roll_up(&facts, node.id, basis))).collect())
}

/// A row behind a figure.
pub struct SourceRow {
    pub source: Source,
    pub name: String,
    pub division: Option<DivisionRef>,
    pub value: f64,
    pub observed_on: Option<chrono::NaiveDate>,
    pub note: Option<String>,
}

/// Which rows behind which figure.
#[derive(Debug, Clone)]
pub struct SourceQuery {
    pub figure: String,
    pub basis: Basis,
    /// Only those of one line of Party organisations.
    pub line: Option<Line>,
    /// Only those of the division itself, not of the divisions below it.
    pub here: bool,
}

/// A blank, with the names of those that lack the figure.
pub struct BlankShown {
    pub why: Blank,
    pub missing: Vec<DivisionRef>,
}

pub struct Sources {
    pub rows: Vec<SourceRow>,
    /// Why there are none, where that is not a 0.
    pub blank: Option<BlankShown>,
}

/// The rows whose values add up to a figure.
///
/// # Errors
/// `NotFound` as for the figure itself; refuses a figure that does not exist.
pub async fn sources(view: &mut View<'_>, id: DivisionId, query: &SourceQuery) -> Result<Sources> {
    let wanted = Figure::parse(&query.figure)?;
    let (_, facts) = load(view, id).await?;
    let mut found = parts(&facts, id, query.basis, &wanted);
    if let Some(line) = query.line {
        let lines = Lines::of(&facts);
        found.retain(|part| lines.line(part) == Some(line));
    }
    found.retain(|part| !query.here || part.division == id);
    let narrowed = query.line.is_some() || query.here;
    let why = if found.is_empty() && !narrowed { blank(&facts, id, &wanted) } else { None };
    Ok(Sources { rows: named(view, found).await?, blank: shown_blank(view, why).await? })
}

async fn shown_blank(view: &mut View<'_>, why: Option<Blank>) -> Result<Option<BlankShown>> {
    let tree = view.tree().await?;
    Ok(why.map(|why| BlankShown {
        missing: match &why {
            Blank::Incomplete(missing) => missing.iter().map(|id| tree.reference(*id)).collect(),
            Blank::NoDivision | Blank::Unrecorded => Vec::new(),
        },
        why,
    }))
}

/// Rows behind a figure with what they are called.
async fn named(view: &mut View<'_>, parts: Vec<Contribution>) -> Result<Vec<SourceRow>> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let party_names = party_names(view).await?;
    let aggregates = party_organisation::aggregates(&mut view.conn, district).await?;
    let observed = storage::grid::observations(&mut view.conn, district, as_of).await?;
    let of_division =
        |id: DivisionId| tree.get(id).map(|node| node.facts.name.as_str().to_owned()).unwrap_or_default();
    Ok(parts
        .into_iter()
        .map(|part| {
            let (name, note) = match part.source {
                Source::Division(id) | Source::UnitsOf(id) => (of_division(id), None),
                Source::PartyOrganisation(id) => (party_names.get(&id).cloned().unwrap_or_default(), None),
                Source::PartyAggregate(id) => {
                    let note = aggregates.iter().find(|a| a.id == id).and_then(|a| a.note.clone());
                    (of_division(part.division), note)
                }
                Source::Observation(id) => {
                    let seen = observed.iter().find(|o| o.id == id);
                    let series = seen.map_or("", |o: &Observation| Series::term(o.series));
                    let name = format!("{} {series}", of_division(part.division));
                    (name, seen.and_then(|o| o.source.clone()))
                }
            };
            let division = tree.get(part.division).map(Node::as_ref);
            SourceRow {
                source: part.source,
                name,
                division,
                value: part.value,
                observed_on: part.observed_on,
                note,
            }
        })
        .collect())
}

/// What the Party organisations in force on the day are called.
async fn party_names(view: &mut View<'_>) -> Result<HashMap<PartyOrganisationId, String>> {
    let (district, as_of) = (view.district(), view.as_of);
    let parties = party_organisation::all_from(&mut view.conn, district, as_of).await?;
    let in_force = parties.into_iter().filter(|p| p.now.period.contains(as_of));
    Ok(in_force.map(|p| (p.id, p.now.facts.name.as_str().to_owned())).collect())
}
