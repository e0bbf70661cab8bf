//! Bulletins on the wire.

pub mod approve;
pub mod draft;
pub mod edit;
pub mod list;
pub mod lists;
pub mod opinion;
pub mod opinion_step;
pub mod proposal;
pub mod publish;
pub mod receive;
pub mod show;
pub mod withdraw;
