//! Two records of one unit become one: what belongs to the one that goes moves to the one that stays, from a day on. Before
//! that day everything stays as it was recorded.

use chrono::{Days, NaiveDate};
use domain::access::Operation;
use domain::id::{AppointmentId, PostId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::{PostKind, UnitFacts, UnitType};
use domain::period::{Period, end_on};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::access::{
    Appointment, act_on_as, appointments_at_unit, end_appointment, insert_appointment, move_appointment,
};
use storage::organisation::post::{self, Body, Held, Holder, Post, PostFilter};
use storage::organisation::unit::{self, UnitPeriod};
use storage::organisation::{merge, party_organisation};
use storage::{After, Scan, minutes, task};

use super::merge_consortia::Handover;
use super::said::LastSaid;
use super::unit_place;
use crate::journal::Personal;
use crate::work::{check_bumped, check_reason};
use crate::{Result, Work, Write};

/// A unit has a handful of posts.
const MOST: i64 = 1_000;

domain::words! {
    /// Whose liaison stays, where both units have one.
    pub enum Keep {
        Kept = "kept", "保留单位的联络员";
        Merged = "merged", "并入单位的联络员";
    }
}

pub struct MergeUnits {
    /// The record that stays.
    pub id: UnitId,
    pub version: i64,
    /// The record that goes into it.
    pub other: UnitId,
    pub other_version: i64,
    /// The first day on which there is one record only.
    pub on: NaiveDate,
    pub liaison: Option<Keep>,
    pub reason: String,
}

/// One side of the merge.
struct Side {
    id: UnitId,
    name: String,
    known: LastSaid<UnitFacts>,
    posts: Vec<Post>,
    held: Vec<Held>,
}

impl Side {
    async fn load(work: &mut Work<'_>, id: UnitId, on: NaiveDate) -> Result<Self> {
        let district = work.district();
        let periods = unit::periods(work.tx, district, id).await?;
        let known = LastSaid::of(periods.into_iter().map(|unit| unit.now).collect())?;
        let place = unit_place(district, id, &known.now);
        work.authorise(Operation::UnitMerge, &place)?;
        let scan =
            Scan { scope: domain::access::Scope::Unit(id), as_of: on, after: After::default(), limit: MOST };
        let own = PostFilter { body: Some(id.uuid()), ..PostFilter::default() };
        let posts = post::list(work.tx, district, &scan, &own).await?.items;
        let held = post::held_at(work.tx, district, Body::Unit(id)).await?;
        Ok(Self { id, name: known.now.facts.name.as_str().to_owned(), known, posts, held })
    }

    fn object(&self) -> ObjectRef {
        ObjectRef { kind: ObjectType::Unit, id: self.id.uuid(), name: self.name.clone() }
    }

    /// The holdings of a post that reach beyond the day.
    fn beyond(&self, post: PostId, on: NaiveDate) -> Vec<Holder> {
        let mut beyond: Vec<_> = self
            .held
            .iter()
            .filter(|held| held.post == post && held.holder.period.stored_to() > on)
            .map(|held| held.holder.clone())
            .collect();
        beyond.sort_by_key(|holder| holder.period.from());
        beyond
    }

    fn liaison(&self) -> Option<&Post> {
        self.posts.iter().find(|post| post.kind == PostKind::Liaison)
    }
}

impl Write for MergeUnits {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        if self.id == self.other {
            return Err(Refusal::new(Rule::UnitMergeSelf, "other_id").into());
        }
        let kept = Side::load(work, self.id, on).await?;
        let other = Side::load(work, self.other, on).await?;
        let reason = check_reason(&self.reason)?;
        if on > work.today() {
            return Err(Refusal::new(Rule::InFuture, "on").with(on).into());
        }
        let military = |side: &Side| side.known.now.facts.kind == UnitType::MilitaryPolice;
        if military(&kept) != military(&other) {
            return Err(Refusal::new(Rule::UnitMergeMilitary, "other_id").into());
        }
        if !kept.known.said.period.contains(on) {
            return Err(Refusal::new(Rule::UnitMergeLater, "on").with(&kept.name).into());
        }
        let last = other.known.said.clone();
        let ended = UnitPeriod { period: end_on(last.period, on)?, ..last };
        let liaison = whose_liaison(&kept, &other, self.liaison, on)?;

        check_bumped(unit::bump(work.tx, district, kept.id, self.version).await?)?;
        check_bumped(unit::bump(work.tx, district, other.id, self.other_version).await?)?;
        let rows = other.known.clone().replaced(work, vec![ended], |facts| facts.division).await?;
        unit::rewrite(work.tx, district, other.id, &rows).await?;
        let row = work.ids.uuid();
        merge::insert_merge(work.tx, district, row, (other.id, kept.id), on).await?;
        let values =
            (Some(json!({ "valid_to": null })), Some(json!({ "valid_to": on, "merged_into": kept.name })));
        work.journal(Operation::UnitMerge, other.object(), values, Some(reason.clone())).await?;
        let after = json!({ "merged": other.name, "effective_on": on });
        work.journal(Operation::UnitMerge, kept.object(), (None, Some(after)), Some(reason.clone())).await?;

        let step = Step { kept: &kept, other: &other, on, liaison, reason };
        step.parties(work).await?;
        step.open_work(work).await?;
        step.posts(work).await?;
        step.appointments(work).await?;
        step.handover().run(work).await
    }
}

/// Exactly one liaison for each unit: where both have one, the caller says whose stays.
fn whose_liaison(kept: &Side, other: &Side, chosen: Option<Keep>, on: NaiveDate) -> Result<Keep> {
    let filled = |side: &Side| side.liaison().is_some_and(|post| !side.beyond(post.id, on).is_empty());
    match (filled(kept), filled(other), chosen) {
        (true, true, None) => Err(Refusal::new(Rule::UnitMergeLiaison, "liaison").into()),
        (true, true, Some(chosen)) => Ok(chosen),
        (true, false, _) | (false, false, _) => Ok(Keep::Kept),
        (false, true, _) => Ok(Keep::Merged),
    }
}

struct Step<'a> {
    kept: &'a Side,
    other: &'a Side,
    on: NaiveDate,
    liaison: Keep,
    reason: String,
}

impl Step<'_> {
    fn handover(&self) -> Handover<'_> {
        let (kept, other) = ((self.kept.id, &*self.kept.name), (self.other.id, &*self.other.name));
        Handover { kept, other, on: self.on, reason: &self.reason }
    }

    async fn journal(
        &self,
        work: &mut Work<'_>,
        object: ObjectRef,
        before: Value,
        after: Value,
    ) -> Result<()> {
        work.journal(Operation::UnitMerge, object, (Some(before), Some(after)), Some(self.reason.clone()))
            .await
    }

    /// Party organisations hosted by the one that goes are hosted by the one that stays.
    async fn parties(&self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let all = party_organisation::all_from(work.tx, district, on).await?;
        for party in all.into_iter().filter(|party| party.now.facts.unit == Some(self.other.id)) {
            let name = party.now.facts.name.as_str().to_owned();
            let later = || Refusal::new(Rule::UnitMergeLater, "on").with(&name);
            let periods = party_organisation::periods(work.tx, district, party.id).await?;
            let known = LastSaid::of(periods.into_iter().map(|party| party.now).collect())?;
            let last = known.said.clone();
            if last.facts != party.now.facts || !last.period.contains(on) {
                return Err(later().into());
            }
            let mut facts = last.facts.clone();
            facts.unit = Some(self.kept.id);
            let changed = last.changed(on, facts, work.ids.uuid())?;
            let rows = known.replaced(work, changed, |facts| facts.division).await?;
            check_bumped(party_organisation::bump(work.tx, district, party.id, party.version).await?)?;
            party_organisation::rewrite(work.tx, district, party.id, &rows).await?;
            let object = ObjectRef { kind: ObjectType::PartyOrganisation, id: party.id.uuid(), name };
            let before = json!({ "unit": super::reference(self.other.id.uuid(), &self.other.name) });
            self.journal(
                work,
                object,
                before,
                json!({ "unit": super::reference(self.kept.id.uuid(), &self.kept.name), "effective_on": on }),
            )
            .await?;
        }
        Ok(())
    }

    /// What the one that goes still owes after meetings is owed by the one that stays; what is closed stays as it was.
    async fn open_work(&self, work: &mut Work<'_>) -> Result<()> {
        let (district, kept, other) = (work.district(), self.kept, self.other);
        for task in task::unfinished_of_unit(work.tx, district, other.id).await? {
            check_bumped(task::hand_over(work.tx, district, task.id, task.version, kept.id).await?)?;
            let object = ObjectRef { kind: ObjectType::Task, id: task.id.uuid(), name: task.title };
            let unit = |side: &Side| json!({ "unit": super::reference(side.id.uuid(), &side.name) });
            self.journal(work, object, unit(other), unit(kept)).await?;
        }
        storage::meeting::topic::hand_over(work.tx, district, other.id, kept.id).await?;
        minutes::hand_over(work.tx, district, other.id, kept.id).await?;
        Ok(())
    }

    async fn posts(&self, work: &mut Work<'_>) -> Result<()> {
        if self.liaison == Keep::Merged
            && let Some(own) = self.kept.liaison()
        {
            self.vacate(work, self.kept, own).await?;
        }
        for post in &self.other.posts {
            let own = self.kept.liaison().filter(|_| post.kind == PostKind::Liaison);
            if let Some(own) = own.filter(|_| self.liaison == Keep::Kept) {
                self.vacate(work, self.other, post).await?;
                self.handover().seats_of_post(work, post.id, own.id).await?;
            } else {
                self.hand_over(work, post).await?;
            }
        }
        Ok(())
    }

    /// A holder whose post does not go on: the holding ends on the day.
    async fn vacate(&self, work: &mut Work<'_>, side: &Side, post: &Post) -> Result<()> {
        let district = work.district();
        for holder in side.beyond(post.id, self.on) {
            if holder.period.from() >= self.on {
                return Err(Refusal::new(Rule::UnitMergeLater, "on").with(&holder.name).into());
            }
            post::end_holding(work.tx, district, holder.row, self.on).await?;
            self.touch(work, post).await?;
            self.journal(
                work,
                post_object(side, post, &post.title),
                json!({ "holder": Personal::name(holder.person, &holder.name) }),
                json!({ "holder": null, "to": self.on }),
            )
            .await?;
        }
        Ok(())
    }

    /// Posts are read in this transaction, so a version that has moved on was moved by an earlier step of this merge.
    async fn touch(&self, work: &mut Work<'_>, post: &Post) -> Result<()> {
        let district = work.district();
        post::bump(work.tx, district, post.id, post.version).await?;
        Ok(())
    }

    /// A post and whoever holds it from the day on, at the unit that stays: the same post where it is free, else one more.
    async fn hand_over(&self, work: &mut Work<'_>, post: &Post) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let holders = self.other.beyond(post.id, on);
        let same =
            |own: &&Post| own.kind == post.kind && (own.title == post.title || own.kind == PostKind::Liaison);
        let free = |own: &&Post| {
            let is_liaison = own.kind == PostKind::Liaison;
            is_liaison || self.kept.beyond(own.id, on).is_empty()
        };
        let target = self.kept.posts.iter().filter(same).find(free);
        let (id, title) = match target {
            Some(own) if holders.is_empty() => (own.id, own.title.clone()),
            Some(own) => {
                self.touch(work, own).await?;
                (own.id, own.title.clone())
            }
            None => {
                let taken =
                    self.kept.posts.iter().any(|own| own.kind == post.kind && own.title == post.title);
                let title = if taken {
                    format!("{}（{}）", post.title, self.other.name)
                } else {
                    post.title.clone()
                };
                let id = PostId::new(work.ids.uuid());
                let body = Body::Unit(self.kept.id);
                post::insert(work.tx, district, id, body, post.kind, &title).await?;
                (id, title)
            }
        };
        storage::access::rest_on(work.tx, district, post.id, id).await?;
        self.handover().seats_of_post(work, post.id, id).await?;
        for holder in &holders {
            if holder.period.from() >= on {
                post::move_holding(work.tx, district, holder.row, id).await?;
                continue;
            }
            post::end_holding(work.tx, district, holder.row, on).await?;
            let row = work.ids.uuid();
            let period = Period::new(on, holder.period.to())?;
            post::insert_holding(work.tx, district, id, &Holder { row, period, ..holder.clone() }).await?;
        }
        if target.is_some() && holders.is_empty() {
            return Ok(());
        }
        let names: Vec<_> =
            holders.iter().map(|holder| Personal::name(holder.person, &holder.name)).collect();
        if !holders.is_empty() {
            self.touch(work, post).await?;
            let object = post_object(self.other, post, &post.title);
            self.journal(work, object, json!({ "holder": names }), json!({ "holder": null, "to": on }))
                .await?;
        }
        let object =
            ObjectRef { kind: ObjectType::Post, id: id.uuid(), name: format!("{} {title}", self.kept.name) };
        let after = json!({ "kind": post.kind.word(), "title": title, "holder": names, "from": on });
        work.journal(Operation::UnitMerge, object, (None, Some(after)), Some(self.reason.clone())).await
    }

    /// Who acts for a unit is its liaison: the appointments follow the liaison that stays.
    async fn appointments(&self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let leaving = match self.liaison {
            Keep::Kept => self.other,
            Keep::Merged => self.kept,
        };
        let other = appointments_at_unit(work.tx, district, self.other.id, on).await?;
        let own = appointments_at_unit(work.tx, district, self.kept.id, on).await?;
        let (moving, ending) = match self.liaison {
            Keep::Merged => (other, own),
            // Without a liaison of its own the unit that stays takes over whoever acts for the other.
            Keep::Kept if own.is_empty() => (other, own),
            Keep::Kept => (Vec::new(), other),
        };
        for (appointment, person) in ending {
            // One that begins later still holds for a day: a period is never empty.
            let end = on.max(appointment.period.from() + Days::new(1));
            end_appointment(work.tx, district, appointment.id, end).await?;
            let object = appointment_object(&appointment, person);
            let before = json!({ "place": leaving.name, "valid_to": appointment.period.to() });
            self.journal(work, object, before, json!({ "place": leaving.name, "valid_to": end })).await?;
        }
        for (old, person) in moving {
            if old.period.from() >= on {
                move_appointment(work.tx, district, old.id, self.kept.id).await?;
                let object = appointment_object(&old, person);
                let before = json!({ "place": self.other.name });
                self.journal(work, object, before, json!({ "place": self.kept.name })).await?;
                continue;
            }
            end_appointment(work.tx, district, old.id, on).await?;
            let new = Appointment {
                id: AppointmentId::new(work.ids.uuid()),
                unit: Some(self.kept.id),
                period: Period::new(on, old.period.to())?,
                ..old.clone()
            };
            insert_appointment(work.tx, &new).await?;
            act_on_as(work.tx, old.id, new.id).await?;
            let object = appointment_object(&old, person.clone());
            let before = json!({ "place": self.other.name, "valid_to": old.period.to() });
            self.journal(work, object, before, json!({ "place": self.other.name, "valid_to": on })).await?;
            let after = json!({ "kind": new.kind.word(), "place": self.kept.name, "valid_from": on, "valid_to": new.period.to() });
            let object = appointment_object(&new, person);
            work.journal(Operation::UnitMerge, object, (None, Some(after)), Some(self.reason.clone()))
                .await?;
        }
        Ok(())
    }
}

fn post_object(side: &Side, post: &Post, title: &str) -> ObjectRef {
    ObjectRef { kind: ObjectType::Post, id: post.id.uuid(), name: format!("{} {title}", side.name) }
}

fn appointment_object(appointment: &Appointment, person: String) -> ObjectRef {
    ObjectRef { kind: ObjectType::Appointment, id: appointment.id.uuid(), name: person }
}
