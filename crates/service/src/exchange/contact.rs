//! Opening the contact of an entry: a reading that the journal keeps.

use domain::access::Operation;
use domain::exchange::{Owner, claim_of};
use domain::id::EntryId;
use serde_json::json;
use zeroize::Zeroizing;

use super::edit::written;
use super::object;
use super::places::home;
use super::record::spot;
use crate::{Error, Result, Work, Write};

/// For whoever acts for its owner, and for the other side of a claim that both have agreed to.
pub struct ShowEntryContact {
    pub id: EntryId,
}

impl Write for ShowEntryContact {
    type Output = Option<Zeroizing<String>>;

    async fn run(self, work: &mut Work<'_>) -> Result<Self::Output> {
        let (found, at) = written(work, self.id).await?;
        if !work.actor.may(Operation::EntryContact, &at.place) && !is_other_side(work, self.id).await? {
            return Err(Error::Forbidden(Operation::EntryContact));
        }
        let Some(sealed) = &found.contact else { return Ok(None) };
        let opened = work.keys.open_text(spot(self.id), sealed)?;
        let after = json!({ "contacts": ["phone"] });
        work.journal(Operation::EntryContact, object(&found), (None, Some(after)), None).await?;
        Ok(Some(opened))
    }
}

async fn is_other_side(work: &mut Work<'_>, id: EntryId) -> Result<bool> {
    let (district, today) = (work.district(), work.today());
    for kept in storage::exchange::claim::of_entry(work.tx, district, id).await? {
        if !claim_of(&kept.domain_steps())?.state.is_agreed() {
            continue;
        }
        let demand = storage::exchange::entry::get(work.tx, district, kept.demand).await?;
        let owners: [Option<Owner>; 2] = [Some(kept.taker), demand.map(|demand| demand.owner)];
        for owner in owners.into_iter().flatten() {
            let at = home(work, owner, today).await?;
            if work.actor.may(Operation::EntryContact, &at.place) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
