//! Likeness of one short text to many: an inverted index over weighted tokens of several kinds.
//!
//! Cosine of weights: a token weighs by its kind and title (the caller's factor), by its rarity in the collection, and ever less with
//! repetition. A text that is not in the collection is weighed by the same rarities, so a collection answers for new texts as well.

use std::collections::{BTreeMap, HashMap};

/// The tokens of a text with the caller's factor for each: words, characters and fields may count differently.
pub type Bag = Vec<(String, f32)>;

/// A text as distinct tokens in ascending order; their weights have length 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighed(Vec<(u32, f32)>);

/// Adds up to 1000 for texts of one wording.
pub const WHOLE: i64 = 1000;

/// Texts that are added one by one and weighed when all are there; later ones may follow with the same rarities.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    number: HashMap<String, u32>,
    texts_with: Vec<u32>,
    rarity: Vec<f32>,
    counted: u32,
    /// The texts of each token; those of removed texts stay until the collection is made anew.
    postings: Vec<Vec<u32>>,
    texts: Vec<Weighed>,
}

impl Collection {
    /// Rarities are those of the texts given here.
    pub fn new<'a>(bags: impl Iterator<Item = &'a Bag> + Clone) -> Self {
        let mut made = Self::default();
        for bag in bags.clone() {
            made.count(bag);
        }
        let all = made.counted as f32;
        let rarity = |with: &u32| (1.0 + (all - *with as f32 + 0.5) / (*with as f32 + 0.5)).ln();
        made.rarity = made.texts_with.iter().map(rarity).collect();
        made.postings = vec![Vec::new(); made.rarity.len()];
        for bag in bags {
            made.add(bag);
        }
        made
    }

    fn count(&mut self, bag: &Bag) {
        let mut here: Vec<u32> = bag.iter().map(|(token, _)| self.number_of(token)).collect();
        here.sort_unstable();
        here.dedup();
        here.into_iter().for_each(|token| self.texts_with[token as usize] += 1);
        self.counted += 1;
    }

    fn number_of(&mut self, token: &str) -> u32 {
        if let Some(&number) = self.number.get(token) {
            return number;
        }
        let number = self.texts_with.len() as u32;
        self.number.insert(token.to_owned(), number);
        self.texts_with.push(0);
        number
    }

    /// One more text; a token that no earlier one has is as rare as can be.
    pub fn add(&mut self, bag: &Bag) -> u32 {
        for (token, _) in bag {
            let number = self.number_of(token) as usize;
            if number >= self.rarity.len() {
                self.rarity.push((f32::from(2_u8) * (self.counted as f32 + 1.0)).ln());
                self.postings.push(Vec::new());
            }
        }
        let (text, weighed) = (self.texts.len() as u32, self.weigh(bag));
        for (token, _) in &weighed.0 {
            self.postings[*token as usize].push(text);
        }
        self.texts.push(weighed);
        text
    }

    /// The known tokens of a text as weights.
    pub fn weigh(&self, bag: &Bag) -> Weighed {
        let mut counts: BTreeMap<u32, (f32, f32)> = BTreeMap::new();
        for (token, factor) in bag {
            if let Some(&number) = self.number.get(token) {
                let (count, most) = counts.entry(number).or_default();
                (*count, *most) = (*count + 1.0, most.max(*factor));
            }
        }
        let weight = |(number, (count, factor)): (u32, (f32, f32))| {
            (number, factor * (1.0 + count.ln()) * self.rarity[number as usize])
        };
        let mut weighed: Vec<(u32, f32)> = counts.into_iter().map(weight).collect();
        let length = weighed.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            weighed.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        Weighed(weighed)
    }

    pub fn text(&self, text: u32) -> &Weighed {
        &self.texts[text as usize]
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Texts that share telling tokens with a given one, in ascending order: its heaviest tokens first, as long as not more than
    /// `budget` texts were looked at. A token that is everywhere tells nothing and costs most, so it comes last.
    pub fn sharing(&self, query: &Weighed, budget: usize) -> Vec<u32> {
        let mut tokens = query.0.clone();
        tokens.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut found = Vec::new();
        for (token, _) in tokens {
            let texts = &self.postings[token as usize];
            if found.len() + texts.len() > budget {
                continue;
            }
            found.extend_from_slice(texts);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The likeness of all texts to one, for collections that are small enough to look at every one.
    pub fn ranked(&self, query: &Weighed) -> Vec<(u32, i64)> {
        let mut ranked: Vec<(u32, i64)> =
            (0..).zip(&self.texts).map(|(n, text)| (n, likeness(query, text))).collect();
        ranked.sort_by_key(|&(text, likeness)| (-likeness, text));
        ranked
    }
}

/// From 0 for nothing in common to [`WHOLE`] for the same wording.
pub fn likeness(a: &Weighed, b: &Weighed) -> i64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0_f32);
    while let (Some(x), Some(y)) = (a.0.get(i), b.0.get(j)) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += x.1 * y.1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    ((sum * WHOLE as f32).round() as i64).clamp(0, WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(words: &[&str]) -> Bag {
        words.iter().map(|word| ((*word).to_owned(), 1.0)).collect()
    }

    #[test]
    fn the_same_wording_is_whole_and_nothing_in_common_is_nothing() {
        let bags = [bag(&["社区", "养老", "助餐"]), bag(&["社区", "停车"]), bag(&["法律", "咨询"])];
        let collection = Collection::new(bags.iter());
        let query = collection.weigh(&bags[0]);
        assert_eq!(likeness(&query, collection.text(0)), WHOLE);
        let ranked = collection.ranked(&query);
        assert_eq!((ranked[0].0, ranked[1].0, ranked[2]), (0, 1, (2, 0)));
        assert_eq!(likeness(&collection.weigh(&bag(&["未知"])), collection.text(0)), 0);
    }

    #[test]
    fn a_text_that_comes_later_is_found_and_common_tokens_are_left_when_they_cost_too_much() {
        let bags: Vec<Bag> = (0..20).map(|n| bag(&["社区", if n == 7 { "义诊" } else { "其他" }])).collect();
        let mut collection = Collection::new(bags.iter());
        let later = collection.add(&bag(&["社区", "义诊", "口腔"]));
        let query = collection.weigh(&bag(&["社区", "义诊", "口腔"]));
        assert_eq!(collection.sharing(&query, 5), [7, later]);
        assert_eq!(collection.sharing(&query, 100).len(), 21);
    }
}
