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

fn ruled(declines: &[Decline], rules: &[MatchRule], on: &str) -> Vec<Applied> {
    let declines: Declines = declines.iter().copied().collect();
    applied((rules, &declines), (&offer(), &need()), day(on))
}

fn declined(reason: DeclineReason, on: &str) -> Decline {
    Decline { offer: offer().entry, demand: need().entry, taker: offer().owner, reason, on: day(on) }
}

#[test]
fn a_decline_bars_its_pair_as_long_as_its_rule_says() {
    let declines =
        [declined(DeclineReason::Distance, "2026-03-01"), declined(DeclineReason::Time, "2026-03-10")];
    let rules = MatchRule::shipped();
    let fit = weigh(&offer(), &need(), 300, day("2026-03-18")).expect("possible");
    let lost = |on| fit.under(&ruled(&declines, &rules, on)).deducted;
    assert_eq!(["2026-02-28", "2026-03-01", "2026-04-09", "2027-03-01"].map(lost), [0, WHOLE, WHOLE, 0]);
    let time_alone = |on| fit.under(&ruled(&declines[1..], &rules, on)).deducted;
    assert_eq!([time_alone("2026-04-08"), time_alone("2026-04-09")], [WHOLE, 0]);
    let off: Vec<MatchRule> = rules.iter().map(|rule| MatchRule { active: false, ..*rule }).collect();
    assert_eq!(ruled(&declines, &off, "2026-03-10"), []);
}

#[test]
fn a_way_that_was_too_long_has_nearness_count_twice_for_all_that_its_owner_offers() {
    let elsewhere = Decline {
        demand: EntryId::new(Uuid::from_u128(9)),
        ..declined(DeclineReason::Distance, "2026-03-01")
    };
    let rules = ruled(&[elsewhere], &MatchRule::shipped(), "2026-03-18");
    let fit = weigh(&offer(), &need(), 300, day("2026-03-18")).expect("possible").under(&rules);
    let weights = Weights::default();
    assert_eq!((fit.deducted, fit.weight(Part::Nearness, &weights)), (0, 24));
    let (zh, en) = rules[0].sentence();
    assert_eq!(zh, "承接方曾于2026-03-01谢绝（路程太远），“距离”的权重按 200% 计");
    assert_eq!(en, "Its owner declined on 2026-03-01 (distance): 'nearness' counts 200%");
    let reasons = fit.reasons(&weights);
    let sum: i64 = reasons.iter().map(|reason| reason.points * reason.weight).sum();
    assert_eq!(fit.score(&weights), sum / reasons.iter().map(|reason| reason.weight).sum::<i64>());
}

#[test]
fn a_rule_on_categories_takes_points_from_groups_and_kinds() {
    let id = |n| CategoryId::new(Uuid::from_u128(n));
    let effect = Effect::Categories { offer: id(1), demand: id(2), deduct: 150 };
    let rule = MatchRule { id: MatchRule::shipped()[0].id, version: 1, active: true, effect };
    let fit = weigh(&offer(), &need(), 300, day("2026-03-18")).expect("possible");
    assert_eq!(fit.under(&ruled(&[], &[rule], "2026-03-18")).deducted, 150);
    let other = MatchRule { effect: Effect::Categories { offer: id(1), demand: id(7), deduct: 150 }, ..rule };
    assert_eq!(ruled(&[], &[other], "2026-03-18"), []);
}

fn standing(offer: u128, demand: u128, quantity: i64, score: i64, state: PairState) -> Standing {
    let id = |n| EntryId::new(Uuid::from_u128(n));
    Standing { offer: id(offer), demand: id(demand), quantity, score, state }
}

#[test]
fn a_pair_set_by_hand_has_the_lowest_scores_give_way_and_nothing_that_is_kept() {
    use crate::rule::Rule;
    let id = |n| EntryId::new(Uuid::from_u128(n));
    let others = [
        standing(1, 20, 2, 700, PairState::Proposed),
        standing(1, 21, 2, 500, PairState::Proposed),
        standing(1, 22, 1, 400, PairState::Locked),
        standing(1, 23, 9, 400, PairState::Declined),
    ];
    let room = |quantity| make_room(&others, (id(1), id(24), quantity), (6, 5));
    assert_eq!(room(1), Ok(vec![2, 2, 1, 9]));
    assert_eq!(room(3), Ok(vec![2, 0, 1, 9]));
    assert_eq!(room(5), Ok(vec![0, 0, 1, 9]));
    assert_eq!(room(6).map_err(|refusal| refusal.rule), Err(Rule::ClaimOverOpen));
    let narrow = make_room(&others, (id(1), id(24), 5), (5, 9));
    assert_eq!(
        narrow.map_err(|refusal| (refusal.rule, refusal.value)),
        Err((Rule::ClaimOverCapacity, "4".into()))
    );
}

#[test]
fn a_new_plan_says_what_differs_from_the_former_one() {
    let before = [
        standing(1, 20, 2, 700, PairState::Proposed),
        standing(1, 21, 2, 500, PairState::Proposed),
        standing(2, 22, 1, 400, PairState::Declined),
    ];
    let after = [standing(1, 20, 3, 700, PairState::Proposed), standing(3, 21, 2, 450, PairState::Proposed)];
    let said: Vec<_> = differences(&before, &after).iter().map(|d| (d.change, d.before, d.after)).collect();
    assert_eq!(said, [(Change::Changed, 2, 3), (Change::Gone, 2, 0), (Change::New, 0, 2)]);
    assert_eq!(differences(&after, &after), []);
}

proptest! {
    #[test]
    fn points_and_scores_stay_between_nothing_and_the_whole(
        distance in 0u8..5, text in 0i64..1001, shared in proptest::option::of(0u32..9000), wanted in 0u32..9000,
        free in 0i64..9, open in 0i64..9, evaluated in proptest::option::of(100i64..501), promised in 0i64..1001,
        weights in proptest::array::uniform7(0i64..101),
    ) {
        let fit = Fit { distance, text, near: Near::Metres(text * 90), shared_minutes: shared, wanted_minutes: wanted,
            free, open, evaluated, promised, deducted: 0, percent: [100; 7] };
        for part in Part::ALL {
            prop_assert!((0..=WHOLE).contains(&fit.points(*part)));
        }
        if let Ok(weights) = Weights::new(weights, 0) {
            prop_assert!((0..=WHOLE).contains(&fit.score(&weights)));
        }
    }
}
