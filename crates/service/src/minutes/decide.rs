//! The secretariat takes a correction by changing the minutes, or says why not.

use domain::access::Operation;
use domain::id::{MeetingId, RemarkId};
use domain::meeting::minutes::RemarkState;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::{self, Meeting, MeetingFacts};
use storage::minutes;

use super::REMARK_MOST;
use crate::consortium::note;
use crate::meeting::object;
use crate::resolution::{check_draft, meeting_written};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

const MINUTES_MOST: usize = 20_000;

pub struct DecideCorrection {
    pub id: RemarkId,
    pub version: i64,
    /// The minutes as they are to be, with the meeting's version that was read: the correction is taken.
    pub minutes: Option<(i64, String)>,
    /// Why it is not taken, or what is to be said of it besides.
    pub reply: Option<String>,
}

impl Write for DecideCorrection {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let remark = minutes::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (old, body, place) = meeting_written(work, remark.meeting).await?;
        work.authorise(Operation::MinutesDecide, &place)?;
        check_draft(&old)?;
        let text = note(self.minutes.as_ref().map(|(_, text)| text.as_str()), "minutes", MINUTES_MOST)?;
        let reply = note(self.reply.as_deref(), "reply", REMARK_MOST)?;
        let before = old.facts.minutes.clone().unwrap_or_default();
        let state = remark.state.decided(&before, text.as_deref(), reply.as_deref())?;
        let decided = minutes::decide(work.tx, district, self.id, self.version, (state, reply.as_deref()));
        check_bumped(decided.await?)?;
        let object = object(&body, &old);
        if let (RemarkState::Taken, Some((version, _))) = (state, &self.minutes) {
            let facts = MeetingFacts { minutes: text.clone(), ..old.facts.clone() };
            let changed = Meeting { facts, version: *version, ..old };
            check_bumped(meeting::update(work.tx, district, &changed).await?)?;
        }
        let values = (
            Some(json!({ "minutes": before, "remark_state": RemarkState::Open.word() })),
            Some(json!({ "minutes": text.unwrap_or_else(|| before.clone()), "remark_state": state.word(),
                "correction": remark.body, "unit": remark.unit_name })),
        );
        work.journal(Operation::MinutesDecide, object, values, reply).await?;
        Ok(remark.meeting)
    }
}

/// # Errors
/// Refuses while somebody waits for an answer.
pub(crate) async fn check_decided(work: &mut Work<'_>, meeting: MeetingId) -> Result<()> {
    let district = work.district();
    let remarks = minutes::of_meeting(work.tx, district, meeting).await?;
    let open = remarks.iter().filter(|remark| remark.state == RemarkState::Open).count();
    if open > 0 {
        return Err(Refusal::new(Rule::CorrectionsOpen, "id").with(open).into());
    }
    Ok(())
}
