//! One entry with its claims, and how far it has climbed.

use domain::access::Operation;
use domain::exchange::{
    Claim, ClaimState, Climb, EntryKind, EntryState, Rung, claim_of, climbs, rung_now, untaken,
};
use domain::id::EntryId;
use storage::exchange::claim::{self, Kept};
use storage::exchange::entry::{self, Entry};

use super::claims::{Acts, ClaimShown, Times, place_of, shown};
use super::list::{EntryShown, Names, masked_contact};
use super::places::{agreed, street_of};
use super::record::own_rung;
use crate::{Error, Result, View};

pub struct EntryDetail {
    pub shown: EntryShown,
    /// Masked.
    pub contact: Option<String>,
    pub may_open_contact: bool,
    pub claims: Vec<ClaimShown>,
    /// Where a demand looks for a taker now, and how it came there.
    pub rung: Option<Rung>,
    pub climbed: Vec<Climb>,
    pub permissions: Vec<Operation>,
}

/// # Errors
/// `NotFound` when it does not exist, or is not listed and not this caller's to change.
pub async fn show_entry(view: &mut View<'_>, id: EntryId) -> Result<EntryDetail> {
    let (district, day, own) = (view.district(), view.as_of, view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    let tree = view.tree().await?;
    let found = entry::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let home = place_of(&mut view.conn, district, &tree, found.owner, day).await?;
    let actor = view.caller.actor.clone();
    let may = |operation| home.is_some_and(|place| actor.may(operation, &place));
    let kept = claim::of_entry(&mut view.conn, district, id).await?;
    let mut claims = Vec::new();
    let days = crate::obligation::working_days(&mut view.conn).await?;
    let owners = kept.iter().map(|kept| kept.taker).chain([found.owner]);
    let names = Names::of(&mut view.conn, district, &tree, owners, day).await?;
    let mut takes_part = false;
    for kept in &kept {
        let demand = other(view, &found, kept.demand).await?;
        let offer = match kept.offer {
            Some(id) => Some(other(view, &found, id).await?.facts.title.as_str().to_owned()),
            None => None,
        };
        let asking = place_of(&mut view.conn, district, &tree, demand.owner, day).await?;
        let taking = place_of(&mut view.conn, district, &tree, kept.taker, day).await?;
        let acts = Acts::of(&actor, asking.as_ref(), taking.as_ref());
        takes_part |= acts.demand || acts.taker;
        let street = asking.as_ref().and_then(street_of);
        let lies = (demand.facts.division, street);
        let agreed = agreed(&mut view.conn, district, lies, day).await?;
        let times = Times { urgency: demand.facts.urgency, agreed, days: &days, today: day };
        let said = (demand.facts.title.as_str().to_owned(), offer, names.owner(kept.taker));
        claims.push(shown(kept, said, times, acts)?);
    }
    let listed = found.status(day) == domain::exchange::EntryStatus::Listed;
    if !listed && !may(Operation::EntryRecord) && !takes_part {
        return Err(Error::NotFound);
    }
    let (mut rung, mut climbed) = (None, Vec::new());
    if found.facts.kind == EntryKind::Demand
        && let Some(place) = tree.place(found.facts.division)
        && let EntryState::Published { on, .. } = &found.state
    {
        let lies = (found.facts.division, street_of(&place));
        let clocks = agreed(&mut view.conn, district, lies, day).await?.clocks;
        let gaps = untaken(*on, &spans(&kept)?);
        let own = own_rung(&place);
        climbed = climbs(own, found.facts.urgency, &gaps, clocks, &days, day);
        rung = Some(rung_now(own, &gaps, &climbed));
    }
    let agreed_claim = claims.iter().any(|shown| shown.claim.state.is_agreed());
    let operations = [Operation::EntryRecord, Operation::EntryPublish, Operation::ClaimRecord];
    Ok(EntryDetail {
        contact: masked_contact(&view.lianhe.keys, &found)?,
        may_open_contact: may(Operation::EntryContact) || (takes_part && agreed_claim),
        permissions: operations.into_iter().filter(|operation| may(*operation)).collect(),
        shown: names.shown(found, day),
        claims,
        rung,
        climbed,
    })
}

async fn other(view: &mut View<'_>, found: &Entry, id: EntryId) -> Result<Entry> {
    if found.id == id {
        return Ok(found.clone());
    }
    entry::get(&mut view.conn, view.caller.actor.place.district, id).await?.ok_or(Error::NotFound)
}

/// When each claim of a demand was agreed on, and when that ended if nothing came of it.
pub(super) fn spans(kept: &[Kept]) -> Result<Vec<(chrono::NaiveDate, Option<chrono::NaiveDate>)>> {
    let mut spans = Vec::new();
    for kept in kept {
        let claim: Claim = claim_of(&kept.domain_steps())?;
        let Some(agreed) = claim.answered_on.filter(|_| claim.state != ClaimState::Declined) else {
            continue;
        };
        let gone = claim.state == ClaimState::Unmatched && claim.delivered == 0;
        let last = kept.steps.last().map(|taken| taken.step.on);
        spans.push((agreed, last.filter(|_| gone)));
    }
    Ok(spans)
}
