//! Units that may be two records of one.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::UnitId;
use domain::organisation::{Places, core_name};
use storage::organisation::merge;
use storage::organisation::unit::{self, UnitFilter};
use storage::{After, Scan};

use super::UnitShown;
use crate::query::page_of;
use crate::{Listing, Paged, Result, View};

/// As many units as a district has.
const MOST: i64 = 1_000_000;
/// In a group of more than these a name says nothing (党支部, 超市): its pairs would only hide the others.
const GROUP_MOST: usize = 12;

domain::words! {
    /// In what two units are alike, now or in an earlier period.
    pub enum Alike {
        CreditCode = "credit_code", "统一社会信用代码";
        Name = "name", "名称";
    }
}

#[derive(Clone)]
pub struct DuplicatePair {
    pub first: UnitShown,
    pub second: UnitShown,
    pub alike: Vec<Alike>,
}

/// Pairs of units that stand on the day, by name; a pair that somebody found to be two is left out.
///
/// # Errors
/// `NotFound` for a division of which the caller may see nothing, `Forbidden` for who may not merge.
pub async fn duplicates(view: &mut View<'_>, listing: &Listing) -> Result<Paged<DuplicatePair>> {
    view.authorise(Operation::UnitMerge, &view.caller.actor.place)?;
    let scope = view.scope(Operation::UnitView, listing.within).await?;
    let (district, as_of) = (view.district(), view.as_of);
    let scan = Scan { scope, as_of, after: After::default(), limit: MOST };
    let found = unit::list(&mut view.conn, district, &scan, &UnitFilter::default()).await?.items;
    let tree = view.tree().await?;
    let shown: HashMap<UnitId, UnitShown> =
        found.into_iter().map(|unit| (unit.id, UnitShown::new(unit, &tree))).collect();

    let uppers = storage::reference::uppers(&mut view.conn).await?;
    let own = tree.get(district).map(|node| node.facts.name.as_str());
    let places = Places::new(uppers.iter().map(|upper| upper.name.as_str()).chain(own));
    let past = unit::all_from(&mut view.conn, district, NaiveDate::default()).await?;
    let mut groups: BTreeMap<(Alike, String), HashSet<UnitId>> = BTreeMap::new();
    for unit in past.iter().filter(|unit| shown.contains_key(&unit.id)) {
        let facts = &unit.now.facts;
        let code = facts.credit_code.as_ref().map(|code| (Alike::CreditCode, code.to_string()));
        let name = core_name(&facts.name, &places).map(|name| (Alike::Name, name));
        for key in code.into_iter().chain(name) {
            groups.entry(key).or_default().insert(unit.id);
        }
    }
    let distinct: HashSet<_> = merge::distinct(&mut view.conn, district).await?.into_iter().collect();
    let mut pairs: BTreeMap<(UnitId, UnitId), Vec<Alike>> = BTreeMap::new();
    for ((alike, _), ids) in groups.iter().filter(|(_, ids)| ids.len() <= GROUP_MOST) {
        for first in ids {
            for second in ids.iter().filter(|second| first < *second) {
                let pair = (*first, *second);
                let known = pairs.entry(pair).or_default();
                if !known.contains(alike) {
                    known.push(*alike);
                }
            }
        }
    }
    pairs.retain(|pair, _| !distinct.contains(pair));
    let sort =
        |id: &UnitId| shown.get(id).map(|unit| unit.unit.now.facts.name.sort_key()).unwrap_or_default();
    let mut rows: Vec<_> = pairs
        .into_iter()
        .filter_map(|((first, second), alike)| {
            let key = format!("{}\u{1}{second}", sort(&first));
            let pair = DuplicatePair {
                first: shown.get(&first)?.clone(),
                second: shown.get(&second)?.clone(),
                alike,
            };
            Some((After { key, id: first.uuid() }, pair))
        })
        .collect();
    rows.sort_by(|(a, _), (b, _)| (&a.key, a.id).cmp(&(&b.key, b.id)));
    Ok(page_of(rows, listing, |(after, _)| after.clone()).map(|(_, pair)| pair))
}
