//! A unit asks to become a member.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::MemberStepKind;
use domain::id::{ConsortiumId, MembershipId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::body;
use storage::consortium::membership::{self, Membership, Step};
use storage::organisation::unit;

use super::{NOTE_MOST, check_living, check_past, note, written};
use crate::organisation::unit_place;
use crate::{Error, Result, Work, Write};

pub struct Apply {
    pub consortium: ConsortiumId,
    pub unit: UnitId,
    pub on: NaiveDate,
    /// Why a unit from outside the territory is to be a member.
    pub outside_reason: Option<String>,
    pub note: Option<String>,
}

impl Write for Apply {
    type Output = MembershipId;

    async fn run(self, work: &mut Work<'_>) -> Result<MembershipId> {
        let district = work.district();
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::MembershipApply, &place)?;
        check_living(&found, self.on, "on")?;
        check_past(work, self.on, "on")?;
        let periods = unit::periods(work.tx, district, self.unit).await?;
        let unknown = || Error::from(Refusal::new(Rule::UnitUnknown, "unit_id").with(self.unit));
        let now = periods.into_iter().find(|unit| unit.now.period.contains(self.on)).ok_or_else(unknown)?.now;
        let outside_reason = note(self.outside_reason.as_deref(), "outside_reason", NOTE_MOST)?;
        let lies = unit_place(district, self.unit, &now);
        let inside = match place.community {
            Some(community) => lies.community == Some(community),
            None => lies.street == place.street,
        };
        let name = now.facts.name.as_str().to_owned();
        if !inside && outside_reason.is_none() {
            return Err(Refusal::new(Rule::MembershipOutside, "outside_reason").with(name).into());
        }
        body::hold(work.tx, district, self.consortium).await?;
        let known = membership::of_unit(work.tx, district, self.unit).await?;
        let lasting = |m: &&Membership| {
            let over = |end: NaiveDate| end <= self.on;
            let declined = m.steps.last().is_some_and(|step| step.kind == MemberStepKind::Declined);
            m.consortium == self.consortium
                && !declined
                && !m.tenure.and_then(|tenure| tenure.to()).is_some_and(over)
        };
        if known.iter().any(|m| lasting(&m)) {
            return Err(Refusal::new(Rule::MembershipTwice, "unit_id").into());
        }
        let step = Step {
            row: work.ids.uuid(),
            kind: MemberStepKind::Applied,
            on: self.on,
            effective: self.on,
            note: note(self.note.as_deref(), "note", NOTE_MOST)?,
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
        };
        let id = MembershipId::new(work.ids.uuid());
        let made = Membership {
            id,
            version: 1,
            consortium: self.consortium,
            unit: self.unit,
            tenure: None,
            outside_reason: if inside { None } else { outside_reason },
            steps: vec![step],
        };
        membership::insert(work.tx, district, &made).await?;
        let title = format!("{} {name}", found.name_on(self.on));
        let object = ObjectRef { kind: ObjectType::Membership, id: id.uuid(), name: title };
        let after = json!({ "unit": name, "step": MemberStepKind::Applied.word(), "on": self.on,
            "outside_reason": made.outside_reason });
        work.journal(Operation::MembershipApply, object, (None, Some(after)), None).await?;
        Ok(id)
    }
}
