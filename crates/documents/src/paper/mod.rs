//! Official papers in the layout of GB/T 9704-2012, as PDF and docx.

mod docx;
mod fonts;
mod lines;
mod pdf;

pub use docx::write_docx;
pub use fonts::{FontNames, Fonts};
pub use pdf::write_pdf;

#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// No font for Chinese at all: where fonts were looked for.
    #[error("no Chinese font was found in {0}")]
    NoFont(String),
    /// Characters that none of the fonts has: they would be boxes.
    #[error("no font has {0}")]
    NoGlyph(String),
    #[error("the paper cannot be set: {0}")]
    Failed(String),
}

/// 天头, 订口, and the type area (版心): 22 lines of 28 characters of size 3 (16 pt).
const TOP_MM: f64 = 37.0;
const LEFT_MM: f64 = 28.0;
const WIDTH_MM: f64 = 156.0;
const HEIGHT_MM: f64 = 225.0;
const LINES: f64 = 22.0;
const CHARACTERS: f64 = 28.0;
const MM: f64 = 72.0 / 25.4;
/// Sizes by their Chinese numbers, in points.
const SIZE_2: f64 = 22.0;
const SIZE_3: f64 = 16.0;
const SIZE_4: f64 = 14.0;
/// As large as the mark of an issuing office is set when there is room.
const MARK_MOST: f64 = 40.0;

/// From one line to the next: the first begins at the upper edge of the type area, the last ends at the lower one (撑满版心).
const LINE: f64 = (HEIGHT_MM * MM - SIZE_3) / (LINES - 1.0);
/// From one character to the next.
const CHARACTER: f64 = WIDTH_MM * MM / CHARACTERS;
/// What is left between two lines, and between two of a title or at the foot.
const LEADING: f64 = LINE - SIZE_3;
const TITLE_LEADING: f64 = 12.0;
const FOOT_LEADING: f64 = 8.0;
/// Above and below the text of a table's cell.
const CELL: f64 = 9.0;
/// The shares of a table's columns: a number, a name, and what is for the pen.
const fn share(column: usize) -> f64 {
    match column {
        0 => 1.0,
        1 => 5.0,
        _ => 2.2,
    }
}

/// What of a headed line is its heading: up to the first full stop, where text follows on the same line.
fn headed(text: &str) -> (&str, &str) {
    let end = text.find('。').filter(|at| *at + '。'.len_utf8() < text.len()).map(|at| at + '。'.len_utf8());
    text.split_at(end.unwrap_or(text.len()))
}

/// A long name still stands on one line.
fn mark_size(text: &str) -> f64 {
    let count = text.chars().count().max(1) as f64;
    (WIDTH_MM * MM / count).clamp(SIZE_2, MARK_MOST)
}

/// The issuing office and the day beside it, at the foot.
fn issued(text: &str) -> (&str, &str) {
    text.split_once('　').unwrap_or((text, ""))
}
