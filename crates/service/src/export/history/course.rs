//! The course of meetings: topics, agendas, answers to notices, votes, and remarks on minutes.

use std::collections::HashMap;

use domain::id::{AgendaItemId, MeetingId, TaskId, TopicId, UnitId};
use domain::meeting::invitation::InvitationAnswer;
use domain::meeting::vote::VoteWay;
use storage::consortium::body::Consortium;
use storage::meeting::{agenda, invitation, topic, vote};
use storage::{minutes, resolution, task};

use super::consortia::name_of;
use super::meetings::keys;
use super::{Names, Said, said, text};
use crate::import::{ballot_line, labels};
use crate::{Result, View};

pub(super) async fn topics(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let all = topic::all(&mut view.conn, district).await?;
    let labels = called_topics(&all, bodies, called);
    let label = |id: Option<TopicId>| text(id.and_then(|id| labels.get(&id)));
    let by_id: HashMap<TopicId, &topic::Topic> = all.iter().map(|topic| (topic.id, topic)).collect();
    let one = |topic: &topic::Topic| {
        let meeting = topic.meeting.and_then(|id| keys.get(&id)).cloned().map(|key| key.said());
        let asked = topic.origin.and_then(|id| by_id.get(&id));
        let mut row = meeting.unwrap_or_default();
        row.extend(said([
            ("consortium", name_of(bodies, topic.consortium)),
            ("title", topic.title.clone()),
            ("body", text(topic.body.as_ref())),
            ("unit", text(topic.unit.map(|unit| (called.body)(unit.uuid())))),
            ("proposed_on", topic.proposed_on.to_string()),
            ("state", topic.state.word().to_owned()),
            ("reason", text(topic.reason.as_ref())),
            ("merged_into", label(topic.merged_into)),
            ("origin_consortium", text(asked.map(|asked| name_of(bodies, asked.consortium)))),
            ("origin", label(topic.origin)),
            ("forwarded_on", text(topic.forwarded_on)),
            ("answer", text(topic.answer.as_ref())),
            ("answered_on", text(topic.answered_on)),
        ]));
        row
    };
    Ok(all.iter().map(one).collect())
}

fn called_topics(
    all: &[topic::Topic],
    bodies: &[Consortium],
    called: &Names<'_>,
) -> HashMap<TopicId, String> {
    let unit = |unit: UnitId| (called.body)(unit.uuid());
    labels(all, &unit, &|asked| name_of(bodies, asked.consortium))
}

pub(super) async fn agenda_items(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let labels = called_topics(&topic::all(&mut view.conn, district).await?, bodies, called);
    let tasks: HashMap<TaskId, (MeetingId, UnitId)> = {
        let all = task::all(&mut view.conn, district).await?;
        all.into_iter().map(|task| (task.id, (task.meeting, task.unit))).collect()
    };
    let mut settled: HashMap<AgendaItemId, Vec<String>> = HashMap::new();
    for resolution in resolution::all(&mut view.conn, district).await? {
        if let Some(item) = resolution.item {
            settled.entry(item).or_default().push(resolution.sequence.to_string());
        }
    }
    let one = |(meeting, number, item): agenda::Numbered| {
        let task = item.task.and_then(|id| tasks.get(&id));
        let from = task.and_then(|(meeting, _)| keys.get(meeting)).cloned().unwrap_or_default();
        keys.get(&meeting).cloned().unwrap_or_default().with([
            ("sequence", number.to_string()),
            ("kind", item.kind.word().to_owned()),
            ("title", item.title),
            ("presenter", text(item.presenter)),
            ("minutes", text(item.minutes)),
            ("topic", text(item.topic.and_then(|id| labels.get(&id)))),
            ("task_unit", text(task.map(|(_, unit)| (called.body)(unit.uuid())))),
            ("task_held_on", from.held_on),
            ("resolutions", settled.get(&item.id).map(|all| all.join("；")).unwrap_or_default()),
        ])
    };
    Ok(agenda::all(&mut view.conn, district).await?.into_iter().map(one).collect())
}

pub(super) async fn invitations(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let one = |one: invitation::Invitation| {
        keys.get(&one.meeting).cloned().unwrap_or_default().with([
            ("unit", (called.body)(one.unit.uuid())),
            ("answer", text(one.answer.map(InvitationAnswer::word))),
            ("note", text(one.note)),
            ("proxy_unit", text(one.proxy_unit.map(|unit| (called.body)(unit.uuid())))),
            ("answered_on", text(one.answered_on)),
        ])
    };
    Ok(invitation::all(&mut view.conn, district).await?.into_iter().map(one).collect())
}

/// While units vote each for itself, nobody is told how, as on the screen.
pub(super) async fn votes(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let numbers: HashMap<AgendaItemId, i64> = {
        let all = agenda::all(&mut view.conn, district).await?;
        all.into_iter().map(|(_, number, item)| (item.id, number)).collect()
    };
    let mut ballots: HashMap<_, Vec<vote::Ballot>> = HashMap::new();
    for ballot in vote::all_ballots(&mut view.conn, district).await? {
        ballots.entry(ballot.vote).or_default().push(ballot);
    }
    let mut turns: HashMap<MeetingId, usize> = HashMap::new();
    let unit = |unit: UnitId| (called.body)(unit.uuid());
    let one = |vote: vote::Vote| {
        let secret = vote.way == VoteWay::ByUnit && vote.closed_on.is_none();
        let own = ballots.get(&vote.id).map_or(&[][..], Vec::as_slice);
        let mut lines: Vec<_> = own.iter().map(|ballot| ballot_line(ballot, secret, &unit)).collect();
        lines.sort();
        let turn = turns.entry(vote.meeting).or_default();
        *turn += 1;
        keys.get(&vote.meeting).cloned().unwrap_or_default().with([
            ("sequence", turn.to_string()),
            ("question", vote.question),
            ("way", vote.way.word().to_owned()),
            ("item", text(vote.item.and_then(|id| numbers.get(&id)))),
            ("opened_on", vote.opened_on.to_string()),
            ("closed_on", text(vote.closed_on)),
            ("ballots", lines.join("；")),
        ])
    };
    Ok(vote::all(&mut view.conn, district).await?.into_iter().map(one).collect())
}

pub(super) async fn remarks(
    view: &mut View<'_>,
    bodies: &[Consortium],
    called: &Names<'_>,
) -> Result<Vec<Said>> {
    let district = view.district();
    let keys = keys(view, bodies).await?;
    let one = |remark: minutes::Remark| {
        keys.get(&remark.meeting).cloned().unwrap_or_default().with([
            ("kind", remark.kind.word().to_owned()),
            ("unit", text(remark.unit.map(|unit| (called.body)(unit.uuid())))),
            ("body", remark.body),
            ("made_on", remark.made_on.to_string()),
            ("state", remark.state.word().to_owned()),
            ("reply", text(remark.reply)),
        ])
    };
    Ok(minutes::all(&mut view.conn, district).await?.into_iter().map(one).collect())
}
