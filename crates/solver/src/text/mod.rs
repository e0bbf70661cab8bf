//! Likeness of short Chinese texts: segmented words, character n-grams, synonyms; cosine and BM25.
//!
//! No network, no model: a dictionary that is part of the program, and a list of synonyms that the caller
//! may edit. `tokens` cuts texts, `bm25` ranks a collection for a query, [`Vocabulary`] turns token lists into
//! the numbered, weighted sets that [`crate::similarity`] compares.

mod bm25;
mod collection;
mod tokens;

use std::collections::BTreeMap;

pub use bm25::{Hit, Index};
pub use collection::{Bag, Collection, Shelf, WHOLE, Weighed};
pub use tokens::{Segmenter, ngrams};

/// Tokens as numbers, and how many texts hold each.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    number: BTreeMap<String, u32>,
    texts_with: Vec<u32>,
    texts: u32,
}

impl Vocabulary {
    /// Counts the tokens of one more text and returns its distinct tokens with their counts, ordered by number.
    pub fn add(&mut self, tokens: &[String]) -> Vec<(u32, u32)> {
        let mut counts = BTreeMap::new();
        for token in tokens {
            let next = self.texts_with.len() as u32;
            let number = *self.number.entry(token.clone()).or_insert(next);
            if number == next {
                self.texts_with.push(0);
            }
            *counts.entry(number).or_insert(0) += 1;
        }
        counts.keys().for_each(|&number: &u32| self.texts_with[number as usize] += 1);
        self.texts += 1;
        counts.into_iter().collect()
    }

    /// The counts of a text's known tokens, without adding it.
    pub fn look_up(&self, tokens: &[String]) -> Vec<(u32, u32)> {
        let mut counts = BTreeMap::new();
        tokens
            .iter()
            .filter_map(|token| self.number.get(token))
            .for_each(|&n| *counts.entry(n).or_insert(0) += 1);
        counts.into_iter().collect()
    }

    /// How telling a token is: rarer tokens more.
    pub fn weight(&self, token: u32) -> f64 {
        let (all, with) = (f64::from(self.texts), f64::from(self.texts_with[token as usize]));
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    /// Counts as weights: rare tokens weigh more, repetition ever less.
    pub fn weigh(&self, counts: &[(u32, u32)]) -> Vec<(u32, f64)> {
        counts
            .iter()
            .map(|&(token, count)| (token, (1.0 + f64::from(count).ln()) * self.weight(token)))
            .collect()
    }
}

/// The cosine of two weighted sets, ordered by token: 1 for the same direction, 0 for nothing in common.
pub fn cosine(a: &[(u32, f64)], b: &[(u32, f64)]) -> f64 {
    let norm = |set: &[(u32, f64)]| set.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    let product = norm(a) * norm(b);
    if product == 0.0 {
        return 0.0;
    }
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += x.1 * y.1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum / product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosine_of_equal_unrelated_and_empty_sets() {
        let set = vec![(1, 2.0), (4, 1.0)];
        assert!((cosine(&set, &set) - 1.0).abs() < 1e-12);
        assert_eq!(cosine(&set, &[(2, 5.0)]), 0.0);
        assert_eq!(cosine(&set, &[]), 0.0);
    }

    #[test]
    fn rare_tokens_weigh_more() {
        let mut vocabulary = Vocabulary::default();
        let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        vocabulary.add(&text(&["党员", "志愿"]));
        vocabulary.add(&text(&["党员", "养老"]));
        let counts = vocabulary.look_up(&text(&["党员", "养老", "未知"]));
        let weights = vocabulary.weigh(&counts);
        assert_eq!(weights.len(), 2);
        assert!(weights[0].1 < weights[1].1);
    }
}
