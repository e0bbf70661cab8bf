//! Rows of topics with what became of them. A topic has no number: others name it by its title, and by its day and who
//! proposed it where several have that title.

use std::collections::HashMap;

use chrono::NaiveDate;
use documents::Table;
use domain::id::{DistrictId, TopicId, UnitId};
use domain::journal::ObjectType;
use domain::meeting::topic::TopicState;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::meeting::topic::{self, Topic};

use super::cells::{Cells, Layout, given};
use super::{Outcome, State, consortia, resolutions, units};
use crate::consortium::Consortium;
use crate::meeting::{OlderTopic, TakeOverTopic};
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, body) = consortia::find(tx, state, cells.text("consortium"), "consortium").await?;
    let wanted = told(tx, state, cells, (district, &body)).await?;
    let all = topic::of_consortium(tx, district, body.id).await?;
    let key = |title: &str, on: NaiveDate, unit, origin| (title.to_owned(), on, unit, origin);
    let own = key(&wanted.title, wanted.proposed_on, wanted.unit, wanted.origin);
    let alike: Vec<Topic> = all
        .into_iter()
        .filter(|known| key(&known.title, known.proposed_on, known.unit, known.origin) == own)
        .filter(|known| !state.was_about(known.id.uuid()))
        .collect();
    if let Some(known) = alike.iter().find(|known| says(known, &wanted)) {
        state.first_about(known.id.uuid());
        return Ok(Outcome::Unchanged);
    }
    let known = alike.into_iter().next();
    if let Some(known) = &known {
        state.touch(tx, district, ObjectType::Topic, known.id.uuid()).await?;
    }
    let outcome = if known.is_some() { Outcome::Changed } else { Outcome::Added };
    let mut work = state.command(tx, district).await?;
    let id = TakeOverTopic { consortium: body.id, topic: wanted, known }.run(&mut work).await?;
    if outcome == Outcome::Added {
        state.made(district, id.uuid());
    }
    state.first_about(id.uuid());
    Ok(outcome)
}

async fn told(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    (district, body): (DistrictId, &Consortium),
) -> Result<OlderTopic> {
    let title = cells.text("title").trim().to_owned();
    let proposed_on = given(cells.day("proposed_on")?, "proposed_on")?;
    let said = match cells.text("state") {
        "" => TopicState::Proposed,
        word => TopicState::parse(word, "state")?,
    };
    let unit = unit(tx, state, cells, (district, "unit")).await?;
    let meeting = match (cells.text("meeting"), cells.text("held_on")) {
        ("", "") => None,
        _ => Some(resolutions::of_body(tx, (district, body), cells).await?.id),
    };
    let merged_into = match cells.text("merged_into") {
        "" => None,
        label => Some(find(tx, state, (district, body), (label, "merged_into")).await?.id),
    };
    let origin = match cells.text("origin_consortium") {
        "" => None,
        name => {
            let (_, below) = consortia::find(tx, state, name, "origin_consortium").await?;
            let label = Some(cells.text("origin")).filter(|label| !label.is_empty()).unwrap_or(&title);
            let asked = find(tx, state, (district, &below), (label, "origin")).await?;
            if asked.forwarded_on.is_none() {
                return Err(Refusal::new(Rule::TopicNotForwarded, "origin").with(asked.state.term()).into());
            }
            Some(asked.id)
        }
    };
    Ok(OlderTopic {
        unit,
        meeting,
        merged_into,
        origin,
        title,
        body: trimmed(cells, "body"),
        proposed_on,
        state: said,
        reason: trimmed(cells, "reason"),
        forwarded_on: cells.day("forwarded_on")?,
        answer: trimmed(cells, "answer"),
        answered_on: cells.day("answered_on")?,
    })
}

/// A text as it will be kept.
pub(super) fn trimmed(cells: &Cells<'_>, name: &str) -> Option<String> {
    cells.optional(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The unit that a cell names; none where it is empty.
pub(super) async fn unit(
    tx: &mut Tx,
    state: &mut State,
    cells: &Cells<'_>,
    (district, field): (DistrictId, &'static str),
) -> Result<Option<UnitId>> {
    match cells.text(field).trim() {
        "" => Ok(None),
        name => {
            let found = units::index(tx, state, district).await?.find(name);
            Ok(Some(found.ok_or_else(|| Refusal::new(Rule::UnitUnknown, field).with(name))?))
        }
    }
}

fn says(known: &Topic, wanted: &OlderTopic) -> bool {
    (known.meeting, known.merged_into, known.state, &known.body, &known.reason, &known.answer)
        == (wanted.meeting, wanted.merged_into, wanted.state, &wanted.body, &wanted.reason, &wanted.answer)
        && (known.forwarded_on, known.answered_on) == (wanted.forwarded_on, wanted.answered_on)
}

/// What tables call each topic, given who each body and unit is.
pub(crate) fn labels(
    topics: &[Topic],
    unit: &(dyn Fn(UnitId) -> String + Sync),
    body: &(dyn Fn(&Topic) -> String + Sync),
) -> HashMap<TopicId, String> {
    let mut found = HashMap::with_capacity(topics.len());
    let mut named: HashMap<_, Vec<&Topic>> = HashMap::new();
    for topic in topics {
        named.entry((topic.consortium, topic.title.as_str())).or_default().push(topic);
    }
    for topic in topics {
        let others = named.get(&(topic.consortium, topic.title.as_str())).map_or(&[][..], Vec::as_slice);
        let others = || others.iter().filter(|other| other.id != topic.id);
        let Topic { title, proposed_on: on, .. } = topic;
        let label = if others().next().is_none() {
            title.clone()
        } else if others().all(|other| other.proposed_on != *on) {
            format!("{title}（{on}）")
        } else {
            let origin = || topic.origin.and_then(|id| topics.iter().find(|known| known.id == id));
            let who = topic.unit.map(unit).or_else(|| origin().map(body)).unwrap_or_default();
            format!("{title}（{on}，{who}）")
        };
        found.insert(topic.id, label);
    }
    found
}

/// The topic of a body that a label means.
pub(super) async fn find(
    tx: &mut Tx,
    state: &mut State,
    (district, body): (DistrictId, &Consortium),
    (label, field): (&str, &'static str),
) -> Result<Topic> {
    let label = label.trim();
    let unknown = || Refusal::new(Rule::TopicUnknown, field).with(label);
    let all = topic::of_consortium(tx, district, body.id).await?;
    let mut titled = all.iter().filter(|known| known.title == label);
    if let (Some(known), None) = (titled.next(), titled.next()) {
        return Ok(known.clone());
    }
    let (title, inside) =
        label.strip_suffix('）').and_then(|text| text.rsplit_once('（')).ok_or_else(unknown)?;
    let (on, who) = inside.split_once('，').map_or((inside, None), |(on, who)| (on, Some(who.trim())));
    let on = NaiveDate::parse_from_str(on.trim(), "%Y-%m-%d").map_err(|_| unknown())?;
    let mut on_day = all.into_iter().filter(|known| known.title == title && known.proposed_on == on);
    let Some(who) = who else {
        return Ok(on_day.next().ok_or_else(unknown)?);
    };
    let unit = units::index(tx, state, district).await?.find(who);
    for known in on_day {
        let fits = match (known.unit, known.origin) {
            (Some(own), _) => unit == Some(own),
            (None, None) => who.is_empty(),
            (None, Some(origin)) => {
                let asked = topic::get(tx, district, origin).await?.ok_or(crate::Error::NotFound)?;
                let below = storage::consortium::body::get(tx, district, asked.consortium).await?;
                below.is_some_and(|below| below.names.iter().any(|named| named.name.as_str() == who))
            }
        };
        if fits {
            return Ok(known);
        }
    }
    Err(unknown().into())
}

/// What a topic was merged into, or came of, stands before it.
pub(super) fn order(table: &Table, layout: &Layout) -> Vec<usize> {
    let place = |name: &str| layout.columns().find(|(c, _)| c.name == name).and_then(|(_, place)| place);
    let cell = |at: usize, place: Option<usize>| {
        let row = table.rows.get(at);
        place.and_then(|place| row.and_then(|row| row.cells.get(place))).unwrap_or_default().trim()
    };
    let (body, title) = (place("consortium"), place("title"));
    let (into, below, origin) = (place("merged_into"), place("origin_consortium"), place("origin"));
    let mut named: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for at in 0..table.rows.len() {
        named.entry((cell(at, body), cell(at, title))).or_default().push(at);
    }
    let before = |at: usize| {
        let heads = Some(cell(at, into))
            .filter(|label| !label.is_empty())
            .map(|label| of(&named, cell(at, body), label));
        let asked = Some(cell(at, below)).filter(|name| !name.is_empty()).map(|name| {
            let label = Some(cell(at, origin)).filter(|label| !label.is_empty()).unwrap_or(cell(at, title));
            of(&named, name, label)
        });
        heads.into_iter().chain(asked).flatten().copied().collect::<Vec<_>>()
    };
    let (mut order, mut met) = (Vec::with_capacity(table.rows.len()), vec![false; table.rows.len()]);
    for first in 0..table.rows.len() {
        // Whoever is on the way already is not waited for: a table that goes round in a circle is refused row by row.
        let mut way = vec![(first, false)];
        while let Some((at, ready)) = way.pop() {
            if ready {
                order.push(at);
            } else if let Some(met) = met.get_mut(at)
                && !*met
            {
                *met = true;
                way.push((at, true));
                way.extend(before(at).into_iter().map(|at| (at, false)));
            }
        }
    }
    order
}

/// The rows that a label may mean.
fn of<'r>(named: &'r HashMap<(&'r str, &'r str), Vec<usize>>, body: &'r str, label: &'r str) -> &'r [usize] {
    let bare = label.strip_suffix('）').and_then(|text| text.rsplit_once('（'));
    let bare = bare.map_or(label, |(bare, _)| bare);
    let found = named.get(&(body, label)).or_else(|| named.get(&(body, bare)));
    found.map_or(&[][..], Vec::as_slice)
}
