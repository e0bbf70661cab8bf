//! Ending an appointment, and with it those who stand in for it.

use chrono::NaiveDate;
use domain::access::{Operation, Place, needs_second_person};
use domain::id::AppointmentId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::access::Appointment;

use super::change::{self, Asked, Command};
use super::operator::is_operator;
use crate::work::check_reason;
use crate::{Error, Result, Work, Write};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndAppointment {
    pub id: AppointmentId,
    /// The first day on which it no longer holds.
    pub on: NaiveDate,
    pub reason: String,
}

impl Write for EndAppointment {
    type Output = Asked;

    async fn run(self, work: &mut Work<'_>) -> Result<Asked> {
        let (found, person_name) = load(work, self.id).await?;
        let (place, place_name) = place_of(work, &found).await?;
        work.authorise(Operation::AppointmentEnd, &place)?;
        if found.person == work.actor.person && !is_operator(found.person) {
            return Err(Refusal::new(Rule::AppointmentOwn, "id").into());
        }
        let reason = check_reason(&self.reason)?;
        check_end(&found, self.on)?;
        if !needs_second_person(found.kind) {
            end(work, &found, person_name, self.on, &reason).await?;
            return Ok(Asked::Done(self.id));
        }
        let about = change::About { about: Some(found.person), person_name, kind: found.kind, place_name };
        change::ask(work, Command::End(self), about, reason).await
    }
}

impl EndAppointment {
    /// What a second person has agreed to: everything is checked again, as it is now.
    pub(super) async fn approved(&self, work: &mut Work<'_>, reason: String) -> Result<AppointmentId> {
        let (found, person_name) = load(work, self.id).await?;
        check_end(&found, self.on)?;
        end(work, &found, person_name, self.on, &reason).await?;
        Ok(self.id)
    }
}

async fn load(work: &mut Work<'_>, id: AppointmentId) -> Result<(Appointment, String)> {
    let district = work.district();
    storage::access::appointment(work.tx, district, id).await?.ok_or(Error::NotFound)
}

/// Where an appointment reaches from, and what that is called. A place that has ended is one of the district.
pub(super) async fn place_of(work: &mut Work<'_>, of: &Appointment) -> Result<(Place, String)> {
    let (district, day) = (work.district(), work.today().max(of.period.from()));
    let unit = match of.unit {
        Some(id) => storage::organisation::unit::on_day(work.tx, district, id, day).await?,
        None => None,
    };
    let division = unit.as_ref().map(|unit| unit.now.facts.division).or(of.division).unwrap_or(district);
    let Some(at) = work.lying(division, day).await? else {
        return Ok((Place::district(district), String::new()));
    };
    Ok(match unit {
        Some(unit) => (at.place.with_unit(unit.id), unit.now.facts.name.as_str().to_owned()),
        None => (at.place, at.division.name),
    })
}

fn check_end(of: &Appointment, on: NaiveDate) -> Result<()> {
    if on >= of.period.stored_to() {
        return Err(Refusal::new(Rule::AlreadyClosed, "on").with(of.period.stored_to()).into());
    }
    if on <= of.period.from() {
        return Err(Refusal::new(Rule::EffectiveBeforeStart, "on").with(of.period.from()).into());
    }
    Ok(())
}

/// Ends an appointment on a day, and its deputies with it, each with its entry.
pub(super) async fn end(
    work: &mut Work<'_>,
    of: &Appointment,
    person_name: String,
    on: NaiveDate,
    reason: &str,
) -> Result<()> {
    let deputies = storage::access::deputies_of(work.tx, of.district, of.id, on).await?;
    end_one(work, of, person_name, on, reason).await?;
    for (deputy, name) in deputies {
        end_one(work, &deputy, name, on, reason).await?;
    }
    Ok(())
}

async fn end_one(
    work: &mut Work<'_>,
    of: &Appointment,
    person_name: String,
    on: NaiveDate,
    reason: &str,
) -> Result<()> {
    // One that begins later still holds for a day: a period is never empty.
    let on = of.period.from().succ_opt().map_or(on, |next| next.max(on));
    if on >= of.period.stored_to() {
        return Ok(());
    }
    storage::access::end_appointment(work.tx, of.district, of.id, on).await?;
    let object = ObjectRef { kind: ObjectType::Appointment, id: of.id.uuid(), name: person_name };
    let before = json!({ "kind": of.kind.word(), "valid_to": of.period.to() });
    let after = json!({ "kind": of.kind.word(), "valid_to": on });
    work.journal(Operation::AppointmentEnd, object, (Some(before), Some(after)), Some(reason.to_owned()))
        .await
}
