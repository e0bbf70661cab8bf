//! An entry says something else from now on.

use domain::access::Operation;
use domain::exchange::EntryState;
use domain::id::EntryId;
use domain::rule::{Refusal, Rule};
use storage::exchange::{category, entry};

use super::places::{ground, home};
use super::record::{checked, sealed};
use super::{Entry, NewEntry, object, values};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct EditEntry {
    pub id: EntryId,
    pub version: i64,
    pub entry: NewEntry,
    /// Whether the contact is replaced by what is given; it stays otherwise.
    pub replace_contact: bool,
}

impl Write for EditEntry {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, today) = (work.district(), work.today());
        let (old, old_home) = written(work, self.id).await?;
        work.authorise(Operation::EntryRecord, &old_home.place)?;
        if let EntryState::Closed { on, .. } = &old.state {
            return Err(Refusal::new(Rule::AlreadyClosed, "id").with(on).into());
        }
        let now_home = home(work, self.entry.owner, today).await?;
        work.authorise(Operation::EntryRecord, &now_home.place)?;
        let (category, division) = checked(work, &self.entry.facts, &now_home, today).await?;
        if self.entry.facts.quantity.amount() < old.committed {
            return Err(Refusal::new(Rule::EntryBelowTaken, "quantity").with(old.committed).into());
        }
        // What others have agreed to stays what it was.
        let moved = self.entry.owner != old.owner || self.entry.facts.kind != old.facts.kind;
        let measured = self.entry.facts.quantity.measure() != old.facts.quantity.measure();
        if old.committed > 0 && (moved || measured) {
            return Err(Refusal::new(Rule::EntryBelowTaken, "kind").with(old.committed).into());
        }
        let contact = if self.replace_contact {
            sealed(work, self.id, self.entry.contact.as_deref())?
        } else {
            old.contact.clone()
        };
        let changed = Entry {
            version: self.version,
            facts: self.entry.facts,
            owner: self.entry.owner,
            home: now_home.division,
            contact,
            ..old.clone()
        };
        let said = Entry { version: old.version, home: old.home, ..changed.clone() };
        if said == old {
            return Err(Refusal::new(Rule::NothingChanged, "title").into());
        }
        check_bumped(entry::update(work.tx, district, &changed).await?)?;
        let before = described(work, &old, &old_home.name).await?;
        let after = values(&changed, &now_home.name, &category, &division);
        work.journal(Operation::EntryRecord, object(&changed), (Some(before), Some(after)), None).await
    }
}

/// An entry that is to be written to, with its owner. It is held from here on: what its claims have agreed on while this was
/// asked is in it, and nobody agrees on more until this is written.
pub(super) async fn written(work: &mut Work<'_>, id: EntryId) -> Result<(Entry, super::places::Home)> {
    let (district, today) = (work.district(), work.today());
    entry::hold(work.tx, district, id).await?;
    let found = entry::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let home = home(work, found.owner, today).await?;
    Ok((found, home))
}

/// What the journal keeps of an entry as it is stored.
pub(super) async fn described(work: &mut Work<'_>, entry: &Entry, owner: &str) -> Result<serde_json::Value> {
    let (district, today) = (work.district(), work.today());
    let categories = category::all(work.tx, district).await?;
    let category = categories.iter().find(|known| known.id == entry.facts.category);
    let category = category.map(|known| known.name.as_str().to_owned()).unwrap_or_default();
    let division = ground(work, entry.facts.division, today, "division_id").await;
    let division = division.map(|at| at.division.name).unwrap_or_default();
    Ok(values(entry, owner, &category, &division))
}
