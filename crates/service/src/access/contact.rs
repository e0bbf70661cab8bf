//! How people are reached: who may open a contact, opening it, changing it.

use std::collections::{BTreeMap, HashMap};

use domain::access::{Actor, AppointmentKind, Contact, ContactKind, Decision, Operation, Place, mask};
use domain::id::PersonId;
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::PostKind;
use serde_json::json;
use storage::contact::Sealed;
use storage::organisation::post::Post;
use zeroize::Zeroizing;

use crate::lianhe::decided;
use crate::sealing::{Keyring, SealError, Spot};
use crate::{Error, Result, View, Work, Write};

fn spot(row: uuid::Uuid) -> Spot {
    Spot::new("person_contact", "value", row)
}

/// A contact as everybody sees it who sees its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedContact {
    pub kind: ContactKind,
    pub masked: String,
}

/// A contact opened.
pub struct OpenContact {
    pub kind: ContactKind,
    pub value: Zeroizing<String>,
}

fn masked(keys: &Keyring, contact: &Sealed) -> Result<MaskedContact> {
    let masked = match keys.open_text(spot(contact.id), &contact.value) {
        Ok(value) => mask(contact.kind, &value),
        // A page about a post must not fail for want of a key; opening the contact says what is missing.
        Err(SealError::NoKey | SealError::KeyMissing(_)) => "****".to_owned(),
        Err(why) => return Err(why.into()),
    };
    Ok(MaskedContact { kind: contact.kind, masked })
}

fn open(keys: &Keyring, contact: &Sealed) -> Result<OpenContact> {
    let value = keys.open_text(spot(contact.id), &contact.value)?;
    Ok(OpenContact { kind: contact.kind, value })
}

/// Where somebody stands: the place of a post or appointment, and whether it is a unit's liaison's.
#[derive(Debug, Clone, Copy)]
struct Standing {
    place: Place,
    liaison: bool,
}

/// What an actor may do with the contacts of somebody who stands there. A liaison reaches the liaison alone.
fn decide(actor: &Actor, operation: Operation, at: Standing) -> Decision {
    match actor.decide(operation, &at.place) {
        Decision::Allowed if actor.kind == AppointmentKind::Liaison && !at.liaison => Decision::Forbidden,
        decision => decision,
    }
}

fn decide_person(actor: &Actor, operation: Operation, person: PersonId, at: &[Standing]) -> Result<()> {
    if actor.person == person {
        return Ok(());
    }
    let all: Vec<_> = at.iter().map(|standing| decide(actor, operation, *standing)).collect();
    let best = [Decision::Allowed, Decision::Forbidden].into_iter().find(|wanted| all.contains(wanted));
    decided(best.unwrap_or(Decision::Invisible), operation)
}

async fn standings(work: &mut Work<'_>, person: PersonId) -> Result<Vec<Standing>> {
    let (district, today) = (work.district(), work.today());
    let mut found = Vec::new();
    for post in storage::organisation::post::of_person(work.tx, district, person, today).await? {
        let Some((_, place)) = work.division(post.division, today).await? else { continue };
        let place = post.unit.map_or(place, |unit| place.with_unit(unit));
        found.push(Standing { place, liaison: post.kind == PostKind::Liaison });
    }
    for held in storage::access::appointments_of(work.tx, person, today).await? {
        let liaison = held.actor.kind == AppointmentKind::Liaison;
        found.push(Standing { place: held.actor.place, liaison });
    }
    Ok(found)
}

/// The contacts of a post's holder as a page shows them, and what its reader may do with them.
#[derive(Debug, Clone, Default)]
pub struct HolderContacts {
    pub contacts: Vec<MaskedContact>,
    pub may_show: bool,
    pub may_edit: bool,
}

/// For posts of a page, by their holders.
///
/// # Errors
/// When the database cannot be read, or a stored contact was tampered with.
pub async fn holder_contacts<'p>(
    view: &mut View<'_>,
    posts: impl Iterator<Item = &'p Post>,
) -> Result<HashMap<PersonId, HolderContacts>> {
    let tree = view.tree().await?;
    let actor = &view.caller.actor;
    let mut shown: HashMap<PersonId, HolderContacts> = HashMap::new();
    for post in posts {
        let (Some(holder), Some(place)) = (&post.holder, tree.place(post.division)) else { continue };
        let place = post.unit.map_or(place, |unit| place.with_unit(unit));
        let at = Standing { place, liaison: post.kind == PostKind::Liaison };
        let own = actor.person == holder.person;
        let may = |operation| own || decide(actor, operation, at) == Decision::Allowed;
        let entry = shown.entry(holder.person).or_default();
        entry.may_show |= may(Operation::ContactView);
        entry.may_edit |= may(Operation::ContactEdit);
    }
    let people: Vec<_> = shown.keys().copied().collect();
    for (person, contacts) in storage::contact::of_all(&mut view.conn, &people).await? {
        let contacts: Vec<_> =
            contacts.iter().map(|contact| masked(&view.lianhe.keys, contact)).collect::<Result<_>>()?;
        shown.entry(person).or_default().contacts = contacts;
    }
    Ok(shown)
}

/// The caller's own contacts, whole.
///
/// # Errors
/// When a key is missing.
pub(super) async fn own(view: &mut View<'_>) -> Result<Vec<OpenContact>> {
    let found = storage::contact::of(&mut view.conn, view.caller.actor.person).await?;
    found.iter().map(|contact| open(&view.lianhe.keys, contact)).collect()
}

/// Opens the contacts of a person: a reading that the journal keeps.
pub struct ShowContacts {
    pub person: PersonId,
}

impl Write for ShowContacts {
    type Output = Vec<OpenContact>;

    async fn run(self, work: &mut Work<'_>) -> Result<Self::Output> {
        let name = storage::access::person(work.tx, self.person).await?.ok_or(Error::NotFound)?;
        let at = standings(work, self.person).await?;
        decide_person(&work.actor, Operation::ContactView, self.person, &at)?;
        let found = storage::contact::of(work.tx, self.person).await?;
        let opened: Vec<_> = found.iter().map(|contact| open(&work.keys, contact)).collect::<Result<_>>()?;
        let kinds: Vec<_> = opened.iter().map(|contact| contact.kind.word()).collect();
        let object = ObjectRef { kind: ObjectType::Person, id: self.person.uuid(), name };
        work.journal(Operation::ContactView, object, (None, Some(json!({ "contacts": kinds }))), None)
            .await?;
        Ok(opened)
    }
}

/// What is to become of a person's contacts: absent kinds stay, `None` is removed.
pub type ContactChanges = BTreeMap<ContactKind, Option<String>>;

pub struct EditContacts {
    pub person: PersonId,
    pub changes: ContactChanges,
}

impl Write for EditContacts {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let name = storage::access::person(work.tx, self.person).await?.ok_or(Error::NotFound)?;
        let at = standings(work, self.person).await?;
        decide_person(&work.actor, Operation::ContactEdit, self.person, &at)?;
        if self.changes.is_empty() {
            use domain::rule::{Refusal, Rule};
            return Err(Refusal::new(Rule::NothingChanged, "phone").into());
        }
        keep(work, (self.person, &name), &self.changes).await
    }
}

/// Seals and stores contacts under an authorisation that its caller has asked for. The journal says which kinds changed,
/// never the values.
pub(crate) async fn keep(
    work: &mut Work<'_>,
    (person, name): (PersonId, &str),
    changes: &ContactChanges,
) -> Result<()> {
    let parsed = parse(changes)?;
    let known = storage::contact::of(work.tx, person).await?;
    let (mut set, mut removed) = (Vec::new(), Vec::new());
    for (kind, contact) in parsed {
        let old = known.iter().find(|old| old.kind == kind);
        match (contact, old) {
            (Some(contact), old) => {
                let id = old.map_or_else(|| work.ids.uuid(), |old| old.id);
                let value = work.keys.seal(spot(id), contact.reveal().as_bytes())?;
                match old {
                    Some(_) => storage::contact::replace(work.tx, id, value).await?,
                    None => storage::contact::insert(work.tx, &Sealed { id, person, kind, value }).await?,
                }
                set.push(kind.word());
            }
            (None, Some(old)) => {
                storage::contact::delete(work.tx, old.id).await?;
                removed.push(kind.word());
            }
            (None, None) => {}
        }
    }
    let object = ObjectRef { kind: ObjectType::Person, id: person.uuid(), name: name.to_owned() };
    let after = json!({ "set": set, "removed": removed });
    work.journal(Operation::ContactEdit, object, (None, Some(after)), None).await
}

/// An empty text removes, like none at all.
pub(crate) fn parse(changes: &ContactChanges) -> Result<Vec<(ContactKind, Option<Contact>)>> {
    let one = |(kind, text): (&ContactKind, &Option<String>)| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        Ok((*kind, text.map(|text| Contact::parse(*kind, text)).transpose()?))
    };
    changes.iter().map(one).collect()
}

/// Whether a person has exactly these contacts already: an import of the same file changes nothing.
pub(crate) async fn same(work: &mut Work<'_>, person: PersonId, changes: &ContactChanges) -> Result<bool> {
    let known = storage::contact::of(work.tx, person).await?;
    for (kind, contact) in parse(changes)? {
        let old = match known.iter().find(|old| old.kind == kind) {
            Some(old) => Some(work.keys.open_text(spot(old.id), &old.value)?),
            None => None,
        };
        if contact.as_ref().map(Contact::reveal) != old.as_ref().map(|old| old.as_str()) {
            return Ok(false);
        }
    }
    Ok(true)
}
