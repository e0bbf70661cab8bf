//! How an entry's wording becomes tokens: words, characters alone and in pairs, and what this field calls the same thing.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::exchange::matching::TERMS;
use solver::text::{Bag, Segmenter, ngrams};

/// Chinese words are made of characters that keep their meaning: 助行 is in 助行器, 除颤 in 自动体外除颤器. So a character counts
/// whole and a pair nearly so; a word adds half to the pairs that it is made of, a term of the field says most. The
/// figures were chosen on the known pairs without any terms.
const WORD: f32 = 0.5;
const TERM: f32 = 1.5;
const PAIR: f32 = 0.75;
const CHARACTER: f32 = 1.0;
const TITLE: f32 = 1.25;

/// Words that every entry has, which say how it is offered and nothing of what.
const EMPTY: &str = "的 了 和 与 及 在 是 有 为 对 等 可 想 希望 求 盼 需要 提供 免费 一个 一次 我们 没有 不 能 人 就 都 到 去 来 要 给 把 让 也";

pub struct Reader {
    segmenter: Segmenter,
    /// The groups of a word.
    terms: HashMap<String, Vec<usize>>,
    empty: Vec<&'static str>,
}

static SHIPPED: LazyLock<Reader> = LazyLock::new(|| Reader::new(TERMS));

impl Reader {
    /// With the terms that come with the product; made once.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// One group of words per line; `#` begins a remark.
    pub fn new(terms: &str) -> Self {
        let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
        let lines = terms.lines().filter(|line| !line.starts_with('#'));
        for (group, line) in lines.enumerate() {
            for word in line.split_whitespace() {
                groups.entry(word.to_lowercase()).or_default().push(group);
            }
        }
        // A group of one word: it stays whole and means itself.
        let mut words: Vec<Vec<String>> = groups.keys().map(|word| vec![word.clone()]).collect();
        words.sort();
        Self { segmenter: Segmenter::new(&words), terms: groups, empty: EMPTY.split_whitespace().collect() }
    }

    pub fn bag(&self, title: &str, text: &str) -> Bag {
        let mut bag = Bag::new();
        for (text, factor) in [(title, TITLE), (text, 1.0)] {
            self.add(text, factor, &mut bag);
        }
        bag
    }

    fn add(&self, text: &str, factor: f32, bag: &mut Bag) {
        for word in self.segmenter.search_words(text) {
            if self.empty.contains(&word.as_str()) {
                continue;
            }
            for group in self.terms.get(&word).into_iter().flatten() {
                bag.push((format!("={group}"), TERM * factor));
            }
            bag.push((word, WORD * factor));
        }
        // Signs end a run of characters: two sentences have no pairs in common.
        for run in text.split(|c: char| !c.is_alphanumeric()) {
            let pairs = ngrams(run, 2).into_iter().filter(|pair| pair.chars().count() == 2);
            bag.extend(pairs.map(|pair| (format!("_{pair}"), PAIR * factor)));
            let telling = |c: &String| !c.is_ascii() && !self.empty.contains(&c.as_str());
            let alone = ngrams(run, 1).into_iter().filter(telling);
            bag.extend(alone.map(|c| (format!("*{c}"), CHARACTER * factor)));
        }
    }
}
