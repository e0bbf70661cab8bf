//! An entry is written down: as a draft, or published at once.

use chrono::{Days, NaiveDate};
use domain::access::{AppointmentKind, Contact, ContactKind, Operation};
use domain::exchange::{EntryFacts, EntryState, Owner};
use domain::id::EntryId;
use domain::rule::{Refusal, Rule};
use storage::exchange::{category, entry};

use super::places::{Home, agreed, ground, home, is_member, level_of, street_of};
use super::{Entry, object, values};
use crate::sealing::Spot;
use crate::{Result, Work, Write};

/// What a person types.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub owner: Owner,
    pub facts: EntryFacts,
    /// A phone number; sealed, shown masked.
    pub contact: Option<String>,
    pub reference: Option<String>,
}

pub struct RecordEntry {
    pub entry: NewEntry,
    /// Onto its list at once, on that day, until it is to be confirmed.
    pub publish: Option<Publication>,
    pub recorded_on: Option<NaiveDate>,
    pub repeats: Option<EntryId>,
}

/// From when, and until when without another word of its owner; as the charter says when absent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Publication {
    pub on: Option<NaiveDate>,
    pub confirm_by: Option<NaiveDate>,
}

impl Write for RecordEntry {
    type Output = EntryId;

    async fn run(self, work: &mut Work<'_>) -> Result<EntryId> {
        let (district, today) = (work.district(), work.today());
        let recorded_on = self.recorded_on.unwrap_or(today);
        let home = home(work, self.entry.owner, recorded_on).await?;
        work.authorise(Operation::EntryRecord, &home.place)?;
        let (category, division) = checked(work, &self.entry.facts, &home, recorded_on).await?;
        let id = EntryId::new(work.ids.uuid());
        let state = match self.publish {
            None => EntryState::Draft,
            Some(publication) => published(work, &home, &self.entry, EntryState::Draft, publication).await?,
        };
        let made = Entry {
            id,
            version: 1,
            reference: self.entry.reference,
            facts: self.entry.facts,
            owner: self.entry.owner,
            home: home.division,
            state,
            recorded_on,
            repeats: self.repeats,
            contact: sealed(work, id, self.entry.contact.as_deref())?,
            committed: 0,
            delivered: 0,
        };
        entry::insert(work.tx, district, &made).await?;
        let after = values(&made, &home.name, &category, &division);
        work.journal(Operation::EntryRecord, object(&made), (None, Some(after)), None).await?;
        Ok(id)
    }
}

/// What is written, checked against its category, its place and its owner; answers with the names of the first two.
pub(super) async fn checked(
    work: &mut Work<'_>,
    facts: &EntryFacts,
    home: &Home,
    day: NaiveDate,
) -> Result<(String, String)> {
    let district = work.district();
    facts.check()?;
    let categories = category::settled(work.tx, district).await?;
    let found = categories.iter().find(|known| known.id == facts.category && !known.retired);
    let unknown = || Refusal::new(Rule::CategoryUnknown, "category_id").with(facts.category);
    let found = found.ok_or_else(unknown)?;
    let at = ground(work, facts.division, day, "division_id").await?;
    if let Some(unit) = home.unit {
        facts.check_owner(unit, at.level())?;
    }
    Ok((found.name.as_str().to_owned(), at.division.name))
}

/// A member unit publishes for itself; of any other unit, and of its own entries, the community, street or district does.
pub(super) async fn published(
    work: &mut Work<'_>,
    home: &Home,
    entry: &NewEntry,
    state: EntryState,
    publication: Publication,
) -> Result<EntryState> {
    let today = work.today();
    work.authorise(Operation::EntryPublish, &home.place)?;
    let on = publication.on.unwrap_or(today);
    if on > today {
        return Err(Refusal::new(Rule::InFuture, "published_on").with(on).into());
    }
    if let (Owner::Unit(unit), AppointmentKind::Liaison) = (entry.owner, work.actor.kind)
        && !is_member(work, unit, on).await?
    {
        return Err(Refusal::new(Rule::EntryNotMember, "unit_id").with(&home.name).into());
    }
    let confirm_by = confirm_by(work, &entry.facts, home, on, publication.confirm_by).await?;
    Ok(state.publish(on, confirm_by)?)
}

/// The day by which its owner confirms it: as given, else as was agreed on where it lies, counted from a day.
pub(super) async fn confirm_by(
    work: &mut Work<'_>,
    facts: &EntryFacts,
    home: &Home,
    from: NaiveDate,
    given: Option<NaiveDate>,
) -> Result<NaiveDate> {
    if let Some(given) = given {
        return Ok(given);
    }
    let at = work.lying(facts.division, from).await?.map_or(home.place, |at| at.place);
    let lies = (facts.division, street_of(&at));
    let district = work.district();
    let agreed = agreed(work.tx, district, lies, from).await?;
    Ok(from.checked_add_days(Days::new(agreed.confirm_days)).unwrap_or(from))
}

pub(super) const fn spot(id: EntryId) -> Spot {
    Spot::new("entry", "contact", id.uuid())
}

/// # Errors
/// Refuses what is no phone number.
pub(super) fn sealed(work: &Work<'_>, id: EntryId, contact: Option<&str>) -> Result<Option<Vec<u8>>> {
    let Some(text) = contact.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let contact = Contact::parse(ContactKind::Phone, text)?;
    Ok(Some(work.keys.seal(spot(id), contact.reveal().as_bytes())?))
}

/// The rung on which a demand begins to look for a taker.
pub(super) fn own_rung(place: &domain::access::Place) -> domain::exchange::Rung {
    domain::exchange::Rung::of(level_of(place))
}
