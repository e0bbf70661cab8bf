//! A seat of the work committee is set up: bound to a post, or begun with the suggestion of a head of a member unit.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::{SeatKind, SeatStepKind};
use domain::id::{ConsortiumId, PostId, SeatId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::PostKind;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::seat::{self, Bound, Seat, Step};
use storage::consortium::{body, membership};
use storage::organisation::post;

use super::{NOTE_MOST, check_living, check_past, note, written};
use crate::journal::Personal;
use crate::{Error, Result, Work, Write};

/// Who is to hold the seat.
#[derive(Debug, Clone, Copy)]
pub enum Nominee {
    /// Whoever holds the post.
    Post(PostId),
    /// The head of a member unit, in person.
    HeadOf(UnitId),
}

pub struct SetSeat {
    pub consortium: ConsortiumId,
    pub kind: SeatKind,
    pub nominee: Nominee,
    pub on: NaiveDate,
    pub note: Option<String>,
}

impl Write for SetSeat {
    type Output = SeatId;

    async fn run(self, work: &mut Work<'_>) -> Result<SeatId> {
        let district = work.district();
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::SeatAssign, &place)?;
        check_living(&found, self.on, "on")?;
        check_past(work, self.on, "on")?;
        let text = note(self.note.as_deref(), "note", NOTE_MOST)?;
        body::hold(work.tx, district, self.consortium).await?;
        let others = seat::of_consortium(work.tx, district, self.consortium, self.on).await?;
        let (bound, period, steps) = match (self.kind.is_ex_officio(), self.nominee) {
            (true, Nominee::Post(id)) => {
                let bound = self.post(work, id, found.division, &others).await?;
                (bound, Some(Period::open(self.on)), Vec::new())
            }
            (false, Nominee::HeadOf(unit)) => {
                let step = Step {
                    row: work.ids.uuid(),
                    kind: SeatStepKind::Suggested,
                    on: self.on,
                    note: text.clone(),
                    person: work.actor.person,
                    person_name: work.actor.person_name.clone(),
                };
                (self.head(work, unit).await?, None, vec![step])
            }
            (true, Nominee::HeadOf(_)) => {
                return Err(Refusal::new(Rule::PostUnknown, "post_id").with("").into());
            }
            (false, Nominee::Post(_)) => {
                return Err(Refusal::new(Rule::UnitUnknown, "unit_id").with("").into());
            }
        };
        let id = SeatId::new(work.ids.uuid());
        let made = Seat {
            id,
            version: 1,
            consortium: self.consortium,
            kind: self.kind,
            bound,
            period,
            post_holder: None,
            steps,
        };
        seat::insert(work.tx, district, &made).await?;
        let who = match &made.bound {
            Bound::Post { title, body_name, .. } => json!({ "seat": self.kind.word(), "post": title,
                "organisation": body_name, "from": self.on }),
            Bound::Person { person, name, .. } => {
                json!({ "seat": self.kind.word(), "holder": Personal::name(*person, name),
                "step": SeatStepKind::Suggested.word(), "on": self.on })
            }
        };
        let object = seat_object(found.name_on(self.on), id, self.kind);
        work.journal(Operation::SeatAssign, object, (None, Some(who)), text).await?;
        Ok(id)
    }
}

pub(super) fn seat_object(consortium: &str, id: SeatId, kind: SeatKind) -> ObjectRef {
    ObjectRef { kind: ObjectType::Seat, id: id.uuid(), name: format!("{consortium}工委 {}", kind.term()) }
}

impl SetSeat {
    /// One secretary, and one seat for a post, which belongs to the street or community itself.
    async fn post(
        &self,
        work: &mut Work<'_>,
        id: PostId,
        division: domain::id::DivisionId,
        others: &[Seat],
    ) -> Result<Bound> {
        let district = work.district();
        let unknown = || Error::from(Refusal::new(Rule::PostUnknown, "post_id").with(id));
        let found = post::get(work.tx, district, id, self.on).await?.ok_or_else(unknown)?;
        if found.division != division {
            return Err(Refusal::new(Rule::SeatPostElsewhere, "post_id").with(&found.title).into());
        }
        for other in others.iter().filter(|seat| seat.period.is_some_and(|p| p.stored_to() > self.on)) {
            let same_post = matches!(&other.bound, Bound::Post { post, .. } if *post == id);
            let second = self.kind == SeatKind::Secretary && other.kind == SeatKind::Secretary;
            if same_post || second {
                return Err(Refusal::new(Rule::SeatTaken, "post_id").with(other.kind.term()).into());
            }
        }
        Ok(Bound::Post {
            post: id,
            post_version: found.version,
            title: found.title,
            body_name: found.body_name,
        })
    }

    async fn head(&self, work: &mut Work<'_>, unit: UnitId) -> Result<Bound> {
        let district = work.district();
        let members = membership::members(work.tx, district, self.consortium, self.on).await?;
        if !members.contains(&unit) {
            return Err(Refusal::new(Rule::NotMember, "unit_id").with("").into());
        }
        let voices = membership::voices(work.tx, district, &[self.consortium], self.on).await?;
        let head = voices.into_iter().find(|v| v.unit == unit && v.kind == PostKind::Head);
        let (person, name, _) = head
            .and_then(|head| head.holder)
            .ok_or_else(|| Refusal::new(Rule::SeatNominee, "unit_id").with("该单位"))?;
        Ok(Bound::Person { unit, person, name })
    }
}
