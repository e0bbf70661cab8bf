//! The minutes are settled: nothing of the record changes any more.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::MeetingId;
use domain::meeting::course::MeetingStage;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::{self, Meeting};

use super::record::object;
use crate::consortium::{check_past, written};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct LockMeeting {
    pub id: MeetingId,
    pub version: i64,
    pub on: NaiveDate,
}

impl Write for LockMeeting {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let old = meeting::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (found, place) = written(work, old.consortium).await?;
        work.authorise(Operation::MeetingLock, &place)?;
        old.course.stage.check(&[MeetingStage::Held])?;
        if let Some(on) = old.locked_on {
            return Err(Refusal::new(Rule::MeetingLocked, "id").with(on).into());
        }
        check_past(work, on, "on")?;
        if on < old.facts.held_on {
            return Err(Refusal::new(Rule::StepBefore, "on").with(old.facts.held_on).into());
        }
        if old.facts.minutes.is_none() {
            return Err(Refusal::new(Rule::NameEmpty, "minutes").into());
        }
        crate::minutes::check_decided(work, self.id).await?;
        let locked = Meeting { locked_on: Some(on), version: self.version, ..old };
        check_bumped(meeting::update(work.tx, district, &locked).await?)?;
        let values = (Some(json!({ "locked_on": null })), Some(json!({ "locked_on": on })));
        work.journal(Operation::MeetingLock, object(&found, &locked), values, None).await
    }
}
