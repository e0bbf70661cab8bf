//! The next step of a membership: consultation, decision, notice, warning, removal.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::{MemberStep, MemberStepKind, needs_reason, standing};
use domain::id::{ConsortiumId, DistrictId, MembershipId, PostId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::PostKind;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::Conn;
use storage::consortium::membership::{self, Membership, Step};
use storage::organisation::post::{self, Body};
use storage::organisation::unit;

use super::{NOTE_MOST, check_living, check_past, note, written};
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

pub struct TakeMemberStep {
    pub id: MembershipId,
    pub version: i64,
    pub kind: MemberStepKind,
    pub on: NaiveDate,
    /// From when the unit is a member, or no longer one; the day of the step when absent.
    pub effective: Option<NaiveDate>,
    pub note: Option<String>,
}

impl Write for TakeMemberStep {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        let district = work.district();
        let found = membership::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (body, place) = written(work, found.consortium).await?;
        let operation = match self.kind {
            MemberStepKind::Notice => Operation::MembershipLeave,
            MemberStepKind::Applied => Operation::MembershipApply,
            _ => Operation::MembershipDecide,
        };
        work.authorise(operation, &place)?;
        // A unit gives notice for itself alone.
        if work.actor.place.unit.is_some_and(|unit| unit != found.unit) {
            return Err(Error::Forbidden(operation));
        }
        check_past(work, self.on, "on")?;
        check_living(&body, self.on, "on")?;
        let reason = if needs_reason(self.kind) {
            Some(check_reason(self.note.as_deref().unwrap_or_default())?)
        } else {
            note(self.note.as_deref(), "note", NOTE_MOST)?
        };
        let taken = MemberStep { kind: self.kind, on: self.on, effective: self.effective.unwrap_or(self.on) };
        let mut steps: Vec<MemberStep> = found.steps.iter().map(plain).collect();
        steps.push(taken);
        let tenure = standing(&steps)?.tenure();
        if let Some(tenure) = tenure
            && tenure.from() < body.life().from()
        {
            return Err(Refusal::new(Rule::ConsortiumInactive, "effective_on").with(tenure.from()).into());
        }
        check_bumped(membership::set_tenure(work.tx, district, self.id, self.version, tenure).await?)?;
        let step = Step {
            row: work.ids.uuid(),
            kind: self.kind,
            on: taken.on,
            effective: taken.effective,
            note: reason.clone(),
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
        };
        membership::insert_step(work.tx, district, self.id, found.steps.len(), &step).await?;
        let name = unit_name(work.tx, district, found.unit, self.on).await?;
        if self.kind == MemberStepKind::Accepted {
            give_liaison_post(work, &found, &name).await?;
        }
        let object = ObjectRef {
            kind: ObjectType::Membership,
            id: self.id.uuid(),
            name: format!("{} {name}", body.name_on(self.on)),
        };
        let before = json!({ "step": found.steps.last().map(|step| step.kind.word()) });
        let mut after = json!({ "step": self.kind.word(), "on": self.on });
        if taken.effective != self.on {
            after["effective_on"] = json!(taken.effective);
        }
        work.journal(operation, object, (Some(before), Some(after)), reason).await?;
        Ok(found.consortium)
    }
}

pub(super) fn plain(step: &Step) -> MemberStep {
    MemberStep { kind: step.kind, on: step.on, effective: step.effective }
}

/// What a unit was called on a day.
pub(crate) async fn unit_name(
    conn: &mut Conn,
    district: DistrictId,
    id: UnitId,
    day: NaiveDate,
) -> Result<String> {
    let periods = unit::periods(conn, district, id).await?;
    let at = periods.iter().rev().find(|unit| unit.now.period.from() <= day).or(periods.first());
    Ok(at.map(|unit| unit.now.facts.name.as_str().to_owned()).unwrap_or_default())
}

/// Every member unit has exactly one liaison: a unit without the post gets it, vacant, so that the gap shows.
async fn give_liaison_post(work: &mut Work<'_>, found: &Membership, name: &str) -> Result<()> {
    let district = work.district();
    let voices = post::of_body(work.tx, district, Body::Unit(found.unit)).await?;
    if voices.iter().any(|(_, kind)| *kind == PostKind::Liaison) {
        return Ok(());
    }
    let (id, title) = (PostId::new(work.ids.uuid()), PostKind::Liaison.term());
    post::insert(work.tx, district, id, Body::Unit(found.unit), PostKind::Liaison, title).await?;
    let object = ObjectRef { kind: ObjectType::Post, id: id.uuid(), name: format!("{name} {title}") };
    let after = json!({ "kind": PostKind::Liaison.word(), "title": title });
    work.journal(Operation::MembershipDecide, object, (None, Some(after)), None).await
}
