//! Cutting texts into tokens.

use std::collections::BTreeMap;

use jieba_rs::Jieba;

/// Cuts Chinese and other texts into words and replaces synonyms by the first of their group.
pub struct Segmenter {
    jieba: Jieba,
    synonym: BTreeMap<String, String>,
}

impl Default for Segmenter {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Segmenter {
    /// Each group lists words of one meaning. They are added to the dictionary, so that they stay whole.
    pub fn new(synonyms: &[Vec<String>]) -> Self {
        let mut jieba = Jieba::new();
        let mut synonym = BTreeMap::new();
        for group in synonyms {
            let group: Vec<String> = group.iter().map(|word| fold(word)).collect();
            let Some(first) = group.first() else { continue };
            for word in &group {
                if word.chars().count() > 1 {
                    jieba.add_word(word, None, None);
                }
                synonym.insert(word.clone(), first.clone());
            }
        }
        Self { jieba, synonym }
    }

    /// The words of a text, in lower case and half width; punctuation is left out.
    pub fn words(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let words = self.jieba.cut(&folded, true);
        let words = words.into_iter().map(|token| token.word.to_owned());
        words
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(|word| self.synonym.get(&word).cloned().unwrap_or(word))
            .collect()
    }

    /// The text cut between its words, nothing changed or left out.
    pub fn cut(&self, text: &str) -> Vec<String> {
        self.jieba.cut(text, true).into_iter().map(|token| token.word.to_owned()).collect()
    }

    /// Words cut as finely as a search wants them: long words and the words inside them.
    pub fn search_words(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let words = self.jieba.cut_for_search(&folded, true).into_iter().map(|token| token.word.to_owned());
        let known = words.filter(|word| word.chars().any(char::is_alphanumeric));
        known.map(|word| self.synonym.get(&word).cloned().unwrap_or(word)).collect()
    }
}

/// Every run of `n` neighbouring letters or digits; a shorter text is one token of its own.
pub fn ngrams(text: &str, n: usize) -> Vec<String> {
    let letters: Vec<char> = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() || n == 0 {
        return Vec::new();
    }
    letters.windows(n.min(letters.len())).map(|window| window.iter().collect()).collect()
}

/// Lower case; full-width letters, digits and signs as their half-width forms.
fn fold(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_words_without_punctuation() {
        let words = Segmenter::default().words("为老年人提供免费体检，ＡＢＣ社区！");
        assert!(words.contains(&"体检".to_owned()) && words.contains(&"abc".to_owned()), "{words:?}");
        assert!(words.iter().all(|word| word != "，" && word != "！"));
    }

    #[test]
    fn synonyms_become_one_word_and_stay_whole() {
        let group = vec!["健康体检".to_owned(), "身体检查".to_owned()];
        let segmenter = Segmenter::new(&[group]);
        assert_eq!(segmenter.words("身体检查"), ["健康体检"]);
        assert_eq!(segmenter.words("健康体检"), ["健康体检"]);
    }

    #[test]
    fn ngrams_skip_signs_and_keep_short_texts() {
        assert_eq!(ngrams("党建 引领", 2), ["党建", "建引", "引领"]);
        assert_eq!(ngrams("党", 2), ["党"]);
        assert_eq!(ngrams("…", 2), Vec::<String>::new());
        assert_eq!(ngrams("党建", 0), Vec::<String>::new());
    }
}
