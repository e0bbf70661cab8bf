//! A market that was read before follows the book: what the entries since then are about is read again, nothing else.

use std::collections::HashSet;

use domain::exchange::{EntryStatus, Owner};
use domain::id::{ClaimId, EntryId, UnitId};
use domain::journal::ObjectType;
use storage::exchange::{claim, entry, outcome};

use super::Listed;
use super::load::Reading;
use crate::{Result, View};

/// After more changes than these it is quicker to read everything.
const MOST: i64 = 2_000;

/// Up to where the book was followed; `None` where everything has to be read anew.
pub(super) async fn follow(view: &mut View<'_>, listed: &mut Listed, since: i64) -> Result<Option<i64>> {
    let (district, day) = (view.district(), view.as_of);
    let changes = storage::journal::about_since(&mut view.conn, district, since, MOST + 1).await?;
    if changes.len() as i64 > MOST {
        return Ok(None);
    }
    let until = changes.iter().map(|(sequence, ..)| *sequence).max().unwrap_or(since);
    let (mut ids, mut units): (HashSet<EntryId>, HashSet<UnitId>) = (HashSet::new(), HashSet::new());
    let mut takers: HashSet<Owner> = HashSet::new();
    // Claims, and what is decided of plans, weights and rules.
    let others = changes.iter().any(|(_, kind, _)| *kind != ObjectType::Entry);
    for (_, kind, id) in changes {
        match kind {
            ObjectType::Division | ObjectType::EntryCategory | ObjectType::District | ObjectType::Import => {
                return Ok(None);
            }
            ObjectType::Entry => {
                ids.insert(EntryId::new(id));
            }
            ObjectType::Unit => {
                units.insert(UnitId::new(id));
            }
            ObjectType::Claim => {
                if let Some(kept) = claim::get(&mut view.conn, district, ClaimId::new(id)).await? {
                    ids.extend([Some(kept.demand), kept.offer].into_iter().flatten());
                    takers.insert(kept.taker);
                }
            }
            _ => {}
        }
    }
    if others {
        super::load::outcomes(view, &mut listed.market).await?;
    }
    for taker in takers {
        let mean = outcome::evaluated_of(&mut view.conn, district, taker).await?;
        if listed.past.get(&taker).copied() != mean {
            match mean {
                Some(mean) => listed.past.insert(taker, mean),
                None => listed.past.remove(&taker),
            };
            ids.extend(listed.of(|owner| owner == taker));
        }
    }
    if !units.is_empty() {
        ids.extend(listed.of(|owner| matches!(owner, Owner::Unit(unit) if units.contains(&unit))));
    }
    let wanted: Vec<EntryId> = ids.iter().copied().collect();
    let found = entry::some(&mut view.conn, district, &wanted).await?;
    let reading = Reading::of(view, found.iter().map(|entry| entry.owner)).await?;
    for id in ids.iter().filter(|id| !found.iter().any(|entry| entry.id == **id)) {
        listed.forget(*id);
    }
    for entry in found {
        if entry.status(day) == EntryStatus::Listed {
            listed.put(&reading, entry);
        } else {
            listed.forget(entry.id);
        }
    }
    Ok(Some(until))
}
