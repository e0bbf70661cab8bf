//! A page of a list, and the board that a body shows to everybody.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{AppointmentKind, ContactKind, Operation, Scope, mask};
use domain::exchange::{Category, EntryStatus, Owner};
use domain::grid::{DivisionRef, Level, Tree};
use domain::id::{CategoryId, DistrictId, DivisionId, UnitId};
use storage::Conn;
use storage::exchange::category;
use storage::exchange::entry::{self, Board, Desk, Entry, EntryFilter, UnitName, Within};

use super::record::spot;
use crate::sealing::{Keyring, SealError};
use crate::{Error, Lianhe, Listing, Paged, Result, View};

/// An entry as a page shows it.
#[derive(Debug, Clone)]
pub struct EntryShown {
    pub entry: Entry,
    pub status: EntryStatus,
    pub category: CategoryRef,
    pub division: DivisionRef,
    pub street: Option<DivisionRef>,
    pub owner: String,
}

/// A category by its name and that of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRef {
    pub id: CategoryId,
    pub name: String,
    pub group: Option<String>,
}

/// What the names of a page are read from.
pub(super) struct Names<'t> {
    categories: Vec<Category>,
    units: HashMap<UnitId, UnitName>,
    tree: &'t Tree,
}

impl<'t> Names<'t> {
    pub(super) async fn of(
        conn: &mut Conn,
        district: DistrictId,
        tree: &'t Tree,
        owners: impl Iterator<Item = Owner>,
        day: NaiveDate,
    ) -> Result<Self> {
        let mut units: Vec<UnitId> = owners
            .filter_map(|owner| match owner {
                Owner::Unit(id) => Some(id),
                Owner::Division(_) => None,
            })
            .collect();
        units.sort_unstable();
        units.dedup();
        let categories = category::all(conn, district).await?;
        Ok(Self { categories, units: entry::unit_names(conn, district, &units, day).await?, tree })
    }

    pub(super) fn owner(&self, owner: Owner) -> String {
        match owner {
            Owner::Unit(id) => self.units.get(&id).map(|unit| unit.name.clone()).unwrap_or_default(),
            Owner::Division(id) => self.tree.reference(id).name,
        }
    }

    pub(super) fn shown(&self, entry: Entry, day: NaiveDate) -> EntryShown {
        let category = self.categories.iter().find(|known| known.id == entry.facts.category);
        let group = category.and_then(|c| self.categories.iter().find(|known| Some(known.id) == c.parent));
        let place = self.tree.place(entry.facts.division);
        EntryShown {
            status: entry.status(day),
            category: CategoryRef {
                id: entry.facts.category,
                name: category.map(|known| known.name.as_str().to_owned()).unwrap_or_default(),
                group: group.map(|known| known.name.as_str().to_owned()),
            },
            division: self.tree.reference(entry.facts.division),
            street: place.and_then(|place| place.street).map(|street| self.tree.reference(street)),
            owner: self.owner(entry.owner),
            entry,
        }
    }
}

fn within(tree: &Tree, id: Option<DivisionId>) -> Result<Within> {
    let Some(id) = id else { return Ok(Within::District) };
    let node = tree.get(id).ok_or(Error::NotFound)?;
    Ok(match node.as_ref().kind.level() {
        Level::Community => Within::Division(id),
        Level::Street => Within::Street(id),
        Level::District | Level::City | Level::Province => Within::District,
    })
}

/// Whose drafts and closed entries the caller sees: those that it may change.
fn desk(view: &View<'_>) -> Desk {
    let actor = &view.caller.actor;
    if !actor.may(Operation::EntryRecord, &actor.place) {
        return Desk::Nobody;
    }
    match Scope::below(&actor.place) {
        Scope::Unit(id) => Desk::Unit(id),
        _ if actor.kind == AppointmentKind::Liaison => Desk::Nobody,
        Scope::District => Desk::District,
        Scope::Street(id) => Desk::Street(id),
        Scope::Division(id) => Desk::Division(id),
    }
}

/// A page of the lists, the newest first. Everybody in the district reads what is listed.
///
/// # Errors
/// `NotFound` for those who see no lists, and for a division that there is not.
pub async fn list_entries(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &EntryFilter,
) -> Result<Paged<EntryShown>> {
    let (district, day, own) = (view.district(), view.as_of, view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    let tree = view.tree().await?;
    let within = within(&tree, listing.within)?;
    let board = Board { day, within, desk: desk(view), after: &listing.after, limit: listing.limit };
    page(&mut view.conn, (district, &tree), &board, filter).await
}

async fn page(
    conn: &mut Conn,
    (district, tree): (DistrictId, &Tree),
    board: &Board<'_>,
    filter: &EntryFilter,
) -> Result<Paged<EntryShown>> {
    let page = entry::list(conn, district, board, filter).await?;
    let total = entry::count(conn, district, board, filter).await?;
    let owners = page.items.iter().map(|entry| entry.owner);
    let names = Names::of(conn, district, tree, owners, board.day).await?;
    Ok(Paged { page: page.map(|entry| names.shown(entry, board.day)), total })
}

/// What a street or community publishes to everybody: what is listed, without contacts and without signing in.
///
/// # Errors
/// `NotFound` for a division that there is not.
pub async fn public_board(
    lianhe: &Lianhe,
    division: DivisionId,
    listing: &Listing,
    filter: &EntryFilter,
) -> Result<(DivisionRef, Paged<EntryShown>)> {
    let (day, mut conn) = (lianhe.today(), lianhe.db.read().await?);
    let districts = storage::grid::districts(&mut conn).await?;
    for district in districts {
        let tree = storage::grid::tree(&mut conn, district, day).await?;
        if tree.get(division).is_none() {
            continue;
        }
        let within = within(&tree, Some(division))?;
        let filter = EntryFilter { status: Some(EntryStatus::Listed), ..filter.clone() };
        let board = Board { day, within, desk: Desk::Public, after: &listing.after, limit: listing.limit };
        let found = page(&mut conn, (district, &tree), &board, &filter).await?;
        return Ok((tree.reference(division), found));
    }
    Err(Error::NotFound)
}

/// `138****5678`; stars alone where a key is missing, because a page must not fail for want of it.
pub(super) fn masked_contact(keys: &Keyring, entry: &Entry) -> Result<Option<String>> {
    let Some(sealed) = &entry.contact else { return Ok(None) };
    match keys.open_text(spot(entry.id), sealed) {
        Ok(value) => Ok(Some(mask(ContactKind::Phone, &value))),
        Err(SealError::NoKey | SealError::KeyMissing(_)) => Ok(Some("****".to_owned())),
        Err(why) => Err(why.into()),
    }
}
