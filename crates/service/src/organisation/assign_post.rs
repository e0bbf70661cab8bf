//! A post changes hands, or falls vacant; the appointment that rests on it goes along.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::id::{PersonId, PostId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::organisation::{check_handover, check_post};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::organisation::post::{self, Holder, Post};

use crate::access::{ContactChanges, keep_contacts, parse_contacts};
use crate::access::{Holding, follow_post};
use crate::consortium::{Changed, post_changed};
use crate::journal::Personal;
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct AssignPost {
    pub id: PostId,
    pub version: i64,
    /// `None` leaves the post vacant.
    pub person_name: Option<String>,
    pub from: Option<NaiveDate>,
    /// The new holder's, where they are known.
    pub contacts: ContactChanges,
}

impl Write for AssignPost {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, day) = (work.district(), effective(self.from, work.today()));
        let found = post::get(work.tx, district, self.id, day).await?.ok_or(Error::NotFound)?;
        let place = place_of(work, &found, day).await?;
        work.authorise(Operation::PostAssign, &place)?;
        let name = self.person_name.map(|name| Name::parse(&name, "person_name")).transpose()?;
        if name.is_none() && found.holder.is_none() {
            return Err(Refusal::new(Rule::NothingChanged, "person_name").into());
        }
        parse_contacts(&self.contacts)?;
        if let Some(unit) = found.unit {
            check_post(Some(super::host_on(work, unit, day).await?.kind), found.kind)?;
        }
        check_handover(found.holder.as_ref().map(|h| h.period), day)?;
        let held = post::held_at(work.tx, district, found.body).await?;
        let next = held.iter().find(|held| held.post == self.id && held.holder.period.from() > day);
        if let Some(next) = next {
            return Err(Refusal::new(Rule::HolderOverlap, "from").with(next.holder.period.from()).into());
        }
        let left = held.iter().filter(|held| held.post == self.id && held.holder.period.from() <= day);
        let left_on = left.map(|held| held.holder.period.stored_to().min(day)).max();
        check_bumped(post::bump(work.tx, district, self.id, self.version).await?)?;
        if let Some(holder) = &found.holder {
            post::end_holding(work.tx, district, holder.row, day).await?;
        }
        let (mut come, mut successor) = (None, None);
        if let Some(name) = &name {
            let person = PersonId::new(work.ids.uuid());
            storage::access::insert_person(work.tx, person, name.as_str()).await?;
            let holder = Holder {
                row: work.ids.uuid(),
                person,
                name: name.as_str().to_owned(),
                period: Period::open(day),
            };
            post::insert_holding(work.tx, district, self.id, &holder).await?;
            if self.contacts.values().any(Option::is_some) {
                keep_contacts(work, (person, name.as_str()), &self.contacts).await?;
            }
            successor = Some((person, name.as_str()));
            come = Some(Personal::name(person, &holder.name));
        }
        let object = ObjectRef {
            kind: ObjectType::Post,
            id: self.id.uuid(),
            name: format!("{} {}", found.body_name, found.title),
        };
        let present = found.holder.as_ref().map(|h| Personal::name(h.person, &h.name));
        let before = json!({ "holder": present });
        let after = json!({ "holder": come, "from": day });
        work.journal(Operation::PostAssign, object, (Some(before), Some(after)), None).await?;
        let title = format!("{} {}", found.body_name, found.title);
        follow_post(work, Holding { post: self.id, title: &title, on: day, left_on, successor }).await?;
        let changed = Changed {
            post: self.id,
            kind: found.kind,
            unit: found.unit,
            name: &title,
            before: present,
            after: come,
            on: day,
        };
        post_changed(work, &changed).await
    }
}

async fn place_of(work: &mut Work<'_>, found: &Post, day: NaiveDate) -> Result<Place> {
    let (_, place) = work.division(found.division, day).await?.ok_or(Error::NotFound)?;
    Ok(found.unit.map_or(place, |unit| place.with_unit(unit)))
}
