//! The district's journal for its auditor, and the history of one object for whoever may see the object.

use domain::access::{Operation, Place};
use domain::id::ConsortiumId;
use storage::journal::{Filter, Shown};
use uuid::Uuid;

use super::super::organisation::{party_place, unit_place};
use super::personal;
use crate::{Error, Result, View};

pub struct JournalPage {
    pub entries: Vec<Shown>,
    pub total: i64,
    /// Ask for the entries before this number to go on.
    pub next: Option<i64>,
    /// Entries up to this number have gone into an archive.
    pub archived_to: Option<i64>,
}

/// # Errors
/// `NotFound` for everybody but the auditor.
pub async fn journal(
    view: &mut View<'_>,
    operation: Option<Operation>,
    object: Option<Uuid>,
    before: Option<i64>,
    limit: i64,
) -> Result<JournalPage> {
    view.authorise(Operation::JournalView, &Place::district(view.district()))?;
    page(view, &Filter { operation, object, ..Filter::default() }, before, limit).await
}

/// Whose history is asked for.
#[derive(Debug, Clone, Copy)]
pub enum History {
    Division(domain::id::DivisionId),
    Unit(domain::id::UnitId),
    PartyOrganisation(domain::id::PartyOrganisationId),
}

/// # Errors
/// `NotFound` for an object that the caller may not see.
pub async fn history(
    view: &mut View<'_>,
    of: History,
    before: Option<i64>,
    limit: i64,
) -> Result<JournalPage> {
    use storage::organisation::{party_organisation, unit};
    let district = view.district();
    let (operation, place, id) = match of {
        History::Division(id) => {
            let periods = storage::grid::periods(&mut view.conn, district, id).await?;
            let last = periods.last().ok_or(Error::NotFound)?;
            let place = Place::division(district, last.facts.kind.level(), id, last.street);
            (Operation::StatisticsView, place, id.uuid())
        }
        History::Unit(id) => {
            let periods = unit::periods(&mut view.conn, district, id).await?;
            let last = periods.last().ok_or(Error::NotFound)?;
            (Operation::UnitView, unit_place(district, id, &last.now), id.uuid())
        }
        History::PartyOrganisation(id) => {
            let periods = party_organisation::periods(&mut view.conn, district, id).await?;
            let last = periods.last().ok_or(Error::NotFound)?;
            (Operation::PartyOrganisationView, party_place(district, &last.now), id.uuid())
        }
    };
    view.authorise(operation, &place)?;
    page(view, &Filter { object: Some(id), ..Filter::default() }, before, limit).await
}

/// The history of a consortium with that of its members, seats and meetings.
///
/// # Errors
/// `NotFound` for a consortium that the caller may not see.
pub async fn consortium_history(
    view: &mut View<'_>,
    id: ConsortiumId,
    before: Option<i64>,
    limit: i64,
) -> Result<JournalPage> {
    let (_, place) = crate::consortium::seen(view, id).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let filter = Filter { object: Some(id.uuid()), with_parts: true, ..Filter::default() };
    page(view, &filter, before, limit).await
}

async fn page(view: &mut View<'_>, filter: &Filter, before: Option<i64>, limit: i64) -> Result<JournalPage> {
    let district = view.district();
    let before = before.unwrap_or(i64::MAX);
    let mut entries = storage::journal::page(&mut view.conn, district, filter, before, limit + 1).await?;
    let total = storage::journal::total(&mut view.conn, district, filter).await?;
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = if more { entries.last().map(|e| e.recorded.sequence) } else { None };
    for entry in &mut entries {
        personal::open(&mut view.conn, &view.lianhe.keys, district, entry).await?;
    }
    let horizon = storage::journal::horizon(&mut view.conn, district).await?;
    Ok(JournalPage { entries, total, next, archived_to: horizon.map(|horizon| horizon.sequence) })
}
