//! Any bytes as a packed table.

#![no_main]

#[path = "../tables/mod.rs"]
mod tables;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| tables::read(data));
