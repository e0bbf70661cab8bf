//! A page of Party organisations by name, each with its superior, host unit and newest count.

use domain::access::Operation;
use domain::grid::DivisionRef;
use domain::id::{PartyOrganisationId, UnitId};
use domain::organisation::UnitType;
use storage::Scan;
use storage::organisation::party_organisation::{self, DatedCount, PartyFilter, PartyOrganisation};
use storage::organisation::unit;

use crate::{Listing, Paged, Result, View};

#[derive(Debug, Clone)]
pub struct PartyOrganisationShown {
    pub party: PartyOrganisation,
    pub division: DivisionRef,
    pub street: Option<DivisionRef>,
    pub superior: Option<(PartyOrganisationId, String)>,
    pub unit: Option<(UnitId, String, UnitType)>,
    pub count: Option<DatedCount>,
}

impl PartyOrganisationShown {
    pub(crate) async fn new(view: &mut View<'_>, party: PartyOrganisation) -> Result<Self> {
        let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
        let name = |id| tree.reference(id);
        let facts = &party.now.facts;
        let superior = match facts.superior {
            Some(id) => {
                let periods = party_organisation::periods(&mut view.conn, district, id).await?;
                let then = periods.iter().rev().find(|p| p.now.period.from() <= as_of).or(periods.first());
                then.map(|p| (id, p.now.facts.name.as_str().to_owned()))
            }
            None => None,
        };
        let unit = match facts.unit {
            Some(id) => {
                let periods = unit::periods(&mut view.conn, district, id).await?;
                let then = periods.iter().rev().find(|p| p.now.period.from() <= as_of).or(periods.first());
                then.map(|u| (id, u.now.facts.name.as_str().to_owned(), u.now.facts.kind))
            }
            None => None,
        };
        let counts = party_organisation::counts(&mut view.conn, district, party.id, as_of).await?;
        Ok(Self {
            division: name(facts.division),
            street: party.now.street.map(name),
            superior,
            unit,
            count: counts.into_iter().next(),
            party,
        })
    }
}

/// # Errors
/// `NotFound` for a division of which the caller may see nothing.
pub async fn list_party_organisations(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &PartyFilter,
) -> Result<Paged<PartyOrganisationShown>> {
    let scope = view.scope(Operation::PartyOrganisationView, listing.within).await?;
    let scan = Scan { scope, as_of: view.as_of, after: listing.after.clone(), limit: listing.limit };
    let district = view.district();
    let page = party_organisation::list(&mut view.conn, district, &scan, filter).await?;
    let total = party_organisation::count(&mut view.conn, district, &scan, filter).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for party in page.items {
        items.push(PartyOrganisationShown::new(view, party).await?);
    }
    Ok(Paged { page: storage::Page { items, next: page.next }, total })
}
