//! S2: units (单位), Party organisations (党组织) with dated counts, posts (岗位) and their holders.

mod credit_code;
mod duplicate;
mod party_organisation;
mod post;
mod unit;

pub use credit_code::{CreditCode, Repaired};
pub use duplicate::{Places, core_name};
pub use party_organisation::{
    Count, PartyOrganisationFacts, PartySector, Rank, check_aggregate, check_host, check_rank, follows_scheme,
};
pub use post::{PostKind, check_handover, check_post};
pub use unit::{UnitFacts, UnitType};
