//! Any bytes as an old workbook, or as the stream within it.

#![no_main]

#[path = "../../crates/documents/src/read/xls/made.rs"]
#[expect(dead_code, reason = "a target uses a part of it")]
mod made;
#[path = "../tables/mod.rs"]
mod tables;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&kind, bytes)) = data.split_first() else { return };
    match kind % 3 {
        0 => tables::read(bytes),
        1 => tables::read(&made::compound("Workbook", bytes)),
        _ => tables::read(&made::workbook(&["name", "code", "大连湾"], bytes)),
    }
});
