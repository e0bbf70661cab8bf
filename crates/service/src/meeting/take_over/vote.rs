//! A vote with its ballots. How units voted each for itself stays unsaid until the vote is closed, here as on the screen.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{AgendaItemId, MeetingId, UnitId, VoteId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::course::MeetingStage;
use domain::meeting::vote::{Choice, Count, VoteWay};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::Meeting;
use storage::meeting::vote::{self, Ballot, Vote};

use super::members_named;
use crate::consortium::note;
use crate::meeting::record::LINE_MOST;
use crate::resolution::meeting_written;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

/// What a record tells of a vote.
#[derive(Debug, Clone)]
pub struct OlderVote {
    pub question: String,
    pub way: VoteWay,
    pub item: Option<AgendaItemId>,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    /// Each unit that could vote, how it did, and who voted for it.
    pub ballots: Vec<(UnitId, Option<Choice>, Option<UnitId>)>,
}

impl OlderVote {
    /// Whether nobody may know yet how each unit votes.
    pub fn is_secret(&self) -> bool {
        self.way == VoteWay::ByUnit && self.closed_on.is_none()
    }
}

pub struct TakeOverVote {
    pub meeting: MeetingId,
    pub vote: OlderVote,
    /// The same vote as it is known, while it is open.
    pub known: Option<Vote>,
}

impl Write for TakeOverVote {
    type Output = VoteId;

    async fn run(self, work: &mut Work<'_>) -> Result<VoteId> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        work.authorise(Operation::VoteRun, &place)?;
        let told = self.vote;
        check(work, &meeting, &told)?;
        let question = note(Some(&told.question), "question", LINE_MOST)?;
        let question = question.ok_or_else(|| Refusal::new(Rule::NameEmpty, "question"))?;
        let units: Vec<_> = told.ballots.iter().map(|(unit, _, _)| *unit).collect();
        let names = members_named(work, (&body, "ballots"), &units).await?;
        let by: Vec<_> = told.ballots.iter().filter_map(|(_, _, by)| *by).collect();
        members_named(work, (&body, "ballots"), &by).await?;
        let mut seen = HashSet::new();
        if let Some((_, name)) = units.iter().zip(&names).find(|(unit, _)| !seen.insert(**unit)) {
            return Err(Refusal::new(Rule::BallotTwice, "ballots").with(name).into());
        }
        let id = match &self.known {
            None => {
                let id = VoteId::new(work.ids.uuid());
                let made = Vote {
                    id,
                    version: 1,
                    meeting: meeting.id,
                    item: told.item,
                    question: question.clone(),
                    way: told.way,
                    opened_on: told.opened_on,
                    closed_on: told.closed_on,
                };
                let ballots: Vec<_> = told
                    .ballots
                    .iter()
                    .map(|(unit, choice, by)| Ballot {
                        id: work.ids.uuid(),
                        vote: id,
                        unit: *unit,
                        cast_by: *by,
                        choice: *choice,
                    })
                    .collect();
                vote::insert(work.tx, district, &made, &ballots).await?;
                id
            }
            Some(known) => {
                close(work, known, &told).await?;
                known.id
            }
        };
        // As when it is closed on its page: the counts, and not who voted how.
        let count = Count::of(&told.ballots.iter().map(|(_, choice, _)| *choice).collect::<Vec<_>>());
        let mut after = json!({ "question": question, "way": told.way.word(), "entitled": count.entitled,
            "opened_on": told.opened_on, "closed_on": told.closed_on });
        if told.closed_on.is_some() {
            after["for"] = json!(count.in_favour);
            after["against"] = json!(count.against);
            after["abstain"] = json!(count.abstained);
            after["carried"] = json!(count.is_carried());
        }
        let name = format!("{} {question}", body.name_on(meeting.facts.held_on));
        let object = ObjectRef { kind: ObjectType::Vote, id: id.uuid(), name };
        work.journal(Operation::VoteRun, object, (None, Some(after)), None).await?;
        Ok(id)
    }
}

fn check(work: &Work<'_>, meeting: &Meeting, told: &OlderVote) -> Result<()> {
    if meeting.course.stage == MeetingStage::Planned {
        return Err(Refusal::new(Rule::NotNotified, "held_on").with(meeting.facts.held_on).into());
    }
    let today = work.today();
    for (field, on) in [("opened_on", Some(told.opened_on)), ("closed_on", told.closed_on)] {
        if let Some(on) = on.filter(|on| *on > today) {
            return Err(Refusal::new(Rule::InFuture, field).with(on).into());
        }
    }
    match told.closed_on {
        Some(on) if on < told.opened_on => {
            return Err(Refusal::new(Rule::StepBefore, "closed_on").with(told.opened_on).into());
        }
        None if meeting.course.stage == MeetingStage::Held => {
            return Err(Refusal::new(Rule::VoteOpen, "closed_on").with(&told.question).into());
        }
        _ => {}
    }
    if told.ballots.is_empty() {
        return Err(Refusal::new(Rule::NameEmpty, "ballots").into());
    }
    let said = told.ballots.iter().any(|(_, choice, by)| choice.is_some() || by.is_some());
    if told.is_secret() && said {
        return Err(Refusal::new(Rule::VoteSecret, "ballots").with(&told.question).into());
    }
    Ok(())
}

/// An open vote that the record tells to its end.
async fn close(work: &mut Work<'_>, known: &Vote, told: &OlderVote) -> Result<()> {
    let district = work.district();
    let differs = || Refusal::new(Rule::CourseDiffers, "question").with(&known.question);
    let closed = told.closed_on.filter(|_| known.closed_on.is_none());
    let on = closed.ok_or_else(differs)?;
    if (known.way, known.item, known.opened_on) != (told.way, told.item, told.opened_on) {
        return Err(differs().into());
    }
    let ballots = vote::ballots(work.tx, district, known.meeting).await?;
    let ballots: Vec<_> = ballots.into_iter().filter(|ballot| ballot.vote == known.id).collect();
    if ballots.len() != told.ballots.len() {
        return Err(differs().into());
    }
    for ballot in ballots {
        let line = told.ballots.iter().find(|(unit, _, _)| *unit == ballot.unit);
        let (_, choice, by) = line.ok_or_else(differs)?;
        if ballot.choice.is_some() && (ballot.choice, ballot.cast_by) != (*choice, *by) {
            return Err(differs().into());
        }
        vote::cast(work.tx, district, &Ballot { choice: *choice, cast_by: *by, ..ballot }).await?;
    }
    check_bumped(vote::close(work.tx, district, known, on).await?)
}
