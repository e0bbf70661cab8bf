//! Any bytes as separated text.

#![no_main]

#[path = "../tables/mod.rs"]
mod tables;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    tables::read(data);
    if let Ok(table) = documents::read_csv(data) {
        tables::check(&table);
    }
});
