//! What a meeting's page shows besides its record: topics, agenda, answers, the sheet, votes, and what to beware of.

use chrono::{NaiveDate, NaiveTime};
use domain::access::Operation;
use domain::attachment::Attached;
use domain::consortium::CharterItem;
use domain::id::{ConsortiumId, MeetingId, UnitId};
use domain::meeting::agenda::start_times;
use domain::meeting::course::MeetingStage;
use domain::meeting::invitation::{InvitationAnswer, expected};
use domain::meeting::topic::TopicState;
use domain::meeting::vote::{Count, VoteWay};
use storage::consortium::charter::charter;
use storage::consortium::membership::{self, MemberUnit};
use storage::meeting::agenda::AgendaItem;
use storage::meeting::invitation::{self, Invitation};
use storage::meeting::topic::{self, Topic};
use storage::meeting::vote::{self, Ballot, Vote};
use storage::meeting::{self, Attendance, Meeting};

use super::agenda::assembled;
use super::dates::{Clash, clashes};
use crate::attachment::counted;
use crate::consortium::seen;
use crate::obligation::working_days;
use crate::{Error, Result, View};

pub struct MeetingCourse {
    pub meeting: Meeting,
    pub units: Units,
    pub topics: Vec<TopicShown>,
    pub agenda: Vec<(AgendaItem, Option<NaiveTime>)>,
    pub invitations: Vec<Invitation>,
    /// As saved, or else as the answers let expect.
    pub sheet: Vec<Attendance>,
    pub sheet_saved: bool,
    pub quorum_percent: Option<usize>,
    pub votes: Vec<VoteShown>,
    pub clashes: Vec<Clash>,
    pub day_off: bool,
    /// Working days from the notice, or from today while there is none, to the meeting, and how many the charter wants.
    pub notice: Option<(i64, i64)>,
    /// The unit for which the caller speaks.
    pub own: Option<UnitId>,
}

pub struct TopicShown {
    pub topic: Topic,
    pub unit: Option<String>,
    /// What it was merged into, and when the meeting is that is to discuss it.
    pub merged_into: Option<String>,
    pub meeting: Option<(MeetingId, NaiveDate)>,
    /// Whether the caller may change or withdraw it.
    pub own: bool,
    /// How many files are attached.
    pub attachments: i64,
}

pub struct VoteShown {
    pub vote: Vote,
    pub count: Option<Count>,
    pub cast: usize,
    pub ballots: Vec<Ballot>,
}

/// Names of the units that are or were members.
pub struct Units(Vec<MemberUnit>);

impl Units {
    pub fn name(&self, id: UnitId) -> String {
        self.0.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()).unwrap_or_default()
    }
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_course(view: &mut View<'_>, id: MeetingId) -> Result<MeetingCourse> {
    let (district, today) = (view.district(), view.as_of);
    let found = meeting::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let (_, place) = seen(view, found.consortium).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let topics = list_topics(view, found.consortium).await?;
    let actor = &view.caller.actor;
    let (own, decides) = (actor.place.unit, actor.may(Operation::TopicDecide, &place));
    let conn = &mut view.conn;
    let day = found.facts.held_on;
    let items = assembled(conn, district, &found).await?;
    let minutes: Vec<_> = items.iter().map(|item| item.minutes).collect();
    let times = start_times(found.course.starts_at, &minutes);
    let invitations = invitation::of_meeting(conn, district, id).await?;
    let saved = meeting::sheet(conn, district, id).await?;
    let units = Units(membership::units(conn, district, found.consortium, day).await?);
    let sheet_saved = !saved.is_empty();
    let sheet = if sheet_saved || found.course.stage != MeetingStage::Notified {
        saved
    } else {
        let members = membership::members(conn, district, found.consortium, day).await?;
        members.into_iter().map(|unit| prefilled(unit, &invitations, &units)).collect()
    };
    let charter = charter(conn, district, found.consortium).await?;
    let value = |item| charter.value(item, day);
    let ballots = vote::ballots(conn, district, id).await?;
    let votes = vote::of_meeting(conn, district, id).await?;
    let votes = votes.into_iter().map(|vote| shown_vote(vote, &ballots, own)).collect();
    let days = working_days(conn).await?;
    let ahead = found.course.stage.is_ahead();
    let clashes =
        if ahead { clashes(conn, district, found.consortium, Some(id), day).await? } else { Vec::new() };
    let since = found.course.notified_on.unwrap_or(today);
    let here = |shown: &TopicShown| {
        let waiting = shown.topic.state == TopicState::Proposed && shown.topic.meeting.is_none();
        shown.topic.meeting == Some(id)
            || (found.course.stage == MeetingStage::Planned && waiting && (decides || shown.own))
    };
    Ok(MeetingCourse {
        topics: merged_too(topics, here),
        agenda: items.into_iter().zip(times).collect(),
        sheet,
        sheet_saved,
        invitations,
        quorum_percent: value(CharterItem::QuorumPercent).and_then(|n| usize::try_from(n).ok()),
        votes,
        clashes,
        day_off: ahead && !days.is_working(day),
        notice: value(CharterItem::NoticeDays)
            .filter(|_| ahead)
            .map(|wanted| (days.left(since, day), wanted)),
        own,
        units,
        meeting: found,
    })
}

/// Those of the meeting, and those merged into one of them.
fn merged_too(topics: Vec<TopicShown>, here: impl Fn(&TopicShown) -> bool) -> Vec<TopicShown> {
    let ids: Vec<_> = topics.iter().filter(|shown| here(shown)).map(|shown| shown.topic.id).collect();
    let belongs = |shown: &TopicShown| {
        ids.contains(&shown.topic.id) || shown.topic.merged_into.is_some_and(|into| ids.contains(&into))
    };
    topics.into_iter().filter(belongs).collect()
}

fn prefilled(unit: UnitId, invitations: &[Invitation], units: &Units) -> Attendance {
    let known = invitations.iter().find(|one| one.unit == unit);
    let answer = known.and_then(|one| one.answer);
    let proxy = known.and_then(|one| one.proxy_unit).map(|by| units.name(by));
    let note = match answer {
        Some(InvitationAnswer::Proxy) => known.and_then(|one| one.note.clone()).or(proxy),
        _ => known.and_then(|one| one.note.clone()),
    };
    Attendance { unit, presence: expected(answer), note }
}

/// While units vote each for itself, nobody sees how the others did.
fn shown_vote(vote: Vote, ballots: &[Ballot], own: Option<UnitId>) -> VoteShown {
    let mut ballots: Vec<_> = ballots.iter().filter(|ballot| ballot.vote == vote.id).cloned().collect();
    let choices: Vec<_> = ballots.iter().map(|ballot| ballot.choice).collect();
    let cast = choices.iter().flatten().count();
    let secret = vote.way == VoteWay::ByUnit && vote.closed_on.is_none();
    if secret {
        for ballot in ballots.iter_mut().filter(|ballot| Some(ballot.unit) != own) {
            ballot.choice = None;
        }
    }
    VoteShown { count: (!secret).then(|| Count::of(&choices)), cast, ballots, vote }
}

/// The topics of a body, newest first. A unit sees its own and those that came to a meeting; the secretariat all.
///
/// # Errors
/// `NotFound` when the body does not exist, or not for this caller.
pub async fn list_topics(view: &mut View<'_>, id: ConsortiumId) -> Result<Vec<TopicShown>> {
    let (district, day) = (view.district(), view.as_of);
    let (_, place) = seen(view, id).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let actor = &view.caller.actor;
    let (own, decides) = (actor.place.unit, actor.may(Operation::TopicDecide, &place));
    let conn = &mut view.conn;
    let topics = topic::of_consortium(conn, district, id).await?;
    let units = Units(membership::units(conn, district, id, day).await?);
    let meetings = meeting::of_consortium(conn, district, id).await?;
    let ids = topics.iter().map(|topic| topic.id.uuid());
    let files = counted(conn, district, Attached::Topic, ids).await?;
    let on = |id: MeetingId| meetings.iter().find(|m| m.id == id).map(|m| (id, m.facts.held_on));
    let seen = |topic: &&Topic| {
        decides
            || topic.unit == own
            || matches!(topic.state, TopicState::Taken | TopicState::Forwarded | TopicState::Answered)
    };
    let shown = topics.iter().rev().filter(seen).map(|topic| TopicShown {
        unit: topic.unit.map(|unit| units.name(unit)),
        merged_into: topic
            .merged_into
            .and_then(|into| topics.iter().find(|known| known.id == into))
            .map(|known| known.title.clone()),
        meeting: topic.meeting.and_then(on),
        own: topic.state == TopicState::Proposed && (decides || (own.is_some() && topic.unit == own)),
        attachments: files.get(&topic.id.uuid()).copied().unwrap_or_default(),
        topic: topic.clone(),
    });
    Ok(shown.collect())
}
