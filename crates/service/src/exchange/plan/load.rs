//! From the lists as they are on a day to a market, kept in memory and followed from one change to the next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::exchange::matching::{Needed, Offered};
use domain::exchange::{Category, CategoryPath, Owner, Spot, path_of};
use domain::grid::Tree;
use domain::id::{DistrictId, EntryId, UnitId};
use domain::organisation::UnitType;
use solver::text::Bag;
use storage::exchange::entry::{Entry, UnitName};
use storage::exchange::{category, entry, outcome, plan, weights};

use super::follow::follow;
use super::market::Waiting;
use super::{Market, Reader};
use crate::{Error, Result, View};

/// A market with the entries that it was made of.
#[derive(Clone)]
pub struct Listed {
    pub market: Market,
    pub entries: HashMap<EntryId, Entry>,
    /// The mean of past evaluations of each owner that has any.
    pub(super) past: HashMap<Owner, i64>,
}

type Key = (DistrictId, NaiveDate);
/// A market up to a number of the book. Whoever reads or follows it holds the others back: it is done once.
type Kept = Arc<tokio::sync::Mutex<Option<(i64, Arc<Listed>)>>>;

/// The lists of some districts on some days.
#[derive(Default)]
pub struct Markets(Mutex<Vec<(Key, Kept)>>);

impl Markets {
    const MOST: usize = 4;

    fn of(&self, key: Key) -> Kept {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = kept.iter().position(|(known, _)| *known == key) {
            // The last one used stands last.
            let found = kept.remove(at);
            kept.push(found);
        } else {
            if kept.len() >= Self::MOST {
                kept.remove(0);
            }
            kept.push((key, Kept::default()));
        }
        kept.last().map(|(_, market)| market.clone()).unwrap_or_default()
    }
}

/// As many texts may have come or gone before suggestions wait for new rarities: a share of one in so many.
const UNSETTLED: usize = 200;
/// Below so many texts rarities are always those of the moment.
const SMALL: usize = 20_000;

/// What is on the lists of the district on the day of the view, as the caller may know it. A plan follows from it and from
/// nothing else: rarities are those of the texts that are listed.
///
/// # Errors
/// `NotFound` for those who see no lists.
pub async fn listed(view: &mut View<'_>) -> Result<Arc<Listed>> {
    at_hand(view, 0).await
}

/// The same for suggestions: among very many texts the rarities may be those of a short while ago.
pub async fn listed_lately(view: &mut View<'_>) -> Result<Arc<Listed>> {
    at_hand(view, UNSETTLED).await
}

async fn at_hand(view: &mut View<'_>, share: usize) -> Result<Arc<Listed>> {
    view.authorise(Operation::EntryView, &view.caller.actor.place)?;
    let kept = view.lianhe.markets.of((view.district(), view.as_of));
    let mut kept = kept.lock().await;
    let revision = view.caller.revision.journal;
    let (number, mut listed) = match kept.take() {
        Some((number, listed)) if number >= revision => (number, listed),
        Some((number, mut listed)) => match follow(view, Arc::make_mut(&mut listed), number).await? {
            Some(until) => (until.max(revision), listed),
            None => (revision, load(view).await?),
        },
        None => (revision, load(view).await?),
    };
    let (texts, unsettled) = (listed.entries.len(), listed.market.unsettled() as usize);
    if unsettled > 0 && (texts < SMALL || unsettled * share >= texts || share == 0) {
        Arc::make_mut(&mut listed).market.settle();
    }
    *kept = Some((number, listed.clone()));
    Ok(listed)
}

async fn load(view: &mut View<'_>) -> Result<Arc<Listed>> {
    let (district, day) = (view.district(), view.as_of);
    let entries = entry::listed(&mut view.conn, district, day).await?;
    let reading = Reading::of(view, entries.iter().map(|entry| entry.owner)).await?;
    let past = outcome::evaluated(&mut view.conn, district).await?;
    let mut market = Market::empty(day);
    outcomes(view, &mut market).await?;
    // Many thousands of texts: whoever else is served here need not wait for that.
    let made = tokio::task::spawn_blocking(move || {
        let mut listed = Listed { market, entries: HashMap::with_capacity(entries.len()), past };
        let mut rest = entries.into_iter();
        loop {
            let some: Vec<Entry> = rest.by_ref().take(4_096).collect();
            if some.is_empty() {
                break;
            }
            let bags = super::each(&some, bag_of);
            for (entry, bag) in some.into_iter().zip(bags) {
                listed.put_with(&reading, entry, Some(&bag));
            }
        }
        listed.market.settle();
        Arc::new(listed)
    });
    made.await.map_err(|_| Error::Storage(storage::Error::Panicked))
}

fn bag_of(entry: &Entry) -> Bag {
    Reader::shipped().bag(entry.facts.title.as_str(), &entry.facts.text)
}

impl Listed {
    /// The entries of some owners.
    pub(super) fn of(&self, whose: impl Fn(Owner) -> bool) -> Vec<EntryId> {
        self.entries.values().filter(|entry| whose(entry.owner)).map(|entry| entry.id).collect()
    }

    /// An entry that is on the lists, new or changed.
    pub(super) fn put(&mut self, reading: &Reading, entry: Entry) {
        let same = self.entries.get(&entry.id).is_some_and(|old| {
            let market = &self.market;
            let known = market.offer_of(entry.id).is_some() || market.need_of(entry.id).is_some();
            known
                && old.facts.title == entry.facts.title
                && old.facts.text == entry.facts.text
                && old.facts.kind.is_offer() == entry.facts.kind.is_offer()
        });
        let bag = (!same).then(|| bag_of(&entry));
        if self
            .entries
            .get(&entry.id)
            .is_some_and(|old| old.facts.kind.is_offer() != entry.facts.kind.is_offer())
        {
            self.market.take_out(entry.id);
        }
        self.put_with(reading, entry, bag.as_ref());
    }

    fn put_with(&mut self, reading: &Reading, entry: Entry, bag: Option<&Bag>) {
        if entry.open() == 0 {
            self.market.take_out(entry.id);
        } else if entry.facts.kind.is_offer() {
            self.market.put_offer(reading.offered(&entry, &self.past), bag);
        } else {
            self.market.put_need(reading.needed(&entry), bag);
        }
        self.entries.insert(entry.id, entry);
    }

    pub(super) fn forget(&mut self, id: EntryId) {
        self.market.take_out(id);
        self.entries.remove(&id);
    }
}

/// What an entry's place, category and owner mean on a day.
pub(super) struct Reading {
    tree: Arc<Tree>,
    categories: Vec<Category>,
    types: HashMap<UnitId, UnitName>,
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

impl Reading {
    pub(super) async fn of(view: &mut View<'_>, owners: impl Iterator<Item = Owner>) -> Result<Self> {
        let mut units: Vec<UnitId> = owners.filter_map(unit_of).collect();
        units.sort_unstable();
        units.dedup();
        let (district, day) = (view.district(), view.as_of);
        let tree = view.tree().await?;
        let categories = category::all(&mut view.conn, district).await?;
        let mut types = HashMap::new();
        // A statement has a bounded number of places.
        for some in units.chunks(500) {
            types.extend(entry::unit_names(&mut view.conn, district, some, day).await?);
        }
        Ok(Self { tree, categories, types })
    }

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
        (path_of(&self.categories, entry.facts.category).unwrap_or(alone), spot, at)
    }

    fn offered(&self, entry: &Entry, past: &HashMap<Owner, i64>) -> Offered {
        let (category, spot, at) = self.lies(entry);
        let facts = &entry.facts;
        Offered {
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
            evaluated: past.get(&entry.owner).copied(),
        }
    }

    fn needed(&self, entry: &Entry) -> Needed {
        let (category, spot, at) = self.lies(entry);
        let facts = &entry.facts;
        let enterprise = matches!(
            self.unit_type(entry.owner),
            Some(UnitType::StateEnterprise | UnitType::PrivateEnterprise)
        );
        Needed {
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
        }
    }
}
