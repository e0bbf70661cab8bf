//! Match plans (匹配方案).

mod reader;

pub use reader::Reader;
