//! A page of units by name.

use std::sync::Arc;

use domain::access::Operation;
use domain::grid::{DivisionRef, Tree};
use domain::id::DistrictId;
use storage::Scan;
use storage::organisation::unit::{self, Unit, UnitFilter};

use crate::{Listing, Paged, Result, View};

#[derive(Debug, Clone)]
pub struct UnitShown {
    pub unit: Unit,
    pub division: DivisionRef,
    pub street: Option<DivisionRef>,
}

impl UnitShown {
    pub(super) fn new(unit: Unit, tree: &Tree) -> Self {
        let name = |id| tree.reference(id);
        Self { division: name(unit.now.facts.division), street: unit.now.street.map(name), unit }
    }
}

/// What makes a page of units the same page, until the journal moves on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitPageKey {
    district: DistrictId,
    scan: Scan,
    filter: UnitFilter,
}

/// A page of a screen is remembered, a whole list on its way into a file is not.
const KEPT_MOST: i64 = 200;

/// # Errors
/// `NotFound` for a division of which the caller may see nothing.
pub async fn list_units(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &UnitFilter,
) -> Result<Arc<Paged<UnitShown>>> {
    let scope = view.scope(Operation::UnitView, listing.within).await?;
    let district = view.district();
    let scan = Scan { scope, as_of: view.as_of, after: listing.after.clone(), limit: listing.limit };
    let key = UnitPageKey { district, scan, filter: filter.clone() };
    let kept = listing.limit <= KEPT_MOST;
    if let Some(page) = view.unit_page(&key).filter(|_| kept) {
        return Ok(page);
    }
    let page = unit::list(&mut view.conn, district, &key.scan, filter).await?;
    let total = unit::count(&mut view.conn, district, &key.scan, filter).await?;
    let tree = view.tree().await?;
    let paged = Arc::new(Paged { page: page.map(|unit| UnitShown::new(unit, &tree)), total });
    if kept {
        view.keep_unit_page(key, paged.clone());
    }
    Ok(paged)
}
