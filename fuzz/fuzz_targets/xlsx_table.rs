//! Any bytes as a workbook, or as one of its parts: checksums and packing would hide those from the fuzzer.

#![no_main]

#[path = "../../crates/documents/src/read/xlsx/made.rs"]
#[expect(dead_code, reason = "a target uses a part of it")]
mod made;
#[path = "../tables/mod.rs"]
mod tables;

use libfuzzer_sys::fuzz_target;
use made::{BOOK, STRINGS, STYLES, workbook};

const SHEET: &[u8] = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" s="1"><v>43465</v></c></row></sheetData></worksheet>"#;

fuzz_target!(|data: &[u8]| {
    let Some((&kind, bytes)) = data.split_first() else { return };
    match kind % 5 {
        0 => tables::read(bytes),
        1 => tables::read(&workbook(BOOK, STYLES, STRINGS, bytes)),
        2 => tables::read(&workbook(BOOK, STYLES, bytes, SHEET)),
        3 => tables::read(&workbook(BOOK, bytes, STRINGS, SHEET)),
        _ => tables::read(&workbook(bytes, STYLES, STRINGS, SHEET)),
    }
});
