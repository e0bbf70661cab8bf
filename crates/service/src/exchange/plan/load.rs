//! From the lists as they are on a day to a market.

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::Operation;
use domain::exchange::matching::{Needed, Offered};
use domain::exchange::{Category, CategoryPath, Owner, Spot, path_of};
use domain::grid::Tree;
use domain::id::{EntryId, UnitId};
use domain::organisation::UnitType;
use storage::exchange::entry::{Entry, UnitName};
use storage::exchange::{category, entry, outcome, plan, weights};

use super::market::Waiting;
use super::{Market, Reader};
use crate::{Result, View};

/// A market with the entries that it was made of.
pub struct Listed {
    pub market: Market,
    pub entries: HashMap<EntryId, Entry>,
}

/// What is on the lists of the district on the day of the view, remembered until anything changes.
///
/// # Errors
/// `NotFound` for those who see no lists.
pub async fn listed(view: &mut View<'_>) -> Result<Arc<Listed>> {
    let (district, day, own) = (view.district(), view.as_of, view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    if let Some(known) = view.market() {
        return Ok(known);
    }
    let tree = view.tree().await?;
    let entries = entry::listed(&mut view.conn, district, day).await?;
    let categories = category::all(&mut view.conn, district).await?;
    let mut units: Vec<UnitId> = entries.iter().filter_map(|entry| unit_of(entry.owner)).collect();
    units.sort_unstable();
    units.dedup();
    let mut types = HashMap::new();
    // A statement has a bounded number of places.
    for some in units.chunks(500) {
        types.extend(entry::unit_names(&mut view.conn, district, some, day).await?);
    }
    let past = outcome::evaluated(&mut view.conn, district).await?;
    let (mut offers, mut needs) = (Vec::new(), Vec::new());
    let read = Reading { tree: &tree, categories: &categories, types: &types, past: &past };
    for entry in &entries {
        let bag = Reader::shipped().bag(entry.facts.title.as_str(), &entry.facts.text);
        if entry.facts.kind.is_offer() {
            offers.extend(read.offered(entry).map(|offer| (offer, bag)));
        } else {
            needs.extend(read.needed(entry).map(|need| (need, bag)));
        }
    }
    let mut market = Market::new(day, offers, needs);
    outcomes(view, &mut market).await?;
    let entries = entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let listed = Arc::new(Listed { market, entries });
    view.keep_market(listed.clone());
    Ok(listed)
}

/// Weights and rules, what came of earlier claims, and what still goes on.
pub(super) async fn outcomes(view: &mut View<'_>, market: &mut Market) -> Result<()> {
    let district = view.district();
    market.weights = weights::weights(&mut view.conn, district).await?.weights;
    market.rules = weights::rules(&mut view.conn, district).await?;
    market.declines = plan::declines(&mut view.conn, district).await?.into_iter().collect();
    (market.claimed, market.waiting) = Default::default();
    for open in plan::open_claims(&mut view.conn, district).await? {
        let plan::OpenClaim { id: claim, offer, demand, waits, quantity } = open;
        market.claimed.insert((offer, demand));
        if waits {
            market.waiting.push(Waiting { claim, offer, demand, quantity });
        }
    }
    Ok(())
}

const fn unit_of(owner: Owner) -> Option<UnitId> {
    match owner {
        Owner::Unit(id) => Some(id),
        Owner::Division(_) => None,
    }
}

struct Reading<'a> {
    tree: &'a Tree,
    categories: &'a [Category],
    types: &'a HashMap<UnitId, UnitName>,
    past: &'a HashMap<Owner, i64>,
}

impl Reading<'_> {
    fn unit_type(&self, owner: Owner) -> Option<UnitType> {
        unit_of(owner).and_then(|unit| self.types.get(&unit)).map(|unit| unit.kind)
    }

    fn lies(&self, entry: &Entry) -> (CategoryPath, Spot, Option<(i64, i64)>) {
        let place = self.tree.place(entry.facts.division);
        let spot =
            place.map_or(Spot::default(), |place| Spot { street: place.street, community: place.community });
        let position = self.tree.get(entry.facts.division).and_then(|node| node.position);
        let millionths = |degrees: f64| (degrees * 1e6).round() as i64;
        let at = position.map(|(longitude, latitude)| (millionths(longitude), millionths(latitude)));
        let alone = CategoryPath { group: entry.facts.category, kind: None };
        (path_of(self.categories, entry.facts.category).unwrap_or(alone), spot, at)
    }

    fn offered(&self, entry: &Entry) -> Option<Offered> {
        let (category, spot, at) = self.lies(entry);
        let facts = &entry.facts;
        (entry.open() > 0).then(|| Offered {
            entry: entry.id,
            owner: entry.owner,
            category,
            spot,
            at,
            reach: facts.reach,
            times: facts.times.clone(),
            audience: facts.audience.clone(),
            valid: (facts.valid_from, facts.valid_until),
            amount: facts.quantity.amount(),
            free: entry.open(),
            measure: facts.quantity.measure().to_owned(),
            sensitive: self.unit_type(entry.owner) == Some(UnitType::MilitaryPolice),
            evaluated: self.past.get(&entry.owner).copied(),
        })
    }

    fn needed(&self, entry: &Entry) -> Option<Needed> {
        let (category, spot, at) = self.lies(entry);
        let facts = &entry.facts;
        let enterprise = matches!(
            self.unit_type(entry.owner),
            Some(UnitType::StateEnterprise | UnitType::PrivateEnterprise)
        );
        (entry.open() > 0).then(|| Needed {
            entry: entry.id,
            owner: entry.owner,
            category,
            spot,
            at,
            reach: facts.reach,
            times: facts.times.clone(),
            audience: facts.audience.clone(),
            valid: (facts.valid_from, facts.valid_until),
            open: entry.open(),
            measure: facts.quantity.measure().to_owned(),
            urgency: facts.urgency,
            division: facts.division,
            enterprise,
        })
    }
}
