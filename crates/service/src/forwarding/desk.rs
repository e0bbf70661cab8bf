//! What waits for an answer of the caller, and which answers came back.

use chrono::Days;
use domain::access::{Operation, Place};
use domain::id::ConsortiumId;
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::topic::TopicState;
use storage::consortium::body;
use storage::meeting::topic::{self, Topic};

use super::above;
use crate::desk::{Asked, DeskDetail, DeskItem, DeskKind};
use crate::{Result, View};

/// As long as an answer stands on the desk of those who asked.
const NEWS: Days = Days::new(30);

pub(crate) async fn desk_items(view: &mut View<'_>) -> Result<Vec<DeskItem>> {
    let (district, day, own) = (view.district(), view.as_of, view.caller.actor.place);
    if own.unit.is_some() || !view.caller.actor.may(Operation::TopicForward, &own) {
        return Ok(Vec::new());
    }
    let tree = view.tree().await?;
    let since = day.checked_sub_days(NEWS).unwrap_or(day);
    let topics = topic::open_or_answered_since(&mut view.conn, district, since).await?;
    let ids: Vec<ConsortiumId> = topics.iter().map(|topic| topic.consortium).collect();
    let bodies = body::some(&mut view.conn, district, &ids).await?;
    let mut items = Vec::new();
    for topic in topics {
        let from = bodies.iter().find(|body| body.id == topic.consortium && body.life().contains(day));
        let Some(from) = from else { continue };
        let kind = match topic.state {
            TopicState::Forwarded => {
                let above = above(&mut view.conn, (district, &tree, day), from).await?;
                if above.map_or(district, |body| body.division) != own.division_id() {
                    continue;
                }
                DeskKind::TopicForwarded
            }
            _ if from.division == own.division_id() => DeskKind::TopicAnswered,
            _ => continue,
        };
        // Somebody else's question that was asked on is answered by whoever is above.
        let place = tree.place(from.division).unwrap_or(Place::district(district));
        if kind == DeskKind::TopicForwarded && !view.caller.actor.may(Operation::TopicAnswer, &place) {
            continue;
        }
        let name = from.name_on(day).to_owned();
        items.push(DeskItem {
            kind,
            object: ObjectRef { kind: ObjectType::Consortium, id: from.id.uuid(), name: topic.title.clone() },
            division: tree.reference(from.division),
            since: topic.answered_on.or(topic.forwarded_on),
            due: None,
            detail: Some(DeskDetail::Topic(Box::new(asked(name, topic)))),
        });
    }
    Ok(items)
}

fn asked(from: String, topic: Topic) -> Asked {
    Asked {
        topic: topic.id,
        version: topic.version,
        from,
        body: topic.body,
        reason: topic.reason,
        answer: topic.answer,
    }
}
