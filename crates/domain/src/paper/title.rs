//! Titles over several lines: broken between words, lines alike in length (词意完整、排列对称).

/// As wide as a Chinese character is; digits and Latin letters have about half of it.
fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum()
}

/// No line begins with what belongs to the words before it, nor ends with what belongs to those after it.
fn may_break(before: &str, after: &str) -> bool {
    const NEVER_FIRST: &str = "的了和与及或等年月日号季度次届期、，。；：？！）》」』”’〕】";
    const NEVER_LAST: &str = "（《「『“‘〔【第";
    let first = after.chars().next().unwrap_or(' ');
    let last = before.chars().last().unwrap_or(' ');
    let numbered = last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric();
    !numbered && !NEVER_FIRST.contains(first) && !NEVER_LAST.contains(last)
}

/// Puts the words of a title on as few lines as hold it, each at most `most` characters wide, and as even as its words
/// allow. What cannot be broken so stays on one line.
pub fn broken(words: &[String], most: f64) -> String {
    let whole = words.concat();
    if width(&whole) <= most {
        return whole;
    }
    let least = (width(&whole) / most).ceil() as usize;
    let lines = (least..least + 2).find_map(|lines| even(words, most, lines));
    lines.unwrap_or_else(|| vec![whole]).join("\n")
}

/// Exactly so many lines; of all ways the one whose lines differ least.
fn even(words: &[String], most: f64, lines: usize) -> Option<Vec<String>> {
    let average = width(&words.concat()) / lines as f64;
    // best[n]: how the first n words stand on the lines so far, with its unevenness.
    let mut best: Vec<Option<(f64, Vec<usize>)>> = vec![None; words.len() + 1];
    best[0] = Some((0.0, Vec::new()));
    for _ in 0..lines {
        let mut next = vec![None; words.len() + 1];
        for (from, (uneven, breaks)) in
            best.iter().enumerate().filter_map(|(n, b)| b.as_ref().map(|b| (n, b)))
        {
            for to in from + 1..=words.len() {
                let line = width(&words[from..to].concat());
                if line > most {
                    break;
                }
                if to < words.len() && !may_break(&words[to - 1], &words[to]) {
                    continue;
                }
                let uneven = uneven + (line - average).powi(2);
                let better = next[to].as_ref().is_none_or(|(known, _): &(f64, Vec<usize>)| uneven < *known);
                if better {
                    next[to] = Some((uneven, [breaks.as_slice(), &[to]].concat()));
                }
            }
        }
        best = next;
    }
    let (_, breaks) = best.pop().flatten()?;
    let mut from = 0;
    let cut = |to: usize| {
        let line = words[from..to].concat();
        from = to;
        line
    };
    Some(breaks.into_iter().map(cut).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_title_is_broken_between_words_and_evenly() {
        let title = words("关于 召开 大连湾 街道 区域化 党建 联合体 2026 年 第四季度 联席会议 的 通知");
        assert_eq!(broken(&title, 20.0), "关于召开大连湾街道区域化党建联合体\n2026年第四季度联席会议的通知");
        assert_eq!(broken(&words("关于 召开 联席会议 的 通知"), 20.0), "关于召开联席会议的通知");
    }

    #[test]
    fn what_has_no_border_stays_whole() {
        let long = "字".repeat(25);
        assert_eq!(broken(std::slice::from_ref(&long), 20.0), long);
        assert_eq!(broken(&[], 20.0), "");
    }

    proptest! {
        /// Nothing is lost, no line is too wide, none begins with what belongs to the one before.
        #[test]
        fn lines_hold_the_words(words in prop::collection::vec("(的|年|通知|2026|联合体|召开|大连湾街道)", 0..14)) {
            let text = broken(&words, 12.0);
            prop_assert_eq!(text.replace('\n', ""), words.concat());
            if text.contains('\n') {
                prop_assert!(text.lines().all(|line| width(line) <= 12.0));
                prop_assert!(text.lines().skip(1).all(|line| !line.starts_with(['的', '年'])));
            }
        }
    }
}
