//! A new address: made, shown once.

use domain::access::Operation;
use domain::id::{CalendarFeedId, ConsortiumId, DistrictId};
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::calendar::{self, Feed};

use super::object;
use crate::access::{Caller, Channel, Secret};
use crate::consortium::written;
use crate::{Error, Result, Work, Write};

/// As many addresses as one person, or one body, may have.
const MOST: usize = 20;

/// What the address ends in: the district where its secret is kept, and the secret.
pub struct Address(String);

impl Address {
    fn new(district: DistrictId, secret: &Secret) -> Self {
        Self(format!("{}{}", district.uuid().simple(), secret.reveal()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The district and the hash of the secret.
    pub(super) fn read(text: &str) -> Option<(DistrictId, Vec<u8>)> {
        const DISTRICT: usize = 32;
        let (district, secret) = text.split_at_checked(DISTRICT)?;
        let district = uuid::Uuid::try_parse(district).ok()?;
        Some((DistrictId::new(district), Secret::hash_of(secret)))
    }
}

/// One's own: the meetings of every body for which one's appointments act.
pub struct MakeOwnFeed {
    name: Name,
}

impl MakeOwnFeed {
    /// # Errors
    /// Refuses an empty name. A token makes no addresses.
    pub fn parse(caller: &Caller, name: &str) -> Result<Self> {
        if caller.channel == Channel::Bearer {
            return Err(Error::BrowserOnly);
        }
        Ok(Self { name: Name::parse(name, "name")? })
    }
}

impl Write for MakeOwnFeed {
    type Output = (Address, CalendarFeedId);

    async fn run(self, work: &mut Work<'_>) -> Result<Self::Output> {
        let (district, person, own) = (work.district(), work.actor.person, work.actor.place);
        work.authorise(Operation::CalendarOwn, &own)?;
        check_room(calendar::of_person(work.tx, district, person).await?.len())?;
        let of = work.actor.place_name.clone();
        made(work, Operation::CalendarOwn, (None, &of), &self.name).await
    }
}

/// Of one body, for whoever is given the address.
pub struct MakeSharedFeed {
    consortium: ConsortiumId,
    name: Name,
}

impl MakeSharedFeed {
    /// # Errors
    /// As [`MakeOwnFeed::parse`].
    pub fn parse(caller: &Caller, consortium: ConsortiumId, name: &str) -> Result<Self> {
        MakeOwnFeed::parse(caller, name).map(|own| Self { consortium, name: own.name })
    }
}

impl Write for MakeSharedFeed {
    type Output = (Address, CalendarFeedId);

    async fn run(self, work: &mut Work<'_>) -> Result<Self::Output> {
        let (district, today) = (work.district(), work.today());
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::CalendarShare, &place)?;
        check_room(calendar::of_consortium(work.tx, district, found.id).await?.len())?;
        made(work, Operation::CalendarShare, (Some(found.id), found.name_on(today)), &self.name).await
    }
}

fn check_room(count: usize) -> Result<()> {
    if count < MOST { Ok(()) } else { Err(Refusal::new(Rule::CalendarTooMany, "name").with(MOST).into()) }
}

async fn made(
    work: &mut Work<'_>,
    operation: Operation,
    (consortium, of): (Option<ConsortiumId>, &str),
    name: &Name,
) -> Result<(Address, CalendarFeedId)> {
    let district = work.district();
    let secret = Secret::random();
    let feed = Feed {
        id: CalendarFeedId::new(work.ids.uuid()),
        person: work.actor.person,
        consortium,
        name: name.as_str().to_owned(),
        created_at: work.now,
    };
    calendar::insert(work.tx, district, &feed, Secret::hash_of(secret.reveal())).await?;
    let after = json!({ "consortium_id": consortium, "state": "open" });
    work.journal(operation, object(&feed, of), (None, Some(after)), None).await?;
    Ok((Address::new(district, &secret), feed.id))
}
