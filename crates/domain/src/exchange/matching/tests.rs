use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::exchange::{Audience, CategoryPath, Owner, Reach, Spot, Times, Urgency};
use crate::id::{CategoryId, DivisionId, EntryId, UnitId};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn category(kind: u128) -> CategoryPath {
    CategoryPath {
        group: CategoryId::new(Uuid::from_u128(1)),
        kind: Some(CategoryId::new(Uuid::from_u128(kind))),
    }
}

fn spot(street: u128, community: u128) -> Spot {
    let id = |n| Some(DivisionId::new(Uuid::from_u128(n)));
    Spot { street: id(street), community: id(community) }
}

fn times(text: &str) -> Times {
    Times::parse(text).expect("times")
}

fn offer() -> Offered {
    Offered {
        entry: EntryId::new(Uuid::from_u128(1)),
        owner: Owner::Unit(UnitId::new(Uuid::from_u128(1))),
        category: category(2),
        spot: spot(1, 10),
        at: Some((121_600_000, 38_950_000)),
        reach: Reach::Street,
        times: times("周一至周五 18:00-20:00"),
        audience: vec![Audience::Elderly],
        valid: (day("2026-01-01"), None),
        amount: 10,
        free: 5,
        measure: "场".into(),
        sensitive: false,
        evaluated: Some(450),
    }
}

fn need() -> Needed {
    Needed {
        entry: EntryId::new(Uuid::from_u128(2)),
        owner: Owner::Division(DivisionId::new(Uuid::from_u128(11))),
        category: category(2),
        spot: spot(1, 11),
        at: Some((121_610_000, 38_950_000)),
        reach: Reach::District,
        times: times("周五 19:00-21:00"),
        audience: Vec::new(),
        valid: (day("2026-03-01"), Some(day("2026-06-30"))),
        open: 4,
        measure: "场".into(),
        urgency: Urgency::Ordinary,
        division: DivisionId::new(Uuid::from_u128(11)),
        enterprise: false,
    }
}

#[test]
fn each_hard_condition_rules_the_pair_out_by_its_own_name() {
    let today = day("2026-03-18");
    let bar = |offer: &Offered, need: &Needed| weigh(offer, need, 300, today).err();
    let (o, n) = (offer(), need());
    assert_eq!(bar(&o, &n), None);
    assert_eq!(bar(&o, &Needed { owner: o.owner, ..n.clone() }), Some(Bar::Own));
    let military = Offered { sensitive: true, ..o.clone() };
    assert_eq!(bar(&military, &n), None);
    assert_eq!(bar(&military, &Needed { enterprise: true, ..n.clone() }), Some(Bar::Sensitivity));
    assert_eq!(bar(&Offered { valid: (day("2026-07-01"), None), ..o.clone() }, &n), Some(Bar::Validity));
    assert_eq!(weigh(&o, &n, 300, day("2026-07-01")), Err(Bar::Validity));
    assert_eq!(bar(&Offered { reach: Reach::Community, ..o.clone() }, &n), Some(Bar::Reach));
    assert_eq!(bar(&o, &Needed { spot: spot(2, 20), ..n.clone() }), Some(Bar::Reach));
    assert_eq!(bar(&o, &Needed { audience: vec![Audience::Minors], ..n.clone() }), Some(Bar::Audience));
    assert_eq!(bar(&o, &Needed { times: times("周六 19:00-21:00"), ..n.clone() }), Some(Bar::Times));
    assert_eq!(bar(&Offered { free: 0, ..o.clone() }, &n), Some(Bar::Capacity));
    assert_eq!(bar(&Offered { measure: "间".into(), ..o.clone() }, &n), Some(Bar::Measure));
    let other = CategoryPath { group: CategoryId::new(Uuid::from_u128(9)), kind: None };
    assert_eq!(weigh(&o, &Needed { category: other, ..n.clone() }, 50, today), Err(Bar::Unlike));
}

#[test]
fn a_pair_says_why_in_both_languages_and_adds_up() {
    let fit = weigh(&offer(), &need(), 300, day("2026-03-18")).expect("possible");
    let weights = Weights::default();
    let reasons = fit.reasons(&weights);
    let of = |part| reasons.iter().find(|reason| reason.part == part).expect("every part");
    assert_eq!((of(Part::Category).points, of(Part::Category).zh.as_str()), (1000, "类别相同"));
    assert_eq!((of(Part::Text).points, of(Part::Text).en.as_str()), (600, "Wording 30% alike"));
    assert_eq!((of(Part::Nearness).points, of(Part::Nearness).zh.as_str()), (750, "在同一街道"));
    assert_eq!((of(Part::Times).points, of(Part::Times).zh.as_str()), (500, "每周有 1.0 小时重合"));
    assert_eq!((of(Part::Capacity).points, of(Part::Capacity).zh.as_str()), (1000, "需要 4，余量 5"));
    assert_eq!(
        (of(Part::Evaluations).points, of(Part::Evaluations).zh.as_str()),
        (875, "以往评价平均 4.5（满分 5）")
    );
    assert_eq!(
        (of(Part::Balance).points, of(Part::Balance).en.as_str()),
        (500, "50% of it already promised")
    );
    let sum: i64 = reasons.iter().map(|reason| reason.points * reason.weight).sum();
    assert_eq!(fit.score(&weights), sum / weights.total());
    assert_eq!(Fit { deducted: 300, ..fit }.score(&weights), sum / weights.total() - 300);
    let far = Offered { spot: Spot::default(), reach: Reach::District, ..offer() };
    let near = weigh(&far, &need(), 300, day("2026-03-18")).expect("possible").near;
    assert!(matches!(near, Near::Metres(840..=860)), "{near:?}");
}

#[test]
fn a_decline_counts_as_long_as_its_rule_says() {
    let pair = (EntryId::new(Uuid::from_u128(1)), EntryId::new(Uuid::from_u128(2)));
    let declined = |reason, on| Decline { offer: pair.0, demand: pair.1, reason, on: day(on) };
    let declines =
        [declined(DeclineReason::Distance, "2026-03-01"), declined(DeclineReason::Time, "2026-03-10")];
    let rules = DeclineRule::shipped();
    let on = |text| deducted(&declines, &rules, pair, day(text));
    assert_eq!(on("2026-02-28"), None);
    assert_eq!(on("2026-03-01"), Some((DeclineReason::Distance, 300)));
    assert_eq!(on("2026-03-10"), Some((DeclineReason::Time, WHOLE)));
    assert_eq!(on("2026-04-09"), Some((DeclineReason::Distance, 300)));
    assert_eq!(on("2027-03-02"), None);
    assert_eq!(deducted(&declines, &rules, (pair.1, pair.0), day("2026-03-10")), None);
}

proptest! {
    #[test]
    fn points_and_scores_stay_between_nothing_and_the_whole(
        distance in 0u8..5, text in 0i64..1001, shared in proptest::option::of(0u32..9000), wanted in 0u32..9000,
        free in 0i64..9, open in 0i64..9, evaluated in proptest::option::of(100i64..501), promised in 0i64..1001,
        weights in proptest::array::uniform7(0i64..101),
    ) {
        let fit = Fit { distance, text, near: Near::Metres(text * 90), shared_minutes: shared, wanted_minutes: wanted,
            free, open, evaluated, promised, deducted: 0 };
        for part in Part::ALL {
            prop_assert!((0..=WHOLE).contains(&fit.points(*part)));
        }
        if let Ok(weights) = Weights::new(weights, 0) {
            prop_assert!((0..=WHOLE).contains(&fit.score(&weights)));
        }
    }
}
