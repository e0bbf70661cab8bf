//! The three lists and their claims, on the wire.

pub mod board;
pub mod category;
pub mod claim;
pub mod contact;
pub mod kept_plan;
pub mod list;
pub mod match_rules;
pub mod plan;
pub mod publish;
pub mod record;
pub mod show;
mod times;
