//! A spreadsheet runs text that begins like a formula; a leading apostrophe makes it text again. Numbers stay.

use std::borrow::Cow;

pub(super) fn harmless(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}").into() } else { cell.into() }
}

/// Takes away the apostrophe that [`harmless`] put there, and no other: what began with one got one more.
pub(crate) fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// The wide forms are formulas for an East Asian spreadsheet.
fn is_formula(cell: &str) -> bool {
    let number = || {
        cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E'))
            && cell.parse::<f64>().is_ok()
    };
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && !number()
}
