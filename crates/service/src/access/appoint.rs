//! Appointing a person.

use domain::access::{AppointmentKind, Operation, Place, check_place};
use domain::id::{AppointmentId, DivisionId, PersonId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::access::Appointment;

use crate::{Result, Work, Write};

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
        work.authorise(Operation::AppointmentGrant, &Place::district(work.district()))?;
        let day = self.period.from().max(work.today());
        let unknown = || Refusal::new(Rule::DivisionUnknown, "place").with(self.division);
        let (at, _) = work.division(self.division, day).await?.ok_or_else(unknown)?;
        let place_name = self.unit.as_ref().map_or(at.facts.name.as_str(), |(_, name)| name).to_owned();
        check_place(self.kind, at.facts.kind.level(), self.unit.is_some(), &place_name)?;
        let appointment = Appointment {
            district: work.district(),
            id: AppointmentId::new(work.ids.uuid()),
            person: self.person,
            kind: self.kind,
            division: self.unit.is_none().then_some(self.division),
            unit: self.unit.map(|(id, _)| id),
            period: self.period,
        };
        storage::access::insert_appointment(work.tx, &appointment).await?;
        let object =
            ObjectRef { kind: ObjectType::Appointment, id: appointment.id.uuid(), name: self.person_name };
        let after = json!({ "kind": self.kind.word(), "place": place_name, "valid_from": self.period.from(),
            "valid_to": self.period.to() });
        work.journal(Operation::AppointmentGrant, object, (None, Some(after)), None).await?;
        Ok(appointment.id)
    }
}
