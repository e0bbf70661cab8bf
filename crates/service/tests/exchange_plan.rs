//! Plans over small made-up markets: optimal beside every other plan, the same whatever the order, with reasons that are
//! found again, keeping what was agreed and leaving what was declined.

use chrono::NaiveDate;
use domain::exchange::matching::{Ahead, Bar, Decline, DeclineReason, Needed, Offered, Weights};
use domain::exchange::{CategoryPath, Owner, Reach, Spot, Times, Urgency};
use domain::id::{CategoryId, DivisionId, EntryId, UnitId};
use proptest::prelude::*;
use service::exchange::plan::{
    Help, LeftWhy, Locked, Market, Proposal, Reader, Waiting, build, priority, propose,
};
use solver::text::Bag;
use uuid::Uuid;

const WORDS: [&str; 4] = ["义诊测血压", "法律咨询", "夜间活动室", "家电维修"];
const HOURS: [&str; 4] = ["", "周一至周五 18:00-20:00", "周六、周日 09:00-11:30", "周五 19:00-21:00"];

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn day() -> NaiveDate {
    "2026-03-18".parse().expect("a day")
}

fn entry(number: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(number))
}

fn category(kind: u64) -> CategoryPath {
    let id = |n: u64| CategoryId::new(Uuid::from_u128(n.into()));
    CategoryPath { group: id(kind / 2), kind: Some(id(100 + kind)) }
}

fn spot(n: u64) -> Spot {
    let id = |n: u64| Some(DivisionId::new(Uuid::from_u128(n.into())));
    Spot { street: id(n / 2), community: id(10 + n) }
}

fn offer(number: u128, kind: u64, place: u64, hours: &str, amount: i64) -> (Offered, Bag) {
    let offered = Offered {
        entry: entry(number),
        owner: Owner::Unit(UnitId::new(Uuid::from_u128(number))),
        category: category(kind),
        spot: spot(place),
        at: None,
        reach: Reach::Street,
        times: Times::parse(hours).expect("times"),
        audience: Vec::new(),
        valid: (day(), None),
        amount,
        free: amount,
        measure: "场".into(),
        sensitive: false,
        evaluated: None,
    };
    (offered, Reader::shipped().bag(WORDS[kind as usize % 4], "可以提供"))
}

fn need(number: u128, kind: u64, place: u64, hours: &str, open: i64, urgency: Urgency) -> (Needed, Bag) {
    let needed = Needed {
        entry: entry(number),
        owner: Owner::Division(DivisionId::new(Uuid::from_u128(number))),
        category: category(kind),
        spot: spot(place),
        at: None,
        reach: Reach::District,
        times: Times::parse(hours).expect("times"),
        audience: Vec::new(),
        valid: (day(), None),
        open,
        measure: "场".into(),
        urgency,
        division: DivisionId::new(Uuid::from_u128(10 + u128::from(place))),
        enterprise: false,
    };
    (needed, Reader::shipped().bag(WORDS[kind as usize % 4], "居民希望有人来"))
}

type Lists = (Vec<(Offered, Bag)>, Vec<(Needed, Bag)>);

fn small(seed: u64) -> Lists {
    let mut n = Numbers(seed);
    let hours = |n: &mut Numbers| HOURS[n.below(4) as usize];
    let offers = (0..1 + n.below(3)).map(|at| {
        let (kind, place, amount) = (n.below(4), n.below(3), 1 + n.below(3) as i64);
        let hours = hours(&mut n);
        offer(u128::from(100 + at), kind, place, hours, amount)
    });
    let offers = offers.collect();
    let needs = (0..1 + n.below(3)).map(|at| {
        let (kind, place, open) = (n.below(4), n.below(3), 1 + n.below(3) as i64);
        let urgency = Urgency::ALL[n.below(3) as usize];
        let hours = hours(&mut n);
        need(u128::from(200 + at), kind, place, hours, open, urgency)
    });
    (offers, needs.collect())
}

fn market((offers, needs): Lists) -> Market {
    let mut market = Market::new(day(), offers, needs);
    market.weights = Weights::new([30, 30, 12, 10, 8, 5, 5], 200).expect("weights");
    market
}

/// What a plan achieves in the order of the aims: greater is better. Balance comes after these and is the solver's own to test.
fn worth(market: &Market, amounts: &[(u32, i64, i64)]) -> Vec<i64> {
    let class = |class: i64| {
        let of = |need: u32| priority(market.needs[need as usize].urgency);
        amounts.iter().filter(|(need, ..)| of(*need) == class).map(|(_, amount, _)| amount).sum::<i64>()
    };
    vec![class(0), class(1), class(2), amounts.iter().map(|(_, amount, score)| amount * score).sum()]
}

/// Every plan there is.
fn best(market: &Market) -> Vec<i64> {
    let mut pairs = Vec::new();
    for need in 0..market.needs.len() as u32 {
        pairs.extend((0..market.offers.len() as u32).filter_map(|offer| market.pair(offer, need).ok()));
    }
    let mut stack = vec![(
        Vec::new(),
        market.offers.iter().map(|offer| offer.free).collect::<Vec<_>>(),
        market.needs.iter().map(|need| need.open).collect::<Vec<_>>(),
    )];
    let mut best = vec![0; 4];
    while let Some((amounts, free, open)) = stack.pop() {
        let Some(pair) = pairs.get(amounts.len()) else {
            best = best.max(worth(market, &amounts));
            continue;
        };
        let (offer, need) = (pair.offer as usize, pair.need as usize);
        for amount in 0..=free[offer].min(open[need]) {
            let (mut amounts, mut free, mut open) = (amounts.clone(), free.clone(), open.clone());
            amounts.push((pair.need, amount, pair.score));
            (free[offer], open[need]) = (free[offer] - amount, open[need] - amount);
            stack.push((amounts, free, open));
        }
    }
    best
}

fn amounts(market: &Market, proposal: &Proposal) -> Vec<(u32, i64, i64)> {
    let each = proposal.pairs.iter();
    each.map(|pair| (market.need_of(pair.demand).expect("known"), pair.quantity, pair.score)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_plan_is_better_and_the_order_of_the_lists_changes_nothing(seed in any::<u64>()) {
        let made = market(small(seed));
        let proposal = propose(&made, &[]).expect("small numbers");
        prop_assert_eq!(worth(&made, &amounts(&made, &proposal)), best(&made));
        let (mut offers, mut needs) = small(seed);
        offers.reverse();
        needs.reverse();
        prop_assert_eq!(propose(&market((offers, needs)), &[]).expect("small numbers"), proposal);
    }

    #[test]
    fn every_reason_shown_is_found_again(seed in any::<u64>()) {
        let made = market(small(seed));
        let proposal = propose(&made, &[]).expect("small numbers");
        for pair in &proposal.pairs {
            let (offer, need) = made.offer_of(pair.offer).zip(made.need_of(pair.demand)).expect("known");
            let again = made.pair(offer, need).expect("possible");
            // What is kept is written down and read again before it is shown.
            let kept = serde_json::to_string(&pair.fit).expect("written");
            let kept: domain::exchange::matching::Fit = serde_json::from_str(&kept).expect("read");
            prop_assert_eq!(kept.reasons(&made.weights), again.fit.reasons(&made.weights));
            prop_assert_eq!(kept.score(&made.weights), pair.score);
        }
        for left in &proposal.left {
            let need = made.need_of(left.demand).expect("known");
            let none = (0..made.offers.len() as u32).all(|offer| made.pair(offer, need).is_err());
            prop_assert_eq!(matches!(left.why, LeftWhy::Barred(_)), none);
        }
    }

    #[test]
    fn what_would_help_most_comes_true(seed in any::<u64>()) {
        let made = market(small(seed));
        let proposal = propose(&made, &[]).expect("small numbers");
        for help in &proposal.help {
            let Help::More { offer, served } = help else { continue };
            let mut more = small(seed);
            for (one, _) in more.0.iter_mut().filter(|(one, _)| one.entry == *offer) {
                (one.amount, one.free) = (one.amount + 1, one.free + 1);
            }
            prop_assert_eq!(propose(&market(more), &[]).expect("small numbers").served - proposal.served, *served);
        }
    }

    #[test]
    fn locks_stay_and_declines_are_obeyed(seed in any::<u64>()) {
        let mut made = market(small(seed));
        let before = propose(&made, &[]).expect("small numbers");
        let Some(first) = before.pairs.first() else { return Ok(()) };
        let lock = Locked { offer: first.offer, demand: first.demand, quantity: 1 };
        let locked = propose(&made, &[lock]).expect("small numbers");
        let kept = locked.pairs.iter().find(|pair| (pair.offer, pair.demand) == (lock.offer, lock.demand));
        prop_assert!(kept.is_some_and(|pair| pair.locked && pair.quantity == 1));
        let reason = DeclineReason::Unsuitable;
        let taker = made.offers[made.offer_of(first.offer).expect("known") as usize].owner;
        made.declines.push(Decline { offer: first.offer, demand: first.demand, taker, reason, on: day() });
        let after = propose(&made, &[]).expect("small numbers");
        prop_assert!(after.pairs.iter().all(|pair| (pair.offer, pair.demand) != (first.offer, first.demand)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_re_plan_keeps_every_lock_and_no_pair_that_is_barred(seed in any::<u64>(), cut in 0usize..4) {
        let mut made = market(small(seed));
        let before = propose(&made, &[]).expect("small numbers");
        let (locked, declined) = before.pairs.split_at(cut.min(before.pairs.len()));
        let lock = |pair: &service::exchange::plan::Proposed| Locked { offer: pair.offer, demand: pair.demand, quantity: pair.quantity };
        let locks: Vec<Locked> = locked.iter().map(lock).collect();
        for pair in declined {
            let taker = made.offers[made.offer_of(pair.offer).expect("known") as usize].owner;
            made.declines.push(Decline { offer: pair.offer, demand: pair.demand, taker, reason: DeclineReason::Other, on: day() });
        }
        let after = propose(&made, &locks).expect("small numbers");
        for lock in &locks {
            let kept = after.pairs.iter().filter(|pair| (pair.offer, pair.demand) == (lock.offer, lock.demand));
            prop_assert_eq!(kept.map(|pair| (pair.locked, pair.quantity)).collect::<Vec<_>>(), [(true, lock.quantity)]);
        }
        for pair in declined {
            prop_assert!(after.pairs.iter().all(|other| (other.offer, other.demand) != (pair.offer, pair.demand)));
        }
        // Nothing is promised twice.
        for offer in &made.offers {
            let used: i64 = after.pairs.iter().filter(|pair| pair.offer == offer.entry).map(|pair| pair.quantity).sum();
            prop_assert!(used <= offer.free);
        }
        for pair in &after.pairs {
            prop_assert!(!matches!(pair.ahead, Ahead::Points(points) if points < 0));
        }
    }

    #[test]
    fn what_waits_for_an_answer_is_asked_of_nobody_else(seed in any::<u64>()) {
        let mut made = market(small(seed));
        let before = propose(&made, &[]).expect("small numbers");
        let Some(first) = before.pairs.first() else { return Ok(()) };
        let (offer, demand, quantity) = (first.offer, first.demand, first.quantity);
        made.claimed.insert((offer, demand));
        made.waiting.push(Waiting { claim: domain::id::ClaimId::new(Uuid::from_u128(1)), offer, demand, quantity });
        let after = propose(&made, &[]).expect("small numbers");
        prop_assert_eq!(after.served, before.served);
        let again = after.pairs.iter().filter(|pair| (pair.offer, pair.demand) == (offer, demand));
        prop_assert_eq!(again.map(|pair| (pair.locked, pair.quantity)).collect::<Vec<_>>(), [(true, quantity)]);
        let need = made.need_of(demand).expect("known");
        let suggested = made.of_need(need).unwrap_or_default();
        prop_assert!(suggested.iter().all(|pair| made.offers[pair.offer as usize].entry != offer));
    }
}

#[test]
fn the_nearest_of_those_that_another_measure_bars_is_the_one_of_like_content() {
    let mut like = offer(103, 2, 0, "", 5);
    like.0.measure = "人".into();
    let offers = vec![offer(101, 0, 0, "", 5), offer(102, 1, 0, "", 5), like];
    let made = market((offers, vec![need(200, 2, 0, "", 1, Urgency::Ordinary)]));
    let proposal = propose(&made, &[]).expect("small numbers");
    let left = &proposal.left[0];
    assert_eq!((left.why, left.nearest), (LeftWhy::Barred(Bar::Measure), Some(entry(103))));
}

#[test]
fn an_offer_that_somebody_thinks_of_takes_part_by_its_own_words() {
    let made = market((vec![offer(100, 2, 0, "", 1)], vec![need(200, 2, 0, "", 3, Urgency::Ordinary)]));
    let (mut thought, _) = offer(1, 2, 0, "", 5);
    thought.entry = service::exchange::plan::AddedOffer::entry();
    let with = made.with_offer(thought, ("夜间活动室", ""));
    let proposal = propose(&with, &[]).expect("small numbers");
    assert_eq!(proposal.served, 3);
    assert_eq!(propose(&made, &[]).expect("small numbers").served, 1);
}

#[test]
fn one_more_evening_venue_would_serve_the_four_demands_that_are_left() {
    let evening = "周一至周五 18:00-20:00";
    let needs = (0..5).map(|at| need(200 + at, 2, 0, evening, 1, Urgency::Ordinary)).collect();
    let made = market((vec![offer(100, 2, 0, evening, 1)], needs));
    let proposal = propose(&made, &[]).expect("small numbers");
    assert_eq!((proposal.served, proposal.left.len()), (1, 4));
    assert!(proposal.left.iter().all(|left| left.why == LeftWhy::Full && left.nearest == Some(entry(100))));
    let new = Help::New {
        category: CategoryId::new(Uuid::from_u128(102)),
        division: DivisionId::new(Uuid::from_u128(10)),
        times: evening.into(),
        demands: 4,
        served: 4,
    };
    assert_eq!(proposal.help, [new, Help::More { offer: entry(100), served: 1 }]);
    assert_eq!(build(&made, &[]).instance.pairs.len(), 5);
}
