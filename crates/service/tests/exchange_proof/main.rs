//! Plans over the demonstration data and over made-up markets, exported as anybody exports them and checked without the
//! solver; and every reason that is shown, worked out once more from what people wrote.

mod certificate;
mod loss;
mod reasons;

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::exchange::matching::{Needed, Offered, Weights};
use domain::exchange::{CategoryPath, Owner, Reach, Spot, Times, Urgency};
use domain::id::{CategoryId, DivisionId, EntryId, UnitId};
use domain::rule::Language;
use proptest::prelude::*;
use service::Lianhe;
use service::exchange::plan::{
    Market, Proposal, Reader, WhatIf, instance_lines, match_instance, propose, show_plan,
};
use service::import::{Import, Kind, import};
use solver::text::Bag;
use testing::{TestClock, TestDb};
use uuid::Uuid;

use certificate::read;

const TABLES: [(Kind, &str); 11] = [
    (Kind::Divisions, "divisions"),
    (Kind::Industries, "industries"),
    (Kind::Holidays, "holidays"),
    (Kind::Units, "units"),
    (Kind::Consortia, "consortia"),
    (Kind::Charters, "charters"),
    (Kind::Members, "members"),
    (Kind::Resources, "resources"),
    (Kind::Projects, "projects"),
    (Kind::Demands, "demands"),
    (Kind::Claims, "claims"),
];

/// The demonstration's lists on the day after its last entry.
async fn demonstration(database: &TestDb) -> Lianhe {
    let clock = Arc::new(TestClock::at("2026-11-24T04:00:00Z"));
    let lianhe = Lianhe::new(database.db.clone(), clock, testing::keys());
    for (kind, name) in TABLES {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../demo/{name}.csv"));
        let table = documents::read_csv(&std::fs::read(file).expect("a table")).expect("a table");
        let command = Import { language: Language::English, ..Import::new(kind, table, name) };
        let report = import(&lianhe, command).await.expect("an import");
        assert_eq!(report.refused, 0, "{name}: {:?}", report.issues.first());
    }
    lianhe
}

fn chosen(proposal: &Proposal) -> Vec<(String, String, i64)> {
    let named = |id: EntryId| id.uuid().to_string();
    proposal.pairs.iter().map(|pair| (named(pair.offer), named(pair.demand), pair.quantity)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plans_of_the_demonstration_are_proven_the_best_and_say_nothing_that_is_not_so() {
    let database = TestDb::sqlite().await;
    let lianhe = demonstration(&database).await;
    let caller = testing::operator(&lianhe).await;
    let mut proven = 0;
    for within in [None, Some("大连湾街道"), Some("泉水街道"), Some("大房身社区居委会")] {
        let division = match within {
            Some(name) => {
                let mut conn = lianhe.db.read().await.expect("a connection");
                Some(storage::grid::find(&mut conn, name).await.expect("found")[0].1)
            }
            None => None,
        };
        let mut view = lianhe.view(&caller, None).await.expect("a view");
        let lines = match_instance(&mut view, division).await.expect("an instance");
        let shown = show_plan(&mut view, division, WhatIf::default()).await.expect("a plan");
        let plan = chosen(&shown.proposal);
        let exported = read(&lines);
        let worth = exported.certify(&plan).unwrap_or_else(|why| panic!("{within:?}: {why}"));
        assert_eq!(worth[..3].iter().sum::<i64>(), shown.proposal.served, "{within:?}");
        assert_eq!(worth[3], shown.proposal.score, "{within:?}");
        proven += plan.len();
        // The same proof finds fault with a plan that is not the best.
        for at in 0..plan.len().min(3) {
            let mut worse = plan.clone();
            worse.remove(at);
            assert!(exported.certify(&worse).is_err(), "{within:?}: one pair less is worse");
        }
        reasons::check(&mut view, &shown, &exported).await;
    }
    println!("{proven} pairs of plans proven");
    assert!(proven > 20, "{proven} pairs");
}

const WORDS: [&str; 6] = ["义诊测血压", "法律咨询", "夜间活动室", "家电维修", "健康体检", "调解纠纷"];
const HOURS: [&str; 4] = ["", "周一至周五 18:00-20:00", "周六、周日 09:00-11:30", "周五 19:00-21:00"];

fn day() -> NaiveDate {
    "2026-03-18".parse().expect("a day")
}

fn category(kind: u64) -> CategoryPath {
    let id = |n: u64| CategoryId::new(Uuid::from_u128(n.into()));
    CategoryPath { group: id(kind / 2), kind: Some(id(100 + kind)) }
}

fn spot(n: u64) -> Spot {
    let id = |n: u64| Some(DivisionId::new(Uuid::from_u128(n.into())));
    Spot { street: id(n / 2), community: id(10 + n) }
}

type Drawn = (u64, u64, usize, i64);

fn offer(number: usize, (kind, place, hours, amount): Drawn) -> (Offered, Bag) {
    let id = Uuid::from_u128(1_000 + number as u128);
    let offered = Offered {
        entry: EntryId::new(id),
        owner: Owner::Unit(UnitId::new(id)),
        category: category(kind),
        spot: spot(place),
        at: None,
        reach: if number.is_multiple_of(3) { Reach::District } else { Reach::Street },
        times: Times::parse(HOURS[hours]).expect("times"),
        audience: Vec::new(),
        valid: (day(), None),
        amount,
        free: amount,
        measure: "场".into(),
        sensitive: false,
        evaluated: None,
    };
    (offered, Reader::shipped().bag(WORDS[kind as usize], "可以提供"))
}

fn need(number: usize, (kind, place, hours, open): Drawn, urgency: usize) -> (Needed, Bag) {
    let id = Uuid::from_u128(5_000 + number as u128);
    let needed = Needed {
        entry: EntryId::new(id),
        owner: Owner::Division(DivisionId::new(id)),
        category: category(kind),
        spot: spot(place),
        at: None,
        reach: Reach::District,
        times: Times::parse(HOURS[hours]).expect("times"),
        audience: Vec::new(),
        valid: (day(), None),
        open,
        measure: "场".into(),
        urgency: Urgency::ALL[urgency],
        division: DivisionId::new(id),
        enterprise: false,
    };
    (needed, Reader::shipped().bag(WORDS[kind as usize], "居民希望有人来"))
}

type Lists = (Vec<(Offered, Bag)>, Vec<(Needed, Bag)>);

fn lists() -> impl Strategy<Value = Lists> {
    let one = || (0u64..6, 0u64..6, 0usize..4, 1i64..16);
    let offers = proptest::collection::vec(one(), 1..30);
    let needs = proptest::collection::vec((one(), 0usize..3), 1..40);
    (offers, needs).prop_map(|(offers, needs)| {
        let offers = offers.into_iter().enumerate().map(|(n, drawn)| offer(n, drawn)).collect();
        (offers, needs.into_iter().enumerate().map(|(n, (drawn, urgency))| need(n, drawn, urgency)).collect())
    })
}

fn market((offers, needs): Lists) -> Market {
    let mut market = Market::new(day(), offers, needs);
    market.weights = Weights::new([30, 30, 12, 10, 8, 5, 5], 200).expect("weights");
    market
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn plans_of_made_up_markets_are_proven_the_best(lists in lists()) {
        let made = market(lists);
        let proposal = propose(&made, &[]).expect("small numbers");
        let worth = read(&instance_lines(&made)).certify(&chosen(&proposal));
        let (served, score) = (proposal.served, proposal.score);
        prop_assert_eq!(worth.map(|worth| (worth[..3].iter().sum::<i64>(), worth[3])), Ok((served, score)));
    }

    #[test]
    fn lists_in_any_order_make_the_same_instance_and_the_same_plan(
        lists in lists(), keys in proptest::collection::vec(any::<u32>(), 70),
    ) {
        let made = market(lists.clone());
        let (mut offers, mut needs) = lists;
        let turn = |id: EntryId| keys[id.uuid().as_u128() as usize % keys.len()];
        offers.sort_by_key(|(offer, _)| turn(offer.entry));
        needs.sort_by_key(|(need, _)| turn(need.entry));
        let other = market((offers.clone(), needs.clone()));
        prop_assert_eq!(instance_lines(&other), instance_lines(&made));
        let plan = propose(&made, &[]).expect("small numbers");
        prop_assert_eq!(&propose(&other, &[]).expect("small numbers"), &plan);
        // A market that came about by changes is the market of what is there in the end.
        let mut changed = market((offers[..offers.len() / 2].to_vec(), Vec::new()));
        for (at, (offer, bag)) in offers.iter().enumerate() {
            let draft = Offered { free: 1, amount: 1, ..offer.clone() };
            changed.put_offer(draft, Some(&Reader::shipped().bag("草稿", "还没有写完")));
            if at % 3 == 0 {
                changed.take_out(offer.entry);
            }
            changed.put_offer(offer.clone(), Some(bag));
        }
        for (need, bag) in needs.iter().rev() {
            changed.put_need(need.clone(), Some(bag));
            changed.put_need(need.clone(), None);
            if turn(need.entry) % 2 == 0 {
                changed.take_out(need.entry);
                changed.put_need(need.clone(), Some(bag));
            }
        }
        changed.settle();
        prop_assert_eq!(instance_lines(&changed), instance_lines(&made));
        prop_assert_eq!(&propose(&changed, &[]).expect("small numbers"), &plan);
    }
}
