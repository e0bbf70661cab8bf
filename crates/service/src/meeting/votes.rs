//! A vote is opened, cast and closed. Who is entitled is settled when it is opened.

use domain::access::Operation;
use domain::consortium::CharterItem;
use domain::id::{AgendaItemId, MeetingId, UnitId, VoteId};
use domain::meeting::is_quorate;
use domain::meeting::vote::{Choice, Count, VoteWay};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::charter::charters;
use storage::consortium::membership;
use storage::meeting::vote::{self, Ballot, Vote};
use storage::meeting::{self, Meeting, agenda, invitation};

use super::hold::check_day;
use super::plan::ahead;
use super::record::{LINE_MOST, object};
use crate::consortium::{Consortium, note};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct OpenVote {
    pub meeting: MeetingId,
    pub item: Option<AgendaItemId>,
    pub question: String,
    pub way: VoteWay,
}

impl Write for OpenVote {
    type Output = VoteId;

    async fn run(self, work: &mut Work<'_>) -> Result<VoteId> {
        let (district, today) = (work.district(), work.today());
        let (meeting, found) = ahead(work, self.meeting, Operation::VoteRun).await?;
        check_day(work, &meeting)?;
        let question = note(Some(&self.question), "question", LINE_MOST)?;
        let question = question.ok_or_else(|| Refusal::new(Rule::NameEmpty, "question"))?;
        if let Some(item) = self.item {
            let items = agenda::of_meeting(work.tx, district, meeting.id).await?;
            if !items.iter().any(|known| known.id == item) {
                return Err(Refusal::new(Rule::AgendaTopic, "agenda_item_id").into());
            }
        }
        let lines = meeting::sheet(work.tx, district, meeting.id).await?;
        let present: Vec<_> = lines.iter().filter(|line| line.presence.counts()).collect();
        let charter = charters(work.tx, district).await?.of(found.id);
        let percent = charter.value(CharterItem::QuorumPercent, meeting.facts.held_on);
        let percent = percent.and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
        if !is_quorate(present.len(), lines.len(), percent) {
            let said = format!("{}/{}", present.len(), lines.len());
            return Err(Refusal::new(Rule::VoteNoQuorum, "attendance").with(said).into());
        }
        let id = VoteId::new(work.ids.uuid());
        let made = Vote {
            id,
            version: 1,
            meeting: meeting.id,
            item: self.item,
            question,
            way: self.way,
            opened_on: today,
            closed_on: None,
        };
        let ballots: Vec<_> = present
            .iter()
            .map(|line| Ballot {
                id: work.ids.uuid(),
                vote: id,
                unit: line.unit,
                cast_by: None,
                choice: None,
            })
            .collect();
        vote::insert(work.tx, district, &made, &ballots).await?;
        let after = json!({ "question": made.question, "way": made.way.word(), "entitled": ballots.len() });
        work.journal(Operation::VoteRun, object(&found, &meeting), (None, Some(after)), None).await?;
        Ok(id)
    }
}

/// A vote that is still open, with its meeting.
async fn open(work: &mut Work<'_>, id: VoteId, operation: Operation) -> Result<(Vote, Meeting, Consortium)> {
    let district = work.district();
    let known = vote::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let (meeting, found) = ahead(work, known.meeting, operation).await?;
    if let Some(on) = known.closed_on {
        return Err(Refusal::new(Rule::VoteClosed, "id").with(on).into());
    }
    Ok((known, meeting, found))
}

pub struct CastBallots {
    pub id: VoteId,
    pub ballots: Vec<(UnitId, Choice)>,
}

impl Write for CastBallots {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let (known, meeting, found) = open(work, self.id, Operation::VoteCast).await?;
        let ballots = vote::ballots(work.tx, district, meeting.id).await?;
        let called = invitation::of_meeting(work.tx, district, meeting.id).await?;
        let units = membership::units(work.tx, district, Some(found.id), meeting.facts.held_on).await?;
        let name = |id: UnitId| {
            units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()).unwrap_or_default()
        };
        let own = work.actor.place.unit;
        let mut named = Vec::with_capacity(self.ballots.len());
        for (unit, choice) in &self.ballots {
            let proxy = called.iter().find(|one| one.unit == *unit).and_then(|one| one.proxy_unit);
            let ballot = ballots.iter().find(|ballot| ballot.vote == known.id && ballot.unit == *unit);
            let may = own.is_none_or(|own| own == *unit || proxy == Some(own));
            let refused = || Refusal::new(Rule::VoteNotEntitled, "unit_id").with(name(*unit));
            let ballot = ballot.filter(|_| may).ok_or_else(refused)?;
            let cast = Ballot {
                cast_by: proxy.filter(|proxy| own.is_none_or(|own| own == *proxy)),
                choice: Some(*choice),
                ..ballot.clone()
            };
            vote::cast(work.tx, district, &cast).await?;
            named.push(name(*unit));
        }
        // That a unit has voted is in the book; how, only where everybody saw it.
        let mut after = json!({ "question": known.question, "units": named });
        if known.way == VoteWay::Open {
            after["choices"] = self.ballots.iter().map(|(_, choice)| choice.term()).collect();
        }
        work.journal(Operation::VoteCast, object(&found, &meeting), (None, Some(after)), None).await?;
        Ok(meeting.id)
    }
}

pub struct CloseVote {
    pub id: VoteId,
    pub version: i64,
}

impl Write for CloseVote {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let (district, today) = (work.district(), work.today());
        let (known, meeting, found) = open(work, self.id, Operation::VoteRun).await?;
        let ballots = vote::ballots(work.tx, district, meeting.id).await?;
        let cast: Vec<_> =
            ballots.iter().filter(|ballot| ballot.vote == known.id).map(|ballot| ballot.choice).collect();
        let count = Count::of(&cast);
        let closing = Vote { version: self.version, ..known.clone() };
        check_bumped(vote::close(work.tx, district, &closing, today).await?)?;
        let after = json!({ "question": known.question, "closed_on": today, "entitled": count.entitled,
            "for": count.in_favour, "against": count.against, "abstain": count.abstained,
            "carried": count.is_carried() });
        work.journal(Operation::VoteRun, object(&found, &meeting), (None, Some(after)), None).await?;
        Ok(meeting.id)
    }
}
