//! BM25: which texts of a collection answer a query best.

use super::Vocabulary;

/// How soon repetition stops counting, and how much long texts pay for their length.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub text: u32,
    pub score: f64,
}

/// An inverted index over token lists.
#[derive(Debug, Clone, Default)]
pub struct Index {
    vocabulary: Vocabulary,
    /// Texts and counts of each token.
    postings: Vec<Vec<(u32, u32)>>,
    length: Vec<u32>,
    total_length: u64,
}

impl Index {
    /// Adds a text and returns its number.
    pub fn add(&mut self, tokens: &[String]) -> u32 {
        let text = self.length.len() as u32;
        for (token, count) in self.vocabulary.add(tokens) {
            if self.postings.len() <= token as usize {
                self.postings.resize(token as usize + 1, Vec::new());
            }
            self.postings[token as usize].push((text, count));
        }
        self.length.push(tokens.len() as u32);
        self.total_length += tokens.len() as u64;
        text
    }

    /// The best `most` texts, best first; equal scores in the order of the texts.
    pub fn search(&self, tokens: &[String], most: usize) -> Vec<Hit> {
        let average = self.total_length as f64 / self.length.len().max(1) as f64;
        let mut score = vec![0.0; self.length.len()];
        for (token, times) in self.vocabulary.look_up(tokens) {
            let weight = self.vocabulary.weight(token) * f64::from(times);
            for &(text, count) in &self.postings[token as usize] {
                let count = f64::from(count);
                let length = f64::from(self.length[text as usize]) / average;
                let damped = count + SATURATION * (1.0 - LENGTH + LENGTH * length);
                score[text as usize] += weight * count * (SATURATION + 1.0) / damped;
            }
        }
        let hits =
            (0..).zip(score).filter(|(_, score)| *score > 0.0).map(|(text, score)| Hit { text, score });
        let mut hits: Vec<Hit> = hits.collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.text.cmp(&b.text)));
        hits.truncate(most);
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::super::ngrams;
    use super::*;

    #[test]
    fn the_text_with_the_rare_word_comes_first() {
        let mut index = Index::default();
        for text in ["社区党员志愿服务", "社区养老助餐服务", "社区停车位改造"] {
            index.add(&ngrams(text, 2));
        }
        let hits = index.search(&ngrams("养老服务", 2), 5);
        assert_eq!(hits[0].text, 1);
        assert!(hits.iter().all(|hit| hit.text != 2));
        assert_eq!(index.search(&ngrams("养老服务", 2), 1).len(), 1);
        assert!(Index::default().search(&ngrams("养老", 2), 3).is_empty());
    }
}
