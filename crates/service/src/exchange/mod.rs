//! S7: the three lists and the claims between their entries.
//!
//! An entry lies where its owner lies: in a unit, or in a division whose own it is. Everybody in the district may read
//! what is listed; a draft is for whoever may change it. A claim has two sides, and each step is one side's to take.

mod claims;
mod contact;
mod edit;
mod list;
mod places;
pub mod plan;
mod propose;
mod publish;
mod record;
mod show;
mod step;
mod taxonomy;

pub(crate) use claims::place_of;
pub use claims::{ClaimShown, StepShown};
pub use contact::ShowEntryContact;
pub use edit::EditEntry;
pub use list::{CategoryRef, EntryShown, list_entries, public_board};
pub(crate) use places::home;
pub use propose::ProposeClaim;
pub use publish::{CloseEntry, ConfirmEntry, PublishEntry, RepeatEntry};
pub use record::{NewEntry, Publication, RecordEntry};
pub use show::{EntryDetail, show_entry};
pub use step::TakeClaimStep;
pub use taxonomy::{SetCategory, categories};

pub use storage::exchange::entry::{Entry, EntryFilter};

use domain::exchange::{Claim, Clocks};
use domain::journal::{ObjectRef, ObjectType};
use serde_json::{Value, json};

use crate::organisation::reference;

/// What the journal calls an entry.
pub(crate) fn object(entry: &Entry) -> ObjectRef {
    let facts = &entry.facts;
    ObjectRef { kind: ObjectType::Entry, id: entry.id.uuid(), name: facts.title.as_str().to_owned() }
}

/// What the journal keeps of an entry; of its contact only whether there is one.
pub(crate) fn values(entry: &Entry, owner: &str, category: &str, division: &str) -> Value {
    use domain::exchange::{EntryState, Owner};
    let facts = &entry.facts;
    let whose = match entry.owner {
        Owner::Unit(id) => reference(id.uuid(), owner),
        Owner::Division(id) => reference(id.uuid(), owner),
    };
    let (published_on, confirm_by, closed_on, reason) = match &entry.state {
        EntryState::Draft => (None, None, None, None),
        EntryState::Published { on, confirm_by } => (Some(on), Some(confirm_by), None, None),
        EntryState::Closed { on, reason } => (None, None, Some(on), Some(reason)),
    };
    let audience: Vec<_> = facts.audience.iter().map(|one| one.word()).collect();
    json!({ "kind": facts.kind.word(), "owner": whose, "category": category, "title": facts.title, "text": facts.text,
        "quantity": facts.quantity.amount(), "measure": facts.quantity.measure(), "times": facts.times.to_string(),
        "division": reference(facts.division.uuid(), division), "address": facts.address,
        "reach": facts.reach.word(), "conditions": facts.conditions, "audience": audience.join(","),
        "valid_from": facts.valid_from, "valid_until": facts.valid_until, "source": facts.source.word(),
        "urgency": facts.urgency.word(), "beneficiaries": facts.beneficiaries, "published_on": published_on,
        "confirm_by": confirm_by, "closed_on": closed_on, "closed_reason": reason,
        "contact": entry.contact.is_some() })
}

/// What holds for a claim: what was agreed on where its demand lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Agreed {
    pub clocks: Clocks,
    pub confirm_days: u64,
    pub low: u8,
}

pub(crate) fn sums(claim: &Claim) -> storage::exchange::claim::Sums {
    storage::exchange::claim::Sums {
        state: claim.state,
        quantity: claim.quantity,
        committed: claim.committed,
        delivered: claim.delivered,
    }
}
