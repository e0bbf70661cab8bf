//! Appointing a person: at once, or, for powers over others, once a second person has agreed.

use chrono::NaiveDate;
use domain::access::{
    AppointmentKind, Operation, Place, Power, check_basis, check_place, check_separate, needs_second_person,
};
use domain::id::{AppointmentId, DivisionId, PersonId, PostId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::access::Appointment;
use storage::organisation::post;

use super::change::{self, Asked, Command};
use super::operator::is_operator;
use crate::work::{Lying, check_reason};
use crate::{Result, Work, Write};

/// Who is to be appointed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Someone {
    Known(PersonId),
    /// Somebody of whom nothing is recorded yet, by name.
    New(String),
}

/// As what and where.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    Division(AppointmentKind, DivisionId),
    Unit(UnitId),
    /// Standing in for another appointment: as the same, at the same place.
    DeputyFor(AppointmentId),
}

/// A new appointment as it is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Grant {
    pub person: Someone,
    pub place: Where,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// The post with which it comes and goes.
    pub post: Option<PostId>,
    /// The document on which it rests.
    pub basis: Option<String>,
    pub reason: String,
}

impl Write for Grant {
    type Output = Asked;

    async fn run(self, work: &mut Work<'_>) -> Result<Asked> {
        let prepared = prepare(work, &self).await?;
        let reason = check_reason(&self.reason)?;
        if !needs_second_person(prepared.appointment.kind) {
            return Ok(Asked::Done(prepared.store(work, Some(reason)).await?));
        }
        let about = match self.person {
            Someone::Known(id) => Some(id),
            Someone::New(_) => None,
        };
        let waits = change::About {
            about,
            person_name: prepared.person_name.clone(),
            kind: prepared.appointment.kind,
            place_name: prepared.place_name.clone(),
        };
        change::ask(work, Command::Grant(self), waits, reason).await
    }
}

/// The command line's and the importer's own way: at once or not at all.
pub struct Appoint {
    pub person: PersonId,
    pub person_name: String,
    pub kind: AppointmentKind,
    pub division: DivisionId,
    pub unit: Option<(UnitId, String)>,
    pub period: Period,
}

impl Write for Appoint {
    type Output = AppointmentId;

    async fn run(self, work: &mut Work<'_>) -> Result<AppointmentId> {
        let grant = Grant {
            person: Someone::Known(self.person),
            place: self.unit.map_or(Where::Division(self.kind, self.division), |(id, _)| Where::Unit(id)),
            valid_from: Some(self.period.from()),
            valid_to: self.period.to(),
            post: None,
            basis: None,
            reason: String::new(),
        };
        grant.at_once(work).await
    }
}

impl Grant {
    /// # Errors
    /// Refuses what needs a second person, unless the installation itself asks.
    pub(crate) async fn at_once(&self, work: &mut Work<'_>) -> Result<AppointmentId> {
        let prepared = prepare(work, self).await?;
        let kind = prepared.appointment.kind;
        if needs_second_person(kind) && !is_operator(work.actor.person) {
            return Err(Refusal::new(Rule::ChangeNeedsSecond, "kind").with(kind.term()).into());
        }
        prepared.store(work, None).await
    }

    /// What a second person has agreed to: everything is checked again, as it is now.
    pub(super) async fn approved(&self, work: &mut Work<'_>, reason: String) -> Result<AppointmentId> {
        checked(work, self, Operation::ChangeDecide).await?.store(work, Some(reason)).await
    }
}

/// An appointment that breaks no rule, not yet stored.
pub(super) struct Prepared {
    appointment: Appointment,
    person_name: String,
    new_person: bool,
    place_name: String,
}

async fn prepare(work: &mut Work<'_>, grant: &Grant) -> Result<Prepared> {
    let prepared = checked(work, grant, Operation::AppointmentGrant).await?;
    let actor = work.actor.person;
    if prepared.appointment.person == actor && !is_operator(actor) {
        return Err(Refusal::new(Rule::AppointmentOwn, "person_id").into());
    }
    Ok(prepared)
}

/// Checks everything, for whoever may do `operation` there.
async fn checked(work: &mut Work<'_>, grant: &Grant, operation: Operation) -> Result<Prepared> {
    let from = grant.valid_from.unwrap_or(work.today());
    let period = Period::new(from, grant.valid_to)?;
    let day = from.max(work.today());
    let at = found(work, grant.place, day).await?;
    work.authorise(operation, &at.place)?;
    check_place(at.kind, at.level, at.unit.is_some(), &at.name)?;
    let (person, person_name, new_person) = match &grant.person {
        Someone::Known(id) => {
            let name = storage::access::person(work.tx, *id).await?;
            (*id, name.ok_or_else(|| Refusal::new(Rule::PersonUnknown, "person_id").with(id))?, false)
        }
        Someone::New(name) => {
            let name = Name::parse(name, "person_name")?;
            (PersonId::new(work.ids.uuid()), name.as_str().to_owned(), true)
        }
    };
    if let Some(principal) = &at.deputy_for {
        check_deputy(principal, person, period)?;
    }
    let appointment = Appointment {
        district: work.district(),
        id: AppointmentId::new(work.ids.uuid()),
        person,
        kind: at.kind,
        division: at.unit.is_none().then_some(at.division),
        unit: at.unit,
        period,
        post: grant.post,
        deputy_for: at.deputy_for.map(|principal| principal.id),
        basis: grant.basis.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
    };
    if let Some(post) = grant.post {
        check_post(work, post, &appointment, day).await?;
    }
    if !is_operator(person) {
        check_held(work, &appointment).await?;
    }
    Ok(Prepared { appointment, person_name, new_person, place_name: at.name })
}

struct At {
    kind: AppointmentKind,
    level: domain::grid::Level,
    place: Place,
    name: String,
    division: DivisionId,
    unit: Option<UnitId>,
    deputy_for: Option<Appointment>,
}

async fn found(work: &mut Work<'_>, place: Where, day: NaiveDate) -> Result<At> {
    let (kind, division, unit, deputy_for) = match place {
        Where::Division(kind, division) => (kind, Some(division), None, None),
        Where::Unit(unit) => (AppointmentKind::Liaison, None, Some(unit), None),
        Where::DeputyFor(id) => {
            let district = work.district();
            let principal = storage::access::appointment(work.tx, district, id).await?;
            let principal = principal.map(|(of, _)| of).filter(|of| of.period.contains(day));
            let unknown = || Refusal::new(Rule::AppointmentUnknown, "deputy_for_id").with(id);
            let of = principal.ok_or_else(unknown)?;
            (of.kind, of.division, of.unit, Some(of))
        }
    };
    let district = work.district();
    let (division, unit) = match unit {
        Some(id) => {
            let unit = storage::organisation::unit::on_day(work.tx, district, id, day).await?;
            let unit = unit.ok_or_else(|| Refusal::new(Rule::UnitUnknown, "place_id").with(id))?;
            (unit.now.facts.division, Some((id, unit.now.facts.name.as_str().to_owned())))
        }
        None => (division.unwrap_or(district), None),
    };
    let unknown = || Refusal::new(Rule::DivisionUnknown, "place_id").with(division);
    let at: Lying = work.lying(division, day).await?.ok_or_else(unknown)?;
    let (id, name) = unit.map_or((None, at.division.name.clone()), |(id, name)| (Some(id), name));
    let place = id.map_or(at.place, |id| at.place.with_unit(id));
    Ok(At { kind, level: at.level(), place, name, division, unit: id, deputy_for })
}

fn check_deputy(principal: &Appointment, person: PersonId, period: Period) -> Result<()> {
    if principal.deputy_for.is_some() || principal.person == person {
        return Err(Refusal::new(Rule::AppointmentDeputySelf, "person_id").into());
    }
    let end = period.to().ok_or_else(|| Refusal::new(Rule::AppointmentDeputyOpen, "valid_to"))?;
    if period.from() < principal.period.from() || end > principal.period.stored_to() {
        let until = principal.period.stored_to();
        return Err(Refusal::new(Rule::AppointmentDeputyOutside, "valid_to").with(until).into());
    }
    Ok(())
}

/// An appointment comes and goes with a post only while its person holds that post.
async fn check_post(
    work: &mut Work<'_>,
    id: PostId,
    appointment: &Appointment,
    day: NaiveDate,
) -> Result<()> {
    let found = post::get(work.tx, appointment.district, id, day).await?;
    let found = found.ok_or_else(|| Refusal::new(Rule::PostUnknown, "post_id").with(id))?;
    check_basis(appointment.kind, Some(&found.title))?;
    if found.holder.is_some_and(|holder| holder.person == appointment.person) {
        Ok(())
    } else {
        Err(Refusal::new(Rule::AppointmentPostVacant, "post_id").with(found.title).into())
    }
}

/// Nobody has powers that exclude each other, nor the same power twice.
async fn check_held(work: &mut Work<'_>, new: &Appointment) -> Result<()> {
    let power = |of: &Appointment| Power { kind: of.kind, district: of.district, period: of.period };
    let ever = storage::access::ever_of(work.tx, new.person).await?;
    let same = |of: &&Appointment| {
        let place = (of.district, of.kind, of.division, of.unit);
        place == (new.district, new.kind, new.division, new.unit) && of.period.overlap(&new.period).is_some()
    };
    if let Some(of) = ever.iter().map(|(of, _)| of).find(same) {
        return Err(Refusal::new(Rule::AppointmentHeld, "person_id").with(of.period.from()).into());
    }
    let held: Vec<Power> = ever.iter().map(|(of, _)| power(of)).collect();
    Ok(check_separate(&held, &power(new))?)
}

impl Prepared {
    async fn store(self, work: &mut Work<'_>, reason: Option<String>) -> Result<AppointmentId> {
        let Self { appointment, person_name, new_person, place_name } = self;
        if new_person {
            storage::access::insert_person(work.tx, appointment.person, &person_name).await?;
        }
        store(work, &appointment, person_name, &place_name, reason).await?;
        Ok(appointment.id)
    }
}

/// Stores an appointment that has been decided, with its entry.
pub(super) async fn store(
    work: &mut Work<'_>,
    appointment: &Appointment,
    person_name: String,
    place_name: &str,
    reason: Option<String>,
) -> Result<()> {
    storage::access::insert_appointment(work.tx, appointment).await?;
    let object = ObjectRef { kind: ObjectType::Appointment, id: appointment.id.uuid(), name: person_name };
    let mut after = json!({ "kind": appointment.kind.word(), "place": place_name,
        "valid_from": appointment.period.from(), "valid_to": appointment.period.to(), "basis": appointment.basis });
    if let Some(principal) = appointment.deputy_for {
        let held = storage::access::appointment(work.tx, appointment.district, principal).await?;
        after["deputy_for"] = json!(held.map(|(_, name)| name));
    }
    if let Some(post) = appointment.post {
        let day = appointment.period.from().max(work.today());
        let found = post::get(work.tx, appointment.district, post, day).await?;
        after["post"] = json!(found.map(|found| format!("{} {}", found.body_name, found.title)));
    }
    work.journal(Operation::AppointmentGrant, object, (None, Some(after)), reason).await
}
