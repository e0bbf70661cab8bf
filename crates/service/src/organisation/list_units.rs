//! A page of units by name.

use domain::access::Operation;
use domain::grid::{DivisionRef, Tree};
use storage::Scan;
use storage::organisation::unit::{self, Unit, UnitFilter};

use crate::{Listing, Paged, Result, View};

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

/// # Errors
/// `NotFound` for a division of which the caller may see nothing.
pub async fn list_units(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &UnitFilter,
) -> Result<Paged<UnitShown>> {
    let scope = view.scope(Operation::UnitView, listing.within).await?;
    let district = view.district();
    let scan = Scan { scope, as_of: view.as_of, after: listing.after.clone(), limit: listing.limit };
    let page = unit::list(&mut view.conn, district, &scan, filter).await?;
    let key = format!("units {scope:?} {} {filter:?}", view.as_of);
    let total = match view.total(&key) {
        Some(total) => total,
        None => {
            let total = unit::count(&mut view.conn, district, &scan, filter).await?;
            view.keep_total(key, total);
            total
        }
    };
    let tree = view.tree().await?;
    Ok(Paged { page: page.map(|unit| UnitShown::new(unit, &tree)), total })
}
