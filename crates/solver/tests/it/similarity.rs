//! The similarity graph against a comparison of all pairs.

use proptest::prelude::*;
use solver::similarity::{Item, Settings, TokenMeasure, graph, jaccard, nearness, shared_levels};

use crate::numbers::Numbers;

fn random(seed: u64, count: usize) -> Vec<Item> {
    let mut numbers = Numbers(seed);
    let mut items = Vec::new();
    for _ in 0..count {
        let mut item = Item::default();
        if numbers.below(4) > 0 {
            item.code = (0..numbers.between(1, 3)).map(|_| numbers.below(3) as u32).collect();
        }
        for token in 0..12 {
            if numbers.below(4) == 0 {
                item.tokens.push((token, 1.0 + numbers.below(3) as f64));
            }
        }
        if numbers.below(3) > 0 {
            item.at = Some((numbers.below(5_000) as f64, numbers.below(5_000) as f64));
        }
        items.push(item);
    }
    items
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn few_items_are_all_compared(seed in any::<u64>(), jaccard in any::<bool>()) {
        let items = random(seed, 25);
        let token_measure = if jaccard { TokenMeasure::Jaccard } else { TokenMeasure::Cosine };
        // Without positions every pair that is alike at all shares a token or a code.
        let settings = Settings { neighbours: 25, position_weight: 0.0, token_measure, ..Settings::default() };
        let edges = graph(&items, &settings);
        let pair = |a: usize, b: usize| {
            let two = [items[a].clone(), items[b].clone()];
            graph(&two, &settings).first().map(|&(.., likeness)| likeness)
        };
        let mut expected = Vec::new();
        for a in 0..items.len() {
            for b in a + 1..items.len() {
                expected.extend(pair(a, b).map(|likeness| (a as u32, b as u32, likeness)));
            }
        }
        prop_assert_eq!(edges, expected);
    }

    #[test]
    fn nobody_proposes_more_edges_than_wanted(seed in any::<u64>(), neighbours in 0usize..5) {
        let items = random(seed, 60);
        let edges = graph(&items, &Settings { neighbours, ..Settings::default() });
        prop_assert!(edges.len() <= neighbours * items.len());
        prop_assert!(edges.iter().all(|&(a, b, likeness)| a < b && likeness > 0.0 && likeness <= 1.0 + 1e-9));
    }
}

#[test]
fn the_measures_at_their_corners() {
    assert_eq!(shared_levels(&[1, 2, 3], &[1, 2, 4]), 2.0 / 3.0);
    assert_eq!(shared_levels(&[1, 2], &[1, 2, 4, 5]), 0.5);
    assert_eq!(jaccard(&[(1, 1.0), (2, 1.0)], &[(2, 1.0), (3, 1.0)]), 1.0 / 3.0);
    assert_eq!(jaccard(&[], &[]), 0.0);
    assert_eq!(nearness((0.0, 0.0), (3.0, 4.0), 5.0), 0.5);
    assert_eq!(nearness((0.0, 0.0), (3.0, 4.0), 0.0), 0.0);
}

#[test]
fn neighbours_in_the_plane_are_found_without_comparing_all() {
    let mut numbers = Numbers(8);
    let place = |numbers: &mut Numbers| Some((numbers.below(100_000) as f64, numbers.below(100_000) as f64));
    let items: Vec<Item> = (0..2_000).map(|_| Item { at: place(&mut numbers), ..Item::default() }).collect();
    let edges =
        graph(&items, &Settings { neighbours: 1, least: 0.0, half_distance: 10.0, ..Settings::default() });
    for a in 0..200 {
        let distance = |b: usize| {
            let (p, q) = (items[a].at.expect("placed"), items[b].at.expect("placed"));
            (p.0 - q.0).hypot(p.1 - q.1)
        };
        let nearest = (0..2_000).filter(|&b| b != a).min_by(|&x, &y| distance(x).total_cmp(&distance(y)));
        let nearest = nearest.expect("others") as u32;
        let edge = ((a as u32).min(nearest), (a as u32).max(nearest));
        assert!(edges.iter().any(|&(x, y, _)| (x, y) == edge), "{a} and {nearest}");
    }
}
