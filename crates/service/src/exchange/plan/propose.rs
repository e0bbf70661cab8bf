//! From a market to the best plan: an instance for the solver, its optimum, and what it means.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use domain::exchange::Urgency;
use domain::exchange::matching::{Ahead, Applied, Bar, Fit};
use domain::id::{CategoryId, DivisionId, EntryId};
use serde::{Deserialize, Serialize};
use solver::matching::{Aim, Demand, Instance, MatchError, Pair, Why, explain, solve};

use super::Market;
use super::market::{Nothing, Possible};

/// Each offer's load is spread in tenths, as `solve match --balance` does.
const SLICES: u32 = 10;
/// As many hypothetical offers are worth trying: each costs a plan.
const TRIED: usize = 6;
/// Beyond so many pairs nobody waits for hypothetical plans: the prices alone speak.
const TRIABLE: usize = 60_000;

/// What people have agreed on before: it stays in every plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    pub offer: EntryId,
    pub demand: EntryId,
    pub quantity: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    pub offer: EntryId,
    pub demand: EntryId,
    pub quantity: i64,
    pub score: i64,
    pub fit: Fit,
    /// The rules in it.
    pub applied: Vec<Applied>,
    pub locked: bool,
    /// The next best offer for this demand, and how the chosen one stands beside it.
    pub runner_up: Option<EntryId>,
    pub ahead: Ahead,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftWhy {
    /// No offer meets all conditions; the condition that the nearest one fails.
    Barred(Bar),
    /// Those that would do are full with what is more urgent or fits better.
    Full,
    /// The offers that would do are agreed up to their bounds.
    Bounds,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub demand: EntryId,
    pub quantity: i64,
    pub why: LeftWhy,
    /// The offer that came nearest.
    pub nearest: Option<EntryId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Help {
    /// One more of an offer that is full; how much more demand is met is its exact dual price.
    More { offer: EntryId, served: i64 },
    /// An offer that does not exist: of this category, there, at those hours. How many demands and how much of them it would meet
    /// was found by planning again with it.
    New { category: CategoryId, division: DivisionId, times: String, demands: i64, served: i64 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub served: i64,
    pub score: i64,
    pub pairs: Vec<Proposed>,
    pub left: Vec<Left>,
    pub help: Vec<Help>,
}

/// The instance as the solver sees it, with the pairs it was made of; numbers are places in the market.
pub struct Built {
    pub instance: Instance,
    pub pairs: Vec<Possible>,
    nothing: Vec<Option<Nothing>>,
}

pub const fn priority(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::Urgent => 0,
        Urgency::Key => 1,
        Urgency::Ordinary => 2,
    }
}

/// What a market asks of the solver. Locks outside the market, or that no longer fit, are left out.
pub fn build(market: &Market, locks: &[Locked]) -> Built {
    let mut supplies: Vec<i64> = market.offers.iter().map(|offer| offer.free).collect();
    let demand = |need: &domain::exchange::matching::Needed| Demand {
        quantity: need.open,
        priority: priority(need.urgency),
    };
    let demands: Vec<Demand> = market.needs.iter().map(demand).collect();
    let (mut pairs, mut nothing) = (Vec::new(), Vec::with_capacity(market.needs.len()));
    let needs: Vec<u32> = (0..market.needs.len() as u32).collect();
    for found in super::each(&needs, |need| market.of_need(*need)) {
        match found {
            Ok(found) => {
                pairs.extend(found);
                nothing.push(None);
            }
            Err(none) => nothing.push(Some(none)),
        }
    }
    let mut instance =
        Instance { demands, aim: Aim::ServedFirst, balance_slices: SLICES, ..Instance::default() };
    let as_pair = |possible: &Possible| Pair {
        supply: possible.offer,
        demand: possible.need,
        score: possible.score,
        upper: None,
        fixed: 0,
    };
    instance.pairs = pairs.iter().map(as_pair).collect();
    let mut asked: Vec<i64> = instance.demands.iter().map(|demand| demand.quantity).collect();
    let mut free = supplies.clone();
    let waiting = market.waiting.iter().map(|one| Locked {
        offer: one.offer,
        demand: one.demand,
        quantity: one.quantity,
    });
    let known: HashSet<_> = locks.iter().map(|lock| (lock.offer, lock.demand)).collect();
    let waiting = waiting.filter(|one| !known.contains(&(one.offer, one.demand)));
    let mut places: HashMap<(u32, u32), usize> = HashMap::new();
    if !locks.is_empty() || !market.waiting.is_empty() {
        places.extend(pairs.iter().enumerate().map(|(at, pair)| ((pair.offer, pair.need), at)));
    }
    for lock in locks.iter().copied().chain(waiting) {
        let Some((offer, need)) = market.offer_of(lock.offer).zip(market.need_of(lock.demand)) else {
            continue;
        };
        let quantity = lock.quantity.min(free[offer as usize]).min(asked[need as usize]);
        if quantity < 1 {
            continue;
        }
        let at = match places.get(&(offer, need)) {
            Some(at) => *at,
            None => {
                // A person may lock what the score would not have proposed, but nothing that is out of the question.
                let Ok(possible) = market.pair_by_hand(offer, need) else { continue };
                pairs.push(possible);
                instance.pairs.push(as_pair(&possible));
                places.insert((offer, need), pairs.len() - 1);
                pairs.len() - 1
            }
        };
        // Exactly this much: a person's word, or what was asked already, is neither cut nor stretched.
        instance.pairs[at].fixed += quantity;
        instance.pairs[at].upper = Some(instance.pairs[at].fixed);
        (free[offer as usize], asked[need as usize]) =
            (free[offer as usize] - quantity, asked[need as usize] - quantity);
    }
    instance.supplies = std::mem::take(&mut supplies);
    Built { instance, pairs, nothing }
}

/// # Errors
/// When the numbers are beyond what the solver counts.
pub fn propose(market: &Market, locks: &[Locked]) -> Result<Proposal, MatchError> {
    propose_of(market, locks, &build(market, locks))
}

/// The same of an instance that was built before.
///
/// # Errors
/// As [`propose`].
pub fn propose_of(market: &Market, locks: &[Locked], built: &Built) -> Result<Proposal, MatchError> {
    let mut proposal = answer(market, built)?;
    proposal.help.extend(hypothetical(market, locks, built, &proposal)?);
    proposal.help.sort_by_key(|help| match help {
        Help::More { served, .. } => -served,
        Help::New { served, .. } => -served,
    });
    Ok(proposal)
}

fn answer(market: &Market, built: &Built) -> Result<Proposal, MatchError> {
    let plan = solve(&built.instance, &mut |_| ControlFlow::Continue(()))?;
    let reasons = explain(&built.instance, &plan)?;
    let offer_id = |offer: u32| market.offers[offer as usize].entry;
    let pairs = reasons.chosen.iter().map(|chosen| {
        let (at, possible) = (chosen.pair as usize, built.pairs[chosen.pair as usize]);
        let locked = built.instance.pairs[at].fixed > 0;
        // What serves the same demand beside it is no alternative to it.
        let runner_up = chosen.runner_up.filter(|other| !locked && plan.amount[*other as usize] == 0);
        Proposed {
            offer: offer_id(possible.offer),
            demand: market.needs[possible.need as usize].entry,
            quantity: plan.amount[at],
            score: possible.score,
            fit: possible.fit,
            applied: market.applied(possible.offer, possible.need),
            locked,
            runner_up: runner_up.map(|other| offer_id(built.pairs[other as usize].offer)),
            ahead: match runner_up {
                None => Ahead::Chosen,
                Some(_) if chosen.ahead.classes > 0 => Ahead::Needed,
                Some(_) => Ahead::Points(chosen.ahead.score.max(0)),
            },
        }
    });
    let mut pairs: Vec<Proposed> = pairs.collect();
    pairs.sort_by_key(|pair| (pair.demand.uuid(), pair.offer.uuid()));
    let (mut more, mut named): (Vec<Help>, HashSet<u32>) = (Vec::new(), HashSet::new());
    let left = reasons.unserved.iter().map(|unserved| {
        let (why, nearest) = match (&unserved.why, built.nothing[unserved.demand as usize]) {
            (_, Some(none)) => (LeftWhy::Barred(none.bar), none.nearest),
            (Why::Full { supplies, gain }, None) => {
                let best =
                    supplies.iter().max_by_key(|s| (reasons.gain[**s as usize], std::cmp::Reverse(**s)));
                if let Some(best) = best.filter(|_| gain.classes > 0)
                    && named.insert(*best)
                {
                    more.push(Help::More { offer: offer_id(*best), served: 1 });
                }
                (LeftWhy::Full, best.copied())
            }
            (_, None) => (LeftWhy::Bounds, None),
        };
        let demand = market.needs[unserved.demand as usize].entry;
        Left { demand, quantity: unserved.quantity, why, nearest: nearest.map(offer_id) }
    });
    let left = left.collect();
    let served = plan.served.iter().map(|(_, quantity)| quantity).sum();
    more.truncate(TRIED);
    Ok(Proposal { served, score: plan.score, pairs, left, help: more })
}

/// Which offer that nobody makes would meet most of what is left: of the category, in the place and at the hours of a demand that is
/// left over. The most promising are tried by planning again with them.
fn hypothetical(
    market: &Market,
    locks: &[Locked],
    built: &Built,
    proposal: &Proposal,
) -> Result<Vec<Help>, MatchError> {
    if built.pairs.len() > TRIABLE {
        return Ok(Vec::new());
    }
    let mut kinds: Vec<(i64, u32)> = Vec::new();
    let left: Vec<u32> = proposal.left.iter().filter_map(|left| market.need_of(left.demand)).collect();
    for &need in &left {
        let like = |other: &&u32| alike(market, need, **other);
        let promising: i64 = left.iter().filter(like).map(|other| market.needs[*other as usize].open).sum();
        let first = !left
            .iter()
            .take_while(|other| **other != need)
            .any(|other| alike(market, need, *other) && alike(market, *other, need));
        if first {
            kinds.push((promising, need));
        }
    }
    kinds.sort_by_key(|(promising, need)| (-promising, *need));
    kinds.truncate(TRIED);
    let mut help = Vec::new();
    for (promising, need) in kinds {
        let with = market.with_offer_like(need, promising);
        let better = answer(&with, &build(&with, locks))?;
        let served = better.served - proposal.served;
        let demands = proposal.left.len() as i64 - better.left.len() as i64;
        let need = &market.needs[need as usize];
        if served > 0 {
            help.push(Help::New {
                category: need.category.kind.unwrap_or(need.category.group),
                division: need.division,
                times: need.times.to_string(),
                demands: demands.max(1),
                served,
            });
        }
    }
    Ok(help)
}

/// Whether one offer could meet both: of one category, in one street, at hours that meet.
fn alike(market: &Market, need: u32, other: u32) -> bool {
    let (a, b) = (&market.needs[need as usize], &market.needs[other as usize]);
    a.category == b.category
        && domain::exchange::Reach::Street.covers(a.spot, b.spot)
        && a.times.shared_minutes(&b.times) != Some(0)
}
