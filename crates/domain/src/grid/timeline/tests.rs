//! Whatever happens in whichever order, the tree stays a tree on every day and no division is lost.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::grid::{DivisionChanges, DivisionCode, DivisionKind, Level};
use crate::name::Name;
use crate::rule::Rule;

fn day(n: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2016, 1, 1).expect("a day");
    first.checked_add_days(Days::new(n)).expect("a day")
}

fn id(n: u128) -> DivisionId {
    DivisionId::new(Uuid::from_u128(n))
}

fn facts(kind: DivisionKind, code: u32, parent: Option<DivisionId>) -> DivisionFacts {
    DivisionFacts {
        name: Name::parse(&format!("{}{code}", kind.term()), "name").expect("a name"),
        kind,
        code: (code > 0).then(|| DivisionCode::parse(&format!("{code:012}"), "code").expect("a code")),
        class_code: None,
        parent,
    }
}

/// A district (0), two streets (1, 2), and a village and two communities in the first (3, 4, 5).
fn world() -> Timeline {
    use DivisionKind::{Community, District, Street, Village};
    let of = |n, kind, parent: Option<u128>| {
        let facts = facts(kind, u32::try_from(n).expect("small"), parent.map(id));
        (id(n), DivisionState { period: Period::open(day(0)), facts })
    };
    let divisions = [
        of(0, District, None),
        of(1, Street, Some(0)),
        of(2, Street, Some(0)),
        of(3, Village, Some(1)),
        of(4, Community, Some(1)),
        of(5, Community, Some(1)),
    ];
    Timeline::new(id(0), divisions)
}

#[derive(Debug, Clone)]
enum Act {
    Create { parent: usize, kind: DivisionKind, code: u32 },
    Edit { of: usize, kind: Option<DivisionKind>, code: Option<u32>, name: Option<u32> },
    Relocate { of: usize, parent: usize },
    Split { of: usize, parts: Vec<(DivisionKind, u32)>, ends: bool, all: bool },
    Merge { of: Vec<usize>, into: usize, new: Option<(DivisionKind, u32)> },
    Dissolve { of: usize },
}

fn kind() -> impl Strategy<Value = DivisionKind> {
    use DivisionKind::{Community, Street, Town, Village};
    proptest::sample::select(vec![Street, Town, Community, Village])
}

fn act() -> impl Strategy<Value = (u64, Act)> {
    let (of, code) = (0..12usize, 0..16u32);
    let acts = prop_oneof![
        (of.clone(), kind(), code.clone()).prop_map(|(parent, kind, code)| Act::Create {
            parent,
            kind,
            code
        }),
        (
            of.clone(),
            proptest::option::of(kind()),
            proptest::option::of(1..16u32),
            proptest::option::of(1..9u32)
        )
            .prop_map(|(of, kind, code, name)| Act::Edit { of, kind, code, name }),
        (of.clone(), of.clone()).prop_map(|(of, parent)| Act::Relocate { of, parent }),
        (of.clone(), proptest::collection::vec((kind(), code.clone()), 0..3), any::<bool>(), any::<bool>())
            .prop_map(|(of, parts, ends, all)| Act::Split { of, parts, ends, all }),
        (proptest::collection::vec(of.clone(), 1..3), of.clone(), proptest::option::of((kind(), code)))
            .prop_map(|(of, into, new)| Act::Merge { of, into, new }),
        of.prop_map(|of| Act::Dissolve { of }),
    ];
    (0..60u64, acts)
}

/// What each division's life must be, written down beside the code under test.
type Lives = HashMap<DivisionId, (NaiveDate, Option<NaiveDate>)>;

/// Does an act; on success the lives follow it.
fn perform(timeline: &Timeline, lives: &mut Lives, on: NaiveDate, act: &Act) -> Option<Next> {
    let mut known: Vec<DivisionId> = lives.keys().copied().collect();
    known.sort_unstable();
    let pick = |n: &usize| known[n % known.len()];
    let fresh = |n: usize| id(100 + (known.len() + n) as u128);
    let (next, begun, ended) = match act {
        Act::Create { parent, kind, code } => {
            let next = timeline.create(fresh(0), pick(parent), facts(*kind, *code, None), on);
            (next, vec![fresh(0)], vec![])
        }
        Act::Edit { of, kind, code, name } => {
            let changes = DivisionChanges {
                name: name.map(|n| Name::parse(&format!("名{n}"), "name").expect("a name")),
                kind: *kind,
                code: code.and_then(|n| facts(DivisionKind::Street, n, None).code),
                class_code: None,
            };
            (timeline.edit(pick(of), &changes, on), vec![], vec![])
        }
        Act::Relocate { of, parent } => (timeline.relocate(pick(of), pick(parent), on), vec![], vec![]),
        Act::Split { of, parts, ends, all } => {
            let mut inside = timeline.inside(pick(of), on);
            if !all {
                inside.truncate(1);
            }
            let mut parts: Vec<Part> = parts
                .iter()
                .enumerate()
                .map(|(n, (kind, code))| Part {
                    id: fresh(n),
                    facts: facts(*kind, *code, None),
                    takes: vec![],
                })
                .collect();
            for (n, child) in inside.into_iter().enumerate() {
                let count = parts.len().max(1);
                if let Some(part) = parts.get_mut(n % count) {
                    part.takes.push(child);
                }
            }
            let begun = parts.iter().map(|part| part.id).collect();
            let ended = if *ends { vec![pick(of)] } else { vec![] };
            (timeline.split(pick(of), &parts, *ends, on), begun, ended)
        }
        Act::Merge { of, into, new } => {
            let ended: Vec<_> = of.iter().map(pick).collect();
            let into = match new {
                Some((kind, code)) => Into::New(fresh(0), facts(*kind, *code, None)),
                None => Into::Existing(pick(into)),
            };
            let begun = if new.is_some() { vec![fresh(0)] } else { vec![] };
            (timeline.merge(&ended, &into, on), begun, ended)
        }
        Act::Dissolve { of } => (timeline.dissolve(pick(of), 0, on), vec![], vec![pick(of)]),
    };
    let next = next.ok()?;
    for id in begun {
        lives.insert(id, (on, None));
    }
    for id in ended {
        lives.get_mut(&id).expect("known").1 = Some(on);
    }
    Some(next)
}

/// The divisions of a day, read without the code under test.
fn snapshot(timeline: &Timeline, day: NaiveDate) -> BTreeMap<DivisionId, DivisionFacts> {
    let mut found = BTreeMap::new();
    for (id, states) in timeline.divisions() {
        for state in states {
            if state.period.from() <= day && day < state.period.stored_to() {
                assert!(found.insert(id, state.facts.clone()).is_none(), "{id} is twice there on {day}");
            }
        }
    }
    found
}

fn check_day(timeline: &Timeline, lives: &Lives, day: NaiveDate) {
    let tree = snapshot(timeline, day);
    for (id, (from, to)) in lives {
        let lives = *from <= day && to.is_none_or(|to| day < to);
        assert_eq!(tree.contains_key(id), lives, "{id} on {day}");
    }
    let mut holders: HashMap<&DivisionCode, Vec<DivisionId>> = HashMap::new();
    for (id, facts) in &tree {
        // Whom it lies in, from itself upwards.
        let mut line = vec![*id];
        let mut at = facts;
        while let Some(parent) = at.parent {
            let above = tree.get(&parent).unwrap_or_else(|| panic!("{id} hangs in the air on {day}"));
            assert_eq!(above.kind.level().number() + 1, at.kind.level().number(), "levels on {day}");
            at = above;
            line.push(parent);
            assert!(line.len() < 5, "{id} lies in itself on {day}");
        }
        assert_eq!(at.kind, DivisionKind::District, "{id} lies in no district on {day}");
        let street = match facts.kind.level() {
            Level::Street => Some(*id),
            Level::Community => facts.parent,
            _ => None,
        };
        assert_eq!(facts.street(*id), street);
        if let Some(code) = &facts.code {
            let lies_in = |holder: &DivisionId| {
                line.contains(holder) || tree[holder].parent == Some(*id) || facts.parent.is_none()
            };
            let held = holders.entry(code).or_default();
            assert!(held.iter().all(lies_in), "{code} is held twice on {day}");
            held.push(*id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_tree_stays_a_tree_on_every_day(
        acts in proptest::collection::vec(act(), 1..30),
        looked_at in proptest::collection::vec(0..80u64, 12),
    ) {
        let mut timeline = world();
        let mut lives: Lives = timeline.divisions().map(|(id, _)| (id, (day(0), None))).collect();
        // What storage would hold: a row for each division and first day.
        let mut rows: BTreeMap<(DivisionId, NaiveDate), DivisionState> = timeline
            .divisions()
            .flat_map(|(id, states)| states.iter().map(move |state| ((id, state.period.from()), state.clone())))
            .collect();
        for (on, act) in acts {
            let on = day(on);
            let Some(next) = perform(&timeline, &mut lives, on, &act) else { continue };
            for change in &next.changes {
                match change {
                    PeriodChange::Begin(id, state) => {
                        prop_assert!(rows.insert((*id, state.period.from()), state.clone()).is_none());
                    }
                    PeriodChange::Rewrite(id, state) => {
                        prop_assert!(rows.insert((*id, state.period.from()), state.clone()).is_some());
                    }
                }
            }
            let kept = rows.iter().map(|((id, _), state)| (*id, state.clone()));
            prop_assert_eq!(&Timeline::new(id(0), kept), &next.timeline);
            for n in &looked_at {
                check_day(&next.timeline, &lives, day(*n));
                if day(*n) < on {
                    prop_assert_eq!(snapshot(&timeline, day(*n)), snapshot(&next.timeline, day(*n)), "the past changed");
                }
            }
            check_day(&next.timeline, &lives, on);
            timeline = next.timeline;
        }
    }
}

fn refused(result: Result<Next, Refusal>) -> Rule {
    result.expect_err("refused").rule
}

#[test]
fn a_move_reaches_into_periods_that_were_recorded_already() {
    let renamed =
        DivisionChanges { name: Some(Name::parse("新名", "name").expect("a name")), ..Default::default() };
    let timeline = world().edit(id(4), &renamed, day(20)).expect("renamed").timeline;
    let next = timeline.relocate(id(4), id(2), day(10)).expect("moved");
    let parents: Vec<_> = next.timeline.states(id(4)).iter().map(|state| state.facts.parent).collect();
    assert_eq!(parents, [Some(id(1)), Some(id(2)), Some(id(2))]);
    assert_eq!(next.changes.len(), 3);
}

#[test]
fn an_edit_before_a_later_one_holds_up_to_it_and_on_a_first_day_corrects() {
    let name = |text: &str| DivisionChanges { name: Name::parse(text, "name").ok(), ..Default::default() };
    let timeline = world().edit(id(3), &name("丙"), day(20)).expect("renamed").timeline;
    let timeline = timeline.edit(id(3), &name("乙"), day(10)).expect("renamed").timeline;
    let timeline = timeline.edit(id(3), &name("甲"), day(0)).expect("corrected").timeline;
    let names: Vec<_> = timeline.states(id(3)).iter().map(|state| state.facts.name.as_str()).collect();
    assert_eq!(names, ["甲", "乙", "丙"]);
    assert_eq!(refused(timeline.edit(id(3), &name("丙"), day(30))), Rule::NothingChanged);
}

#[test]
fn a_division_ends_only_after_its_latest_change_and_only_once() {
    let timeline = world().relocate(id(4), id(2), day(20)).expect("moved").timeline;
    assert_eq!(refused(timeline.dissolve(id(4), 0, day(20))), Rule::DivisionChangedLater);
    let timeline = timeline.dissolve(id(4), 0, day(21)).expect("ended").timeline;
    assert_eq!(refused(timeline.dissolve(id(4), 0, day(30))), Rule::AlreadyClosed);
    assert_eq!(refused(timeline.dissolve(id(1), 0, day(30))), Rule::DivisionNotEmpty);
    assert_eq!(refused(timeline.dissolve(id(5), 2, day(30))), Rule::DivisionNotEmpty);
    assert_eq!(refused(timeline.dissolve(id(0), 0, day(30))), Rule::DivisionIsDistrict);
    assert_eq!(refused(timeline.relocate(id(5), id(3), day(30))), Rule::DivisionParentLevel);
}

#[test]
fn a_street_that_ends_by_a_split_leaves_nothing_behind() {
    let part = |n, code, takes: &[u128]| Part {
        id: id(n),
        facts: facts(DivisionKind::Street, code, None),
        takes: takes.iter().map(|n| id(*n)).collect(),
    };
    let timeline = world();
    let left = timeline.split(id(1), &[part(10, 10, &[3, 4])], true, day(5)).expect_err("one is left");
    assert_eq!((left.rule, left.value.as_str()), (Rule::DivisionUnassigned, "社区5"));
    let twice = [part(10, 10, &[3, 4]), part(11, 11, &[4, 5])];
    assert_eq!(refused(timeline.split(id(1), &twice, true, day(5))), Rule::DivisionTakenTwice);
    // The code of the one that ends is free for one that begins.
    let split = [part(10, 1, &[3, 4]), part(11, 11, &[5])];
    let next = timeline.split(id(1), &split, true, day(5)).expect("split");
    assert_eq!(next.timeline.inside(id(10), day(5)), [id(3), id(4)]);
    assert!(next.timeline.on(id(1), day(5)).is_none());
}

#[test]
fn what_merges_hands_over_all_that_lies_in_it_and_the_street_of_its_ground_follows() {
    let next = world().merge(&[id(1)], &Into::Existing(id(2)), day(5)).expect("merged").timeline;
    assert_eq!(next.inside(id(2), day(5)).len(), 3);
    let streets = next.streets(id(4), Period::open(day(0)));
    let cut = Period::open(day(0)).cut(day(5)).expect("two parts");
    assert_eq!(streets, [(cut.0, Some(id(1))), (cut.1, Some(id(2)))]);
    assert_eq!(refused(world().merge(&[id(3)], &Into::Existing(id(3)), day(5))), Rule::DivisionMergesItself);
    assert_eq!(refused(world().merge(&[id(3)], &Into::Existing(id(2)), day(5))), Rule::DivisionKindLevel);
}

#[test]
fn what_is_older_than_the_record_lies_where_the_record_begins() {
    let next = world().relocate(id(4), id(2), day(10)).expect("moved").timeline;
    let old = Period::open(day(0).pred_opt().expect("a day"));
    let cut = old.cut(day(10)).expect("two parts");
    let piece =
        |period, division, street| Ground { period, division: id(division), street: Some(id(street)) };
    assert_eq!(next.ground(old, id(4), None), [piece(cut.0, 4, 1), piece(cut.1, 4, 2)]);
    // From the day on which it goes to another division, the moves of its old one do not concern it.
    let (before, after) = old.cut(day(5)).expect("two parts");
    assert_eq!(next.ground(old, id(4), Some((day(5), id(5)))), [piece(before, 4, 1), piece(after, 5, 1)]);
}
