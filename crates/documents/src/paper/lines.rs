//! Where lines end. Typst would squeeze punctuation to let one more character in; on the grid of 28 characters every sign keeps
//! its place, as in the file that an office goes on writing.

/// Text in one face.
pub(super) struct Piece<'t> {
    pub face: &'static str,
    pub text: &'t str,
}

/// A line: what of each piece stands on it.
pub(super) type Line = Vec<(&'static str, String)>;

const NEVER_FIRST: &str = "、。，．：；？！）》」』”’…—〕】〉％℃·,.:;?!)]}%";
const NEVER_LAST: &str = "（《「『“‘〔【〈([{$￥";

/// Whether a line may end between two neighbours.
fn may_break(before: char, after: char) -> bool {
    let latin = |c: char| c.is_ascii() && !c.is_ascii_whitespace();
    let one_word = latin(before) && latin(after);
    !(one_word || NEVER_FIRST.contains(after) || NEVER_LAST.contains(before))
}

/// `room` is what the first line holds, and every other one.
pub(super) fn lines(
    pieces: &[Piece],
    room: (f64, f64),
    width: impl Fn(&'static str, char) -> f64,
) -> Vec<Line> {
    let all: Vec<(&'static str, char, f64)> = pieces
        .iter()
        .flat_map(|piece| piece.text.chars().map(|c| (piece.face, c, width(piece.face, c))))
        .collect();
    let (mut lines, mut from) = (Vec::new(), 0);
    while from < all.len() {
        let most = if lines.is_empty() { room.0 } else { room.1 };
        let (mut to, mut filled) = (from, 0.0);
        while to < all.len() && filled + all[to].2 <= most {
            filled += all[to].2;
            to += 1;
        }
        if to < all.len() {
            let border = (from + 1..=to).rev().find(|at| may_break(all[at - 1].1, all[*at].1));
            // A word that is longer than a line is broken where the line ends.
            to = border.unwrap_or(to).max(from + 1);
        }
        let mut line = Line::new();
        for (face, c, _) in &all[from..to] {
            match line.last_mut() {
                Some((last, text)) if last == face => text.push(*c),
                _ => line.push((face, c.to_string())),
            }
        }
        lines.push(line);
        from = to;
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, room: (f64, f64)) -> Vec<String> {
        let width = |_, c: char| if c.is_ascii() { 0.5 } else { 1.0 };
        let lines = lines(&[Piece { face: "fang", text }], room, width);
        lines.into_iter().map(|line| line.into_iter().map(|(_, text)| text).collect()).collect()
    }

    #[test]
    fn a_sign_never_begins_a_line_and_a_number_is_never_torn() {
        assert_eq!(cut("一二三四，五六", (4.0, 4.0)), ["一二三", "四，五六"]);
        assert_eq!(cut("一二三（四）", (4.0, 4.0)), ["一二三", "（四）"]);
        assert_eq!(cut("一二三2026年", (4.0, 4.0)), ["一二三", "2026年"]);
        assert_eq!(cut("123456789", (3.0, 3.0)), ["123456", "789"]);
        assert_eq!(cut("一二三四", (2.0, 3.0)), ["一二", "三四"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_line_fits(text in "[一二三，。（）a-c0-9 ]{0,60}") {
            let lines = cut(&text, (5.0, 7.0));
            prop_assert_eq!(lines.concat(), text);
            let width = |line: &String| line.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f64>();
            prop_assert!(lines.iter().all(|line| width(line) <= 7.0));
        }
    }
}
