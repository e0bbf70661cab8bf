//! Likeness of one short text to many: an inverted index over weighted tokens of several kinds.
//!
//! Cosine of weights: a token weighs by its kind and title (the caller's factor), by its rarity in the collection, and ever less with
//! repetition. Weights are whole numbers, so a sum does not depend on the order in which tokens or texts came: a collection that
//! was changed text by text says the same as one that was made of the same texts at once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The tokens of a text with the caller's factor for each: words, characters and fields may count differently.
pub type Bag = Vec<(String, f32)>;

/// A text as distinct tokens in ascending order, each with what it counts before its rarity; and its length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighed {
    tokens: Vec<(u32, u32)>,
    length: f64,
}

/// Adds up to 1000 for texts of one wording.
pub const WHOLE: i64 = 1000;

/// Weights before rarity, and rarities, in these parts of one.
const PARTS: f32 = 256.0;
const RARITY_PARTS: f64 = 1024.0;

/// Which of the two sides of a match a text is on: either looks for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    First,
    Second,
}

/// Texts by number. Whoever adds or removes some of many settles the rarities afterwards, or goes on with the old ones.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    number: HashMap<String, u32>,
    texts_with: Vec<u32>,
    rarity: Vec<u32>,
    counted: u32,
    /// The texts of each token on each shelf; removed ones stay until nobody has the token, and are empty.
    postings: [Vec<Vec<u32>>; 2],
    texts: Vec<Weighed>,
    /// Texts that came or went since the rarities were settled.
    unsettled: u32,
}

impl Collection {
    /// Rarities are those of the texts given here.
    pub fn new<'a>(bags: impl Iterator<Item = &'a Bag>) -> Self {
        let mut made = Self::default();
        for bag in bags {
            made.add(Shelf::First, bag);
        }
        made.settle();
        made
    }

    fn number_of(&mut self, token: &str) -> u32 {
        if let Some(&number) = self.number.get(token) {
            return number;
        }
        let number = self.texts_with.len() as u32;
        self.number.insert(token.to_owned(), number);
        self.texts_with.push(0);
        // As rare as can be, until it is settled.
        self.rarity.push(rarity(self.counted + 1, 1));
        self.postings.iter_mut().for_each(|shelf| shelf.push(Vec::new()));
        number
    }

    /// One more text, weighed by the rarities that are known.
    pub fn add(&mut self, shelf: Shelf, bag: &Bag) -> u32 {
        for (token, _) in bag {
            self.number_of(token);
        }
        let (text, weighed) = (self.texts.len() as u32, self.weigh(bag));
        for (token, _) in &weighed.tokens {
            self.texts_with[*token as usize] += 1;
            self.postings[shelf as usize][*token as usize].push(text);
        }
        self.counted += 1;
        self.unsettled += 1;
        self.texts.push(weighed);
        text
    }

    /// It is no longer among the texts; its number is not given again.
    pub fn remove(&mut self, text: u32) {
        let gone = std::mem::take(&mut self.texts[text as usize]);
        for (token, _) in gone.tokens {
            self.texts_with[token as usize] -= 1;
        }
        self.counted -= 1;
        self.unsettled += 1;
    }

    /// How many texts came or went since the rarities were settled.
    pub const fn unsettled(&self) -> u32 {
        self.unsettled
    }

    /// Rarities and lengths as the texts are now.
    pub fn settle(&mut self) {
        let counted = self.counted;
        self.rarity = self.texts_with.iter().map(|with| rarity(counted, *with)).collect();
        for text in &mut self.texts {
            text.length = length(&self.rarity, &text.tokens);
        }
        self.unsettled = 0;
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
            (number, (PARTS * factor * (1.0 + count.ln())).round() as u32)
        };
        let tokens: Vec<(u32, u32)> = counts.into_iter().map(weight).collect();
        Weighed { length: length(&self.rarity, &tokens), tokens }
    }

    pub fn text(&self, text: u32) -> &Weighed {
        &self.texts[text as usize]
    }

    /// Numbers below this one are texts, some of them removed.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Texts of a shelf that share telling tokens with a given one, the likest first: its heaviest tokens are looked up first, as
    /// long as not more than `budget` entries of the index are read. A token that is everywhere tells nothing and costs most, so
    /// it comes last. `place` says which of them count and which of equals comes first; `most` are compared in full.
    pub fn sharing(
        &self,
        shelf: Shelf,
        query: &Weighed,
        (budget, most): (usize, usize),
        place: &mut dyn FnMut(u32) -> Option<u64>,
    ) -> Vec<(u32, i64)> {
        let weight = |&(token, base): &(u32, u32)| u64::from(base) * u64::from(self.rarity[token as usize]);
        let mut tokens: Vec<(u64, u32)> = query.tokens.iter().map(|one| (weight(one), one.0)).collect();
        tokens.sort_unstable_by_key(|(weight, _)| Reverse(*weight));
        let (mut found, mut read): (Vec<(u32, u64)>, usize) = (Vec::new(), 0);
        // Tokens of one weight go together, so that their numbers say nothing.
        for same in tokens.chunk_by(|a, b| a.0 == b.0) {
            let texts = |token: u32| &self.postings[shelf as usize][token as usize];
            let cost: usize = same.iter().map(|(_, token)| texts(*token).len()).sum();
            if read + cost > budget {
                continue;
            }
            read += cost;
            for (weight, token) in same {
                found.extend(texts(*token).iter().map(|text| (*text, weight >> 8)));
            }
        }
        found.sort_unstable_by_key(|(text, _)| *text);
        let each = found.chunk_by(|a, b| a.0 == b.0).filter_map(|same| {
            let (text, place) = (same[0].0, place(same[0].0)?);
            Some((same.iter().map(|(_, weight)| weight * weight).sum::<u64>(), place, text))
        });
        let mut found: Vec<(u64, u64, u32)> = each.collect();
        let first = |&(shared, place, _): &(u64, u64, u32)| (Reverse(shared), place);
        if found.len() > most {
            found.select_nth_unstable_by_key(most, first);
            found.truncate(most);
        }
        let full = |(_, place, text): (u64, u64, u32)| (self.likeness(query, self.text(text)), place, text);
        let mut found: Vec<(i64, u64, u32)> = found.into_iter().map(full).filter(|one| one.0 > 0).collect();
        found.sort_unstable_by_key(|&(likeness, place, _)| (Reverse(likeness), place));
        found.into_iter().map(|(likeness, _, text)| (text, likeness)).collect()
    }

    /// From 0 for nothing in common to [`WHOLE`] for the same wording.
    pub fn likeness(&self, a: &Weighed, b: &Weighed) -> i64 {
        let (mut i, mut j, mut sum) = (0, 0, 0_u64);
        while let (Some(x), Some(y)) = (a.tokens.get(i), b.tokens.get(j)) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    let rarity = u64::from(self.rarity[x.0 as usize]);
                    sum = sum.saturating_add(u64::from(x.1) * u64::from(y.1) * rarity * rarity);
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        if sum == 0 {
            return 0;
        }
        ((sum as f64 / (a.length * b.length) * WHOLE as f64).round() as i64).clamp(0, WHOLE)
    }
}

fn rarity(all: u32, with: u32) -> u32 {
    let (all, with) = (f64::from(all), f64::from(with));
    (RARITY_PARTS * (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()).round() as u32
}

fn length(rarity: &[u32], tokens: &[(u32, u32)]) -> f64 {
    let square = |(token, base): &(u32, u32)| {
        let weight = u64::from(*base) * u64::from(rarity[*token as usize]);
        weight.saturating_mul(weight)
    };
    let sum = tokens.iter().map(square).fold(0_u64, u64::saturating_add);
    (sum as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(words: &[&str]) -> Bag {
        words.iter().map(|word| ((*word).to_owned(), 1.0)).collect()
    }

    fn shared(collection: &Collection, query: &Weighed, budget: usize) -> Vec<u32> {
        let place = &mut |text: u32| Some(text.into());
        collection
            .sharing(Shelf::First, query, (budget, 100), place)
            .into_iter()
            .map(|(text, _)| text)
            .collect()
    }

    #[test]
    fn the_same_wording_is_whole_and_nothing_in_common_is_nothing() {
        let bags = [bag(&["社区", "养老", "助餐"]), bag(&["社区", "停车"]), bag(&["法律", "咨询"])];
        let collection = Collection::new(bags.iter());
        let query = collection.weigh(&bags[0]);
        let like = |text| collection.likeness(&query, collection.text(text));
        assert_eq!(like(0), WHOLE);
        assert!(like(1) > 0 && like(1) < WHOLE && like(2) == 0);
        let unknown = collection.weigh(&bag(&["未知"]));
        assert_eq!(collection.likeness(&unknown, collection.text(0)), 0);
    }

    #[test]
    fn common_tokens_are_left_when_they_cost_too_much() {
        let bags: Vec<Bag> = (0..20).map(|n| bag(&["社区", if n == 7 { "义诊" } else { "其他" }])).collect();
        let mut collection = Collection::new(bags.iter());
        let later = collection.add(Shelf::First, &bag(&["社区", "义诊", "口腔"]));
        let query = collection.weigh(&bag(&["社区", "义诊", "口腔"]));
        assert_eq!(shared(&collection, &query, 5), [later, 7]);
        assert_eq!(shared(&collection, &query, 100).len(), 21);
        assert!(collection.sharing(Shelf::Second, &query, (100, 100), &mut |_| Some(0)).is_empty());
    }

    #[test]
    fn a_changed_collection_says_the_same_as_a_new_one() {
        let texts = ["社区 养老 助餐", "社区 停车", "法律 咨询 社区", "停车 夜间", "养老 护理 上门"];
        let bags: Vec<Bag> = texts.iter().map(|text| bag(&text.split(' ').collect::<Vec<_>>())).collect();
        let mut changed = Collection::new(bags[..3].iter().rev());
        changed.add(Shelf::Second, &bag(&["临时", "社区"]));
        for bag in &bags[3..] {
            changed.add(Shelf::First, bag);
        }
        changed.remove(3);
        assert_eq!(changed.unsettled(), 4);
        changed.settle();
        let new = Collection::new(bags.iter());
        for a in &bags {
            for b in &bags {
                let like = |of: &Collection| of.likeness(&of.weigh(a), &of.weigh(b));
                assert_eq!(like(&changed), like(&new));
            }
        }
        let query = changed.weigh(&bags[1]);
        assert!(!shared(&changed, &query, 100).contains(&3));
    }
}
