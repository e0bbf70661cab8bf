//! How alike two items are, kind by kind, each from 0 to 1.

use super::{Item, Settings, TokenMeasure};
use crate::text::cosine;

pub fn of(a: &Item, b: &Item, settings: &Settings) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut add = |weight: f64, likeness: f64| {
        sum += weight * likeness;
        weights += weight;
    };
    if !a.code.is_empty() && !b.code.is_empty() {
        add(settings.code_weight, shared_levels(&a.code, &b.code));
    }
    if !a.tokens.is_empty() && !b.tokens.is_empty() {
        let likeness = match settings.token_measure {
            TokenMeasure::Cosine => cosine(&a.tokens, &b.tokens),
            TokenMeasure::Jaccard => jaccard(&a.tokens, &b.tokens),
        };
        add(settings.token_weight, likeness);
    }
    if let (Some(a), Some(b)) = (a.at, b.at) {
        add(settings.position_weight, nearness(a, b, settings.half_distance));
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

/// The share of levels, counted from the top, on which two codes agree.
pub fn shared_levels(a: &[u32], b: &[u32]) -> f64 {
    let levels = a.len().max(b.len());
    let shared = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    if levels == 0 { 0.0 } else { shared as f64 / levels as f64 }
}

/// The weight that two sets have in common, divided by that of both together.
pub fn jaccard(a: &[(u32, f64)], b: &[(u32, f64)]) -> f64 {
    let (mut i, mut j, mut common, mut all) = (0, 0, 0.0, 0.0);
    while i < a.len() || j < b.len() {
        let (x, y) = (a.get(i), b.get(j));
        match (x, y) {
            (Some(x), Some(y)) if x.0 == y.0 => {
                common += x.1.min(y.1);
                all += x.1.max(y.1);
                (i, j) = (i + 1, j + 1);
            }
            (Some(x), y) if y.is_none_or(|y| x.0 < y.0) => {
                all += x.1;
                i += 1;
            }
            (_, Some(y)) => {
                all += y.1;
                j += 1;
            }
            _ => break,
        }
    }
    if all > 0.0 { common / all } else { 0.0 }
}

/// 1 at the same place, one half at `half_distance`, falling towards 0.
pub fn nearness(a: (f64, f64), b: (f64, f64), half_distance: f64) -> f64 {
    let distance = (a.0 - b.0).hypot(a.1 - b.1);
    if half_distance > 0.0 { 1.0 / (1.0 + distance / half_distance) } else { f64::from(distance == 0.0) }
}
