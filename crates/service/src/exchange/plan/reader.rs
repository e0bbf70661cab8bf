//! How an entry's wording becomes tokens: words, pairs of characters, and what this field calls the same thing.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::exchange::matching::TERMS;
use solver::text::{Bag, Segmenter, ngrams};

/// A word counts whole, a term of the field a little more, two neighbouring characters half; a title once and a half.
const WORD: f32 = 1.0;
const TERM: f32 = 1.5;
const CHARACTERS: f32 = 0.5;
const TITLE: f32 = 1.5;

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
        // Signs end a run of characters: two sentences have no characters in common.
        for run in text.split(|c: char| !c.is_alphanumeric()).filter(|run| run.chars().count() > 1) {
            bag.extend(ngrams(run, 2).into_iter().map(|pair| (format!("_{pair}"), CHARACTERS * factor)));
        }
    }
}
