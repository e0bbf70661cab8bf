//! A plan over a scope, and what would change under other weights or without a unit; suggestions for one entry.

use domain::access::Operation;
use domain::exchange::matching::{Applied, Difference, MatchRule, PairState, Standing, Weights, differences};
use domain::exchange::{EntryKind, Owner};
use domain::id::{DivisionId, EntryId, UnitId};
use solver::matching::MatchError;

use super::load::{listed, listed_lately};
use super::market::Possible;
use super::{AddedOffer, Listed, Market, Proposal, Proposed, WhatIf, build, propose};
use crate::exchange::EntryShown;
use crate::exchange::list::Names;
use crate::{Error, Result, View};

/// As many suggestions as anybody reads.
const SUGGESTED: usize = 5;

pub struct PlanShown {
    pub proposal: Proposal,
    pub weights: Weights,
    pub rules: Vec<MatchRule>,
    /// What the plan is without any what-if, where there is one.
    pub usual: Option<Usual>,
    pub offers: usize,
    pub demands: usize,
    /// All that is asked.
    pub asked: i64,
    /// The entries that the plan names.
    pub entries: Vec<EntryShown>,
    /// What a helpful new offer would be, by name.
    pub categories: Vec<domain::exchange::Category>,
    pub divisions: Vec<domain::grid::DivisionRef>,
}

/// What a what-if is compared with.
pub struct Usual {
    pub proposal: Proposal,
    /// The weights of the district.
    pub weights: Weights,
    /// From the usual plan to the one that is shown.
    pub differences: Vec<Difference>,
}

/// # Errors
/// `NotFound` for those who see no lists and for a division that there is not.
pub async fn show_plan(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    what_if: WhatIf,
) -> Result<PlanShown> {
    let listed = listed(view).await?;
    let inside = inside(view, &listed, within).await?;
    let altered = what_if != WhatIf::default();
    let added = match &what_if.added {
        Some(added) => Some((added.offered(view).await?, added.title.clone())),
        None => None,
    };
    let weights = what_if.weights.unwrap_or(listed.market.weights);
    let computing = listed.clone();
    let computed = tokio::task::spawn_blocking(move || {
        let usual = computing.market.narrowed(&inside, &WhatIf::default());
        let mut market = computing.market.narrowed(&inside, &what_if);
        if let Some((offer, title)) = added {
            market = market.with_offer(offer, (&title, ""));
        }
        let before = if altered { Some(propose(&usual, &[])?) } else { None };
        let proposal = propose(&market, &[])?;
        let asked = market.needs.iter().map(|need| need.open).sum::<i64>();
        Ok::<_, MatchError>((proposal, before, market.offers.len(), market.needs.len(), asked))
    });
    let computed = computed.await.map_err(|_| Error::Storage(storage::Error::Panicked))?;
    let (proposal, usual, offers, demands, asked) = computed?;
    let mut ids: Vec<EntryId> = Vec::new();
    for pair in &proposal.pairs {
        ids.extend([Some(pair.offer), Some(pair.demand), pair.runner_up].into_iter().flatten());
    }
    for left in &proposal.left {
        ids.extend([Some(left.demand), left.nearest].into_iter().flatten());
    }
    let usual = usual.map(|usual| Usual {
        differences: differences(&standing(&usual.pairs), &standing(&proposal.pairs)),
        proposal: usual,
        weights: listed.market.weights,
    });
    for one in usual.iter().flat_map(|usual| &usual.differences) {
        ids.extend([one.offer, one.demand]);
    }
    ids.retain(|id| *id != AddedOffer::entry());
    let divisions = proposal.help.iter().filter_map(|help| match help {
        super::Help::New { division, .. } => Some(*division),
        super::Help::More { .. } => None,
    });
    let divisions: Vec<DivisionId> = divisions.collect();
    ids.extend(proposal.help.iter().filter_map(|help| match help {
        super::Help::More { offer, .. } => Some(*offer),
        super::Help::New { .. } => None,
    }));
    let entries = shown(view, &listed, ids).await?;
    let tree = view.tree().await?;
    let district = view.district();
    Ok(PlanShown {
        proposal,
        weights,
        rules: listed.market.rules.clone(),
        usual,
        offers,
        demands,
        asked,
        entries,
        categories: storage::exchange::category::all(&mut view.conn, district).await?,
        divisions: divisions.into_iter().map(|id| tree.reference(id)).collect(),
    })
}

fn standing(pairs: &[Proposed]) -> Vec<Standing> {
    let one = |pair: &Proposed| Standing {
        offer: pair.offer,
        demand: pair.demand,
        quantity: pair.quantity,
        score: pair.score,
        state: PairState::Proposed,
    };
    pairs.iter().map(one).collect()
}

/// The demands that lie in a division.
pub(super) async fn inside(
    view: &mut View<'_>,
    listed: &Listed,
    within: Option<DivisionId>,
) -> Result<Vec<EntryId>> {
    let tree = view.tree().await?;
    if within.is_some_and(|within| tree.get(within).is_none()) {
        return Err(Error::NotFound);
    }
    let lies = |division: DivisionId| {
        within.is_none_or(|within| within == division || tree.is_within(division, within))
    };
    let needs = listed.market.needs.iter().filter(|need| lies(need.division));
    Ok(needs.map(|need| need.entry).collect())
}

async fn shown(view: &mut View<'_>, listed: &Listed, mut ids: Vec<EntryId>) -> Result<Vec<EntryShown>> {
    ids.sort_unstable_by_key(|id| id.uuid());
    ids.dedup();
    let (district, day) = (view.district(), view.as_of);
    let tree = view.tree().await?;
    let found: Vec<_> = ids.iter().filter_map(|id| listed.entries.get(id)).cloned().collect();
    let owners = found.iter().map(|entry| entry.owner);
    let names = Names::of(&mut view.conn, district, &tree, owners, day).await?;
    Ok(found.into_iter().map(|entry| names.shown(entry, day)).collect())
}

/// A partner for an entry, with what speaks for the pair.
pub struct Suggestion {
    pub partner: EntryShown,
    pub pair: Possible,
    pub applied: Vec<Applied>,
    pub weights: Weights,
}

/// The best partners of an entry that is listed; none of one that is not.
///
/// # Errors
/// `NotFound` for those who see no lists, and for an entry that is not theirs to see.
pub async fn suggestions(view: &mut View<'_>, id: EntryId) -> Result<Vec<Suggestion>> {
    let listed = listed_lately(view).await?;
    let Some(entry) = listed.entries.get(&id) else { return Err(Error::NotFound) };
    let market = &listed.market;
    let mut pairs = match entry.facts.kind {
        EntryKind::Demand => {
            market.need_of(id).and_then(|need| market.of_need(need).ok()).unwrap_or_default()
        }
        EntryKind::Resource | EntryKind::Project => {
            market.offer_of(id).map(|offer| market.of_offer(offer)).unwrap_or_default()
        }
    };
    pairs.truncate(SUGGESTED);
    let partner = |pair: &Possible| match entry.facts.kind {
        EntryKind::Demand => market.offers[pair.offer as usize].entry,
        EntryKind::Resource | EntryKind::Project => market.needs[pair.need as usize].entry,
    };
    let partners = shown(view, &listed, pairs.iter().map(partner).collect()).await?;
    let found = pairs.iter().filter_map(|pair| {
        let shown = partners.iter().find(|shown| shown.entry.id == partner(pair))?.clone();
        Some(Suggestion {
            partner: shown,
            pair: *pair,
            applied: market.applied(pair.offer, pair.need),
            weights: market.weights,
        })
    });
    Ok(found.collect())
}

/// The instance of a plan in the lines that `lianhe solve match` reads, so that anybody can check the optimum.
///
/// # Errors
/// As [`show_plan`].
pub async fn match_instance(view: &mut View<'_>, within: Option<DivisionId>) -> Result<Vec<String>> {
    view.authorise(Operation::EntryView, &view.caller.actor.place)?;
    let listed = listed(view).await?;
    let inside = inside(view, &listed, within).await?;
    Ok(instance_lines(&listed.market.narrowed(&inside, &WhatIf::default())))
}

/// The lines of a market's plan, each number as the solver gets it.
pub fn instance_lines(market: &Market) -> Vec<String> {
    let instance = build(market, &[]).instance;
    let offer = |n: usize| market.offers[n].entry.uuid();
    let need = |n: usize| market.needs[n].entry.uuid();
    let supplies = instance.supplies.iter().enumerate();
    let supplies =
        supplies.map(|(n, capacity)| serde_json::json!({ "supply": offer(n), "capacity": capacity }));
    let demands = instance.demands.iter().enumerate().map(|(n, demand)| {
        serde_json::json!({ "demand": need(n), "quantity": demand.quantity, "priority": demand.priority })
    });
    let pairs = instance.pairs.iter().map(|pair| {
        let names = [offer(pair.supply as usize), need(pair.demand as usize)];
        let mut line = serde_json::json!({ "pair": names, "score": pair.score });
        if pair.fixed > 0 {
            line["fixed"] = pair.fixed.into();
        }
        if let Some(upper) = pair.upper {
            line["upper"] = upper.into();
        }
        line
    });
    supplies.chain(demands).chain(pairs).map(|line| line.to_string()).collect()
}

/// Whose offers a what-if leaves out.
pub(super) fn is_of(owner: Owner, unit: Option<UnitId>) -> bool {
    unit.is_some_and(|unit| owner == Owner::Unit(unit))
}
