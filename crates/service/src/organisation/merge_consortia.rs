//! What a unit that goes into another leaves behind in consortia: memberships, seats, attendance from the day on, and what
//! it still has to answer or do. Before the day everything stays as it was recorded.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::{MemberStep, MemberStepKind, standing};
use domain::id::{ConsortiumId, MembershipId, PostId, SeatId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::Presence;
use domain::period::Period;
use serde_json::json;
use storage::consortium::body;
use storage::consortium::membership::{self, Membership, Step};
use storage::consortium::seat::{self, Bound, Seat};
use storage::organisation::merge::{self, Line};

use crate::work::check_bumped;
use crate::{Result, Work};

/// The two units, by id and name, the day, and why.
pub(super) struct Handover<'a> {
    pub kept: (UnitId, &'a str),
    pub other: (UnitId, &'a str),
    pub on: NaiveDate,
    pub reason: &'a str,
}

impl Handover<'_> {
    async fn journal(
        &self,
        work: &mut Work<'_>,
        kind: ObjectType,
        id: uuid::Uuid,
        name: String,
    ) -> Result<()> {
        let object = ObjectRef { kind, id, name };
        let before = json!({ "unit": self.other.1 });
        let after = json!({ "unit": self.kept.1, "effective_on": self.on });
        let reason = Some(self.reason.to_owned());
        work.journal(Operation::UnitMerge, object, (Some(before), Some(after)), reason).await
    }

    async fn body_name(&self, work: &mut Work<'_>, id: ConsortiumId) -> Result<String> {
        let district = work.district();
        let found = body::get(work.tx, district, id).await?;
        Ok(found.map(|body| body.name_on(self.on).to_owned()).unwrap_or_default())
    }

    pub async fn run(&self, work: &mut Work<'_>) -> Result<()> {
        self.memberships(work).await?;
        self.nominations(work).await?;
        self.attendance(work).await?;
        let district = work.district();
        merge::move_open_work(work.tx, district, (self.other.0, self.kept.0), self.on).await?;
        Ok(())
    }

    /// A member's place goes to the unit that stays, unless that has one itself.
    async fn memberships(&self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let own = membership::of_unit(work.tx, district, self.kept.0).await?;
        for held in membership::of_unit(work.tx, district, self.other.0).await? {
            let goes_on = match held.tenure {
                Some(tenure) => tenure.stored_to() > on,
                None => is_pending(&held),
            };
            let has_own = own.iter().any(|m| {
                let open = m.tenure.map_or_else(|| is_pending(m), |tenure| tenure.stored_to() > on);
                m.consortium == held.consortium && open
            });
            if !goes_on || has_own {
                continue;
            }
            let name = format!("{} {}", self.body_name(work, held.consortium).await?, self.kept.1);
            match held.tenure.filter(|tenure| tenure.from() < on) {
                // The other's time ends with its record; the place of the one that stays begins.
                Some(tenure) => {
                    let made = self.taken_over(work, &held, Period::new(on, tenure.to())?);
                    membership::insert(work.tx, district, &made).await?;
                    self.journal(work, ObjectType::Membership, made.id.uuid(), name).await?;
                }
                None => {
                    merge::move_membership(work.tx, district, held.id, self.kept.0).await?;
                    self.journal(work, ObjectType::Membership, held.id.uuid(), name).await?;
                }
            }
        }
        Ok(())
    }

    /// The membership as the unit that stays has it from the day on: what came after its acceptance goes with it.
    fn taken_over(&self, work: &Work<'_>, held: &Membership, tenure: Period) -> Membership {
        let entry = [MemberStepKind::Applied, MemberStepKind::Consulted, MemberStepKind::Accepted];
        let step = |kind| Step {
            row: work.ids.uuid(),
            kind,
            on: self.on,
            effective: self.on,
            note: Some(self.reason.to_owned()),
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
        };
        let mut steps: Vec<Step> = entry.into_iter().map(step).collect();
        let later = held.steps.iter().filter(|step| step.on >= self.on && !entry.contains(&step.kind));
        steps.extend(later.map(|step| Step { row: work.ids.uuid(), ..step.clone() }));
        Membership {
            id: MembershipId::new(work.ids.uuid()),
            version: 1,
            consortium: held.consortium,
            unit: self.kept.0,
            tenure: Some(tenure),
            outside_reason: held.outside_reason.clone(),
            steps,
        }
    }

    /// Part-time members whom the unit that goes nominated are from now on of the unit that stays.
    async fn nominations(&self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        for seat in seat::of_unit(work.tx, district, self.other.0, on).await? {
            if seat.period.is_some_and(|term| term.stored_to() <= on) {
                continue;
            }
            merge::move_nomination(work.tx, district, seat.id, self.kept.0).await?;
            let name = format!("{} {}", self.body_name(work, seat.consortium).await?, seat.kind.term());
            self.journal(work, ObjectType::Seat, seat.id.uuid(), name).await?;
        }
        Ok(())
    }

    /// A seat that is bound to a post follows it to the post that goes on.
    pub async fn seats_of_post(&self, work: &mut Work<'_>, old: PostId, new: PostId) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        for seat in seat::of_post(work.tx, district, old, on).await? {
            let Some(period) = seat.period.filter(|period| period.stored_to() > on && old != new) else {
                continue;
            };
            let name = format!("{} {}", self.body_name(work, seat.consortium).await?, seat.kind.term());
            let mut id = seat.id;
            if period.from() >= on {
                merge::move_seat(work.tx, district, seat.id, new).await?;
            } else {
                let ended = Some(Period::new(period.from(), Some(on))?);
                check_bumped(seat::set_period(work.tx, district, seat.id, seat.version, ended).await?)?;
                id = SeatId::new(work.ids.uuid());
                let bound = match seat.bound.clone() {
                    Bound::Post { post_version, title, body_name, .. } => {
                        Bound::Post { post: new, post_version, title, body_name }
                    }
                    bound => bound,
                };
                let period = Some(Period::new(on, period.to())?);
                seat::insert(work.tx, district, &Seat { id, version: 1, period, bound, ..seat }).await?;
            }
            self.journal(work, ObjectType::Seat, id.uuid(), name).await?;
        }
        Ok(())
    }

    /// Who was there from the day on was the unit that stays. Where both were called, the better presence counts.
    async fn attendance(&self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let own = merge::lines_from(work.tx, district, self.kept.0, self.on).await?;
        for line in merge::lines_from(work.tx, district, self.other.0, self.on).await? {
            match own.iter().find(|known| known.meeting == line.meeting) {
                None => merge::move_line(work.tx, district, line.row, self.kept.0).await?,
                Some(known) => {
                    merge::drop_line(work.tx, district, line.row).await?;
                    if better(line.presence, known.presence) {
                        let better = Line { row: known.row, ..line.clone() };
                        merge::set_line(work.tx, district, &better).await?;
                    }
                }
            }
            let name = format!("{} {}", self.body_name(work, line.consortium).await?, line.held_on);
            self.journal(work, ObjectType::Meeting, line.meeting.uuid(), name).await?;
        }
        Ok(())
    }
}

fn is_pending(held: &Membership) -> bool {
    let plain = |step: &Step| MemberStep { kind: step.kind, on: step.on, effective: step.effective };
    let steps: Vec<MemberStep> = held.steps.iter().map(plain).collect();
    let declined = steps.last().is_some_and(|step| step.kind == MemberStepKind::Declined);
    standing(&steps).is_ok() && !declined
}

const fn rank(presence: Presence) -> u8 {
    match presence {
        Presence::Attended => 3,
        Presence::Proxy => 2,
        Presence::Leave => 1,
        Presence::Absent => 0,
    }
}

const fn better(one: Presence, other: Presence) -> bool {
    rank(one) > rank(other)
}
