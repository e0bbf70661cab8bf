//! The whole past of a district in the columns of the import: one row for each period, so that reading the files again, in
//! the order of [`ORDER`], builds the same district.
//!
//! The rows of one record share a `reference`: the number that a table gave it, else its id. Others name it by its code or
//! name where only it ever had that, else by this number. Periods follow each other without a gap, so `valid_to` stands only where something ended for good.
//! Everything is sorted by what it says, never by ids: the export of what was read is the same file.

mod consortia;
mod course;
mod exchange;
mod grid;
mod meetings;
mod organisations;

use std::collections::HashMap;

use chrono::NaiveDate;
use documents::Table;
use domain::access::Operation;
use domain::id::DivisionId;
use domain::period::Period;
use uuid::Uuid;

use self::grid::Grid;
use self::organisations::Bodies;
use crate::import::Kind;
use crate::{Result, View};

/// What tables call divisions on a day, and units and Party organisations.
struct Names<'a> {
    division: &'a (dyn Fn(DivisionId, NaiveDate) -> String + Sync),
    body: &'a (dyn Fn(Uuid) -> String + Sync),
}

/// What is referred to comes first.
pub const ORDER: [Kind; 30] = [
    Kind::Divisions,
    Kind::Outlines,
    Kind::Industries,
    Kind::Holidays,
    Kind::Population,
    Kind::Economy,
    Kind::Units,
    Kind::PartyOrganisations,
    Kind::PartyAggregates,
    Kind::People,
    Kind::Appointments,
    Kind::Consortia,
    Kind::Charters,
    Kind::Members,
    Kind::Seats,
    Kind::Meetings,
    Kind::Resources,
    Kind::Projects,
    Kind::Demands,
    Kind::Claims,
    Kind::Resolutions,
    Kind::Tasks,
    Kind::Topics,
    Kind::AgendaItems,
    Kind::Invitations,
    Kind::Votes,
    Kind::MinutesRemarks,
    Kind::Bulletins,
    Kind::Opinions,
    Kind::ListRefreshes,
];

/// The first day that any record can have.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Every period of everything of a kind.
///
/// # Errors
/// `Forbidden` for who may not export the whole district.
pub async fn history(view: &mut View<'_>, kind: Kind) -> Result<Table> {
    let district = view.district();
    view.authorise(Operation::ExportRun, &domain::access::Place::district(district))?;
    let grid = Grid::load(view).await?;
    let rows = match kind {
        Kind::Divisions => grid::divisions(view, &grid).await?,
        Kind::Outlines => grid::outlines(view, &grid).await?,
        Kind::Population | Kind::Economy => grid::observations(view, &grid, kind).await?,
        Kind::Units => organisations::units(view, &grid).await?,
        Kind::PartyOrganisations => organisations::parties(view, &grid).await?,
        Kind::PartyAggregates => organisations::aggregates(view, &grid).await?,
        Kind::People => organisations::people(view).await?,
        Kind::Appointments => organisations::appointments(view, &grid).await?,
        Kind::Holidays => grid::holidays(view).await?,
        Kind::Industries => grid::industries(view).await?,
        Kind::Consortia
        | Kind::Charters
        | Kind::Members
        | Kind::Seats
        | Kind::Meetings
        | Kind::Resolutions
        | Kind::Tasks
        | Kind::Topics
        | Kind::AgendaItems
        | Kind::Invitations
        | Kind::Votes
        | Kind::MinutesRemarks
        | Kind::Bulletins
        | Kind::Opinions
        | Kind::ListRefreshes => {
            let bodies = Bodies::load(view).await?;
            let names = Names { division: &|id, day| grid.called(id, day), body: &|id| bodies.called(id) };
            consortia::rows(view, kind, &names).await?
        }
        Kind::Resources | Kind::Projects | Kind::Demands | Kind::Claims => {
            let bodies = Bodies::load(view).await?;
            let names = Names { division: &|id, day| grid.called(id, day), body: &|id| bodies.called(id) };
            exchange::rows(view, kind, &names).await?
        }
    };
    // A column that no row speaks of is not offered: a table with a column of years would be read as surveys.
    let spoken = |name: &&str| rows.is_empty() || rows.iter().any(|row| row.contains_key(name));
    let header: Vec<_> = kind.header().filter(spoken).collect();
    let cells = |row: &Said| header.iter().map(|name| row.get(name).cloned().unwrap_or_default()).collect();
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    Ok(Table::new(header, cells.into_iter().collect()))
}

/// What a row says, by column.
type Said = HashMap<&'static str, String>;

fn said<const N: usize>(cells: [(&'static str, String); N]) -> Said {
    HashMap::from(cells)
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The end, where no later period follows.
fn end(period: Period, last: bool) -> String {
    text(period.to().filter(|_| last))
}
