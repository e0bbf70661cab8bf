//! What is lost by looking at some offers of each demand only, beside a plan over every pair there is.

use std::ops::ControlFlow;

use domain::exchange::matching::{Needed, Offered, Weights};
use domain::exchange::{CategoryPath, Owner, Reach, Spot, Times, Urgency};
use domain::id::{CategoryId, DivisionId, EntryId, UnitId};
use service::exchange::plan::{Market, Reader, build};
use solver::matching::{Instance, Pair, solve};
use solver::text::Bag;
use uuid::Uuid;

use super::day;

const TEXTS: [&str; 2] = [include_str!("../data/pairs.txt"), include_str!("../data/pairs_fresh.txt")];
const ENTRIES: usize = 700;

fn id(kind: u128, n: u64) -> Uuid {
    Uuid::from_u128(kind << 64 | u128::from(n))
}

/// The category by its code: the letters are the id.
fn category(code: &str) -> CategoryPath {
    let letters = |text: &str| text.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
    let id = |text: &str| CategoryId::new(id(9, letters(text)));
    CategoryPath { group: id(code.split('.').next().unwrap_or_default()), kind: Some(id(code)) }
}

fn drawn(n: usize, of: usize) -> u64 {
    (n as u64 + 1).wrapping_mul(6_364_136_223_846_793_005).rotate_left(of as u32 * 7) >> 33
}

fn market() -> Market {
    let lines: Vec<Vec<&str>> =
        TEXTS.iter().flat_map(|text| text.lines()).map(|line| line.split('|').collect()).collect();
    let bag = |text: &str| -> Bag {
        let (title, text) = text.split_once('。').expect("a title and a text");
        Reader::shipped().bag(title, text)
    };
    let spot = |n: usize| Spot {
        street: Some(DivisionId::new(id(1, drawn(n, 1) % 8))),
        community: Some(DivisionId::new(id(2, drawn(n, 1) % 40))),
    };
    let offers = (0..ENTRIES).map(|n| {
        let line = &lines[drawn(n, 3) as usize % lines.len()];
        let amount = 1 + (drawn(n, 4) % 9) as i64;
        let offered = Offered {
            entry: EntryId::new(id(3, n as u64)),
            owner: Owner::Unit(UnitId::new(id(3, n as u64))),
            category: category(line[2]),
            spot: spot(n),
            at: None,
            reach: [Reach::District, Reach::Street, Reach::Street][n % 3],
            times: Times::default(),
            audience: Vec::new(),
            valid: (day(), None),
            amount,
            free: amount,
            measure: "场".into(),
            sensitive: false,
            evaluated: None,
        };
        (offered, bag(line[3]))
    });
    let needs = (ENTRIES..2 * ENTRIES).map(|n| {
        let line = &lines[drawn(n, 3) as usize % lines.len()];
        let needed = Needed {
            entry: EntryId::new(id(4, n as u64)),
            owner: Owner::Division(DivisionId::new(id(4, n as u64))),
            category: category(line[0]),
            spot: spot(n),
            at: None,
            reach: Reach::District,
            times: Times::default(),
            audience: Vec::new(),
            valid: (day(), None),
            open: 1 + (drawn(n, 4) % 9) as i64,
            measure: "场".into(),
            urgency: Urgency::ALL[n % 3],
            division: DivisionId::new(id(2, drawn(n, 1) % 40)),
            enterprise: false,
        };
        (needed, bag(line[1]))
    });
    let mut market = Market::new(day(), offers.collect(), needs.collect());
    // Far more pairs than a district would have.
    market.weights = Weights::new(Weights::default().parts(), 250).expect("weights");
    market
}

fn achieved(instance: &Instance) -> (i64, i64) {
    let plan = solve(instance, &mut |_| ControlFlow::Continue(())).expect("a plan");
    (plan.served.iter().map(|(_, quantity)| quantity).sum(), plan.score)
}

#[test]
fn looking_at_some_offers_loses_less_than_one_in_a_hundred() {
    let market = market();
    let limited = build(&market, &[]).instance;
    let mut whole = limited.clone();
    whole.pairs.clear();
    for demand in 0..ENTRIES as u32 {
        for supply in 0..ENTRIES as u32 {
            if let Ok(pair) = market.pair(supply, demand) {
                whole.pairs.push(Pair { supply, demand, score: pair.score, upper: None, fixed: 0 });
            }
        }
    }
    let (some, all) = (achieved(&limited), achieved(&whole));
    println!(
        "{} of {} pairs: served {} of {}, score {} of {}",
        limited.pairs.len(),
        whole.pairs.len(),
        some.0,
        all.0,
        some.1,
        all.1
    );
    assert!(whole.pairs.len() > limited.pairs.len(), "something was left out");
    assert!(100 * some.0 >= 99 * all.0, "served {} of {}", some.0, all.0);
    assert!(100 * some.1 >= 99 * all.1, "score {} of {}", some.1, all.1);
}
