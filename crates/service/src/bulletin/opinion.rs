//! Opinions and suggestions of units about a bulletin, one by one: given, answered in time, closed.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::bulletin::{ANSWER_DAYS, BulletinState, OpinionKind};
use domain::consortium::CharterItem;
use domain::id::{BulletinId, OpinionId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::bulletin::{self, Opinion};
use storage::consortium::charter::charter;

use super::{Bulletin, found, recipient};
use crate::consortium::{Consortium, check_past, note};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

const TEXT_MOST: usize = 2_000;

pub struct GiveOpinion {
    pub bulletin: BulletinId,
    /// For which unit an official enters it; nothing for somebody who acts for a unit.
    pub unit: Option<UnitId>,
    pub kind: OpinionKind,
    pub body: String,
    pub on: NaiveDate,
    /// By when it is to be answered, where that was settled before; else as the charter says.
    pub due: Option<NaiveDate>,
}

impl Write for GiveOpinion {
    type Output = OpinionId;

    async fn run(self, work: &mut Work<'_>) -> Result<OpinionId> {
        let (district, on) = (work.district(), self.on);
        let (known, body, place) = found(work, self.bulletin).await?;
        work.authorise(Operation::OpinionGive, &place)?;
        if known.state != BulletinState::Published {
            return Err(Refusal::new(Rule::BulletinStep, "id").with(known.state.term()).into());
        }
        check_past(work, on, "on")?;
        if let Some(published) = known.published_on.filter(|published| on < *published) {
            return Err(Refusal::new(Rule::StepBefore, "on").with(published).into());
        }
        let (unit, name) = recipient(work, &known, self.unit, Operation::OpinionGive).await?;
        let charter = charter(work.tx, district, known.consortium).await?;
        let days = charter.value(CharterItem::OpinionDays, on).unwrap_or(ANSWER_DAYS);
        let opinion = Opinion {
            id: OpinionId::new(work.ids.uuid()),
            version: 1,
            bulletin: self.bulletin,
            unit,
            kind: self.kind,
            body: text(&self.body, "body")?,
            made_on: on,
            person: work.actor.person,
            due_on: match self.due {
                Some(due) => due,
                None => crate::obligation::working_days(work.tx).await?.after(on, days),
            },
            answer: None,
            answered_on: None,
            closed_on: None,
        };
        bulletin::insert_opinion(work.tx, district, &opinion).await?;
        let after = json!({ "unit": name, "kind": self.kind.word(), "content": opinion.body,
            "on": on, "due_on": opinion.due_on });
        let object = object(&body, &known, opinion.id);
        work.journal(Operation::OpinionGive, object, (None, Some(after)), None).await?;
        Ok(opinion.id)
    }
}

pub struct AnswerOpinion {
    pub id: OpinionId,
    pub version: i64,
    pub answer: String,
    pub on: NaiveDate,
}

impl Write for AnswerOpinion {
    type Output = BulletinId;

    async fn run(self, work: &mut Work<'_>) -> Result<BulletinId> {
        let district = work.district();
        let old = bulletin::opinion(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (known, body, place) = found(work, old.bulletin).await?;
        work.authorise(Operation::OpinionAnswer, &place)?;
        old.state().check_answer(old.answered_on)?;
        check_past(work, self.on, "on")?;
        if self.on < old.made_on {
            return Err(Refusal::new(Rule::StepBefore, "on").with(old.made_on).into());
        }
        let answer = text(&self.answer, "answer")?;
        let changed = Opinion {
            version: self.version,
            answer: Some(answer.clone()),
            answered_on: Some(self.on),
            ..old
        };
        check_bumped(bulletin::update_opinion(work.tx, district, &changed).await?)?;
        let after = json!({ "answer": answer, "on": self.on });
        let object = object(&body, &known, self.id);
        work.journal(Operation::OpinionAnswer, object, (None, Some(after)), None).await?;
        Ok(known.id)
    }
}

/// What was answered is done with: the unit says so, or whoever answered.
pub struct CloseOpinion {
    pub id: OpinionId,
    pub version: i64,
    pub on: NaiveDate,
}

impl Write for CloseOpinion {
    type Output = BulletinId;

    async fn run(self, work: &mut Work<'_>) -> Result<BulletinId> {
        let district = work.district();
        let old = bulletin::opinion(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (known, body, place) = found(work, old.bulletin).await?;
        work.authorise(Operation::OpinionClose, &place)?;
        match work.actor.place.unit {
            // Of another unit's opinions a unit knows nothing.
            Some(unit) if unit != old.unit => return Err(Error::NotFound),
            _ => {}
        }
        old.state().check_close()?;
        check_past(work, self.on, "on")?;
        let changed = Opinion { version: self.version, closed_on: Some(self.on), ..old };
        check_bumped(bulletin::update_opinion(work.tx, district, &changed).await?)?;
        let after = json!({ "closed_on": self.on });
        let object = object(&body, &known, self.id);
        work.journal(Operation::OpinionClose, object, (None, Some(after)), None).await?;
        Ok(known.id)
    }
}

fn text(given: &str, field: &'static str) -> Result<String> {
    let text = note(Some(given), field, TEXT_MOST)?;
    text.ok_or_else(|| Refusal::new(Rule::TextEmpty, field).into())
}

fn object(body: &Consortium, known: &Bulletin, id: OpinionId) -> ObjectRef {
    let name = format!("{} {}", body.name_on(known.from), known.title);
    ObjectRef { kind: ObjectType::Opinion, id: id.uuid(), name }
}
