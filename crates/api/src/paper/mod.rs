//! Official papers (公文) and their wording.

mod file;
pub mod of_bulletin;
pub mod of_meeting;
pub mod preview;
pub mod templates;

use domain::paper::PaperKind;

use crate::problem::Problem;

/// The kind that a path names; another word names nothing.
fn kind(word: &str) -> Result<PaperKind, Problem> {
    let found = PaperKind::ALL.iter().copied().find(|kind| kind.word() == word);
    found.ok_or_else(|| Problem::from(service::Error::NotFound))
}
