//! Rows of the three lists, and of the claims between their entries.

use domain::exchange::matching::DeclineReason;
use domain::exchange::{
    Audience, ClaimStepKind, EntryFacts, EntryKind, EntrySource, EntryState, Owner, Quantity, Reach, Side,
    Times, Urgency,
};
use domain::id::{CategoryId, DistrictId};
use domain::journal::ObjectType;
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::exchange::{category, claim, entry};

use super::cells::{Cells, given};
use super::{Outcome, State, units};
use crate::exchange::{
    CloseEntry, EditEntry, NewEntry, ProposeClaim, Publication, PublishEntry, RecordEntry, TakeClaimStep,
};
use crate::{Error, Result, Write};

pub(super) async fn row(
    tx: &mut Tx,
    state: &mut State,
    cells: &mut Cells<'_>,
    kind: EntryKind,
) -> Result<Outcome> {
    let (district, division) = state.division(cells.text("place"), "place")?;
    let owner = owner(tx, state, district, cells.text("owner"), "owner").await?;
    let facts = EntryFacts {
        kind,
        category: category_of(tx, district, cells.text("category")).await?,
        title: Name::parse(cells.text("title"), "title")?,
        text: cells.text("text").to_owned(),
        quantity: Quantity::new(cells.whole("quantity")?.unwrap_or(1), cells.text("measure"))?,
        times: Times::parse(cells.text("times"))?,
        division,
        address: cells.optional("address"),
        reach: word(cells.text("reach"), Reach::Street, |text| Reach::parse(text, "reach"))?,
        conditions: cells.optional("conditions"),
        audience: audience(cells.text("audience"))?,
        valid_from: given(cells.day("valid_from")?, "valid_from")?,
        valid_until: cells.day("valid_until")?,
        source: word(cells.text("source"), EntrySource::Unit, |text| EntrySource::parse(text, "source"))?,
        urgency: word(cells.text("urgency"), Urgency::Ordinary, |text| Urgency::parse(text, "urgency"))?,
        beneficiaries: cells.whole("beneficiaries")?,
    };
    let reference = cells.optional("reference");
    let contact = cells.optional("contact");
    let (published_on, confirm_by) = (cells.day("published_on")?, cells.day("confirm_by")?);
    let closed = cells.day("closed_on")?.map(|on| (on, cells.text("closed_reason").to_owned()));
    let new = NewEntry { owner, facts, contact, reference };
    let known = match &new.reference {
        Some(reference) => entry::by_reference(tx, district, reference).await?,
        None => entry::by_title(tx, district, kind, new.facts.title.as_str()).await?,
    };
    let publication = published_on.map(|on| Publication { on: Some(on), confirm_by });
    match known {
        None => add(tx, state, district, new, (publication, cells.day("recorded_on")?, closed)).await,
        Some(known) => change(tx, state, (district, known), new, (publication, closed)).await,
    }
}

type Closing = Option<(chrono::NaiveDate, String)>;

async fn add(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    entry: NewEntry,
    (publish, recorded_on, closed): (Option<Publication>, Option<chrono::NaiveDate>, Closing),
) -> Result<Outcome> {
    let mut work = state.command(tx, district).await?;
    let recorded_on = recorded_on.or(publish.and_then(|publication| publication.on));
    let id = RecordEntry { entry, publish, recorded_on, repeats: None }.run(&mut work).await?;
    if let Some((on, reason)) = closed {
        CloseEntry { id, version: 1, reason, on: Some(on) }.run(&mut work).await?;
    }
    state.made(district, id.uuid());
    Ok(Outcome::Added)
}

async fn change(
    tx: &mut Tx,
    state: &mut State,
    (district, known): (DistrictId, entry::Entry),
    entry: NewEntry,
    (publish, closed): (Option<Publication>, Closing),
) -> Result<Outcome> {
    let edited = known.facts != entry.facts || known.owner != entry.owner;
    let publish = publish.filter(|_| known.state == EntryState::Draft);
    let closed = closed.filter(|_| !matches!(known.state, EntryState::Closed { .. }));
    if !edited && publish.is_none() && closed.is_none() {
        return Ok(Outcome::Unchanged);
    }
    state.touch(tx, district, ObjectType::Entry, known.id.uuid()).await?;
    let mut work = state.command(tx, district).await?;
    let (id, mut version) = (known.id, known.version);
    if edited {
        let replace_contact = entry.contact.is_some();
        EditEntry { id, version, entry, replace_contact }.run(&mut work).await?;
        version += 1;
    }
    if let Some(publication) = publish {
        PublishEntry { id, version, publication }.run(&mut work).await?;
        version += 1;
    }
    if let Some((on, reason)) = closed {
        CloseEntry { id, version, reason, on: Some(on) }.run(&mut work).await?;
    }
    Ok(Outcome::Changed)
}

/// A unit by its name or number; else a division whose own it is.
async fn owner(
    tx: &mut Tx,
    state: &mut State,
    district: DistrictId,
    called: &str,
    field: &'static str,
) -> Result<Owner> {
    if let Some(unit) = units::index(tx, state, district).await?.find(called) {
        return Ok(Owner::Unit(unit));
    }
    let unknown = || Refusal::new(Rule::OrganisationUnknown, field).with(called);
    let (of, division) = state.division(called, field).map_err(|_| unknown())?;
    if of == district { Ok(Owner::Division(division)) } else { Err(unknown().into()) }
}

/// By its code or its name.
async fn category_of(tx: &mut Tx, district: DistrictId, called: &str) -> Result<CategoryId> {
    let all = category::settled(tx, district).await?;
    let found = all.iter().find(|known| known.code == called || known.name.as_str() == called);
    let unknown = || Refusal::new(Rule::CategoryUnknown, "category").with(called);
    Ok(found.ok_or_else(unknown)?.id)
}

fn word<T>(text: &str, usual: T, parse: impl Fn(&str) -> std::result::Result<T, Refusal>) -> Result<T> {
    Ok(if text.is_empty() { usual } else { parse(text)? })
}

fn audience(text: &str) -> Result<Vec<Audience>> {
    let words = text.split(['、', ',', '，']).map(str::trim).filter(|word| !word.is_empty());
    let mut found: Vec<Audience> =
        words.map(|word| Audience::parse(word, "audience")).collect::<std::result::Result<_, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// A claim with its steps, one a line: `2026-03-01 接单 需求方 数量3 评价5 计划2026-04-01：说明`.
pub(super) async fn claim_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let district = state.only_district("demand")?;
    let demand = named(tx, district, cells.text("demand"), "demand").await?;
    let offer = match cells.text("offer") {
        "" => None,
        called => Some(named(tx, district, called, "offer").await?),
    };
    let taker = owner(tx, state, district, cells.text("taker"), "taker").await?;
    let lines = cells.text("steps").lines().map(str::trim).filter(|line| !line.is_empty());
    let steps: Vec<Line> = lines.map(Line::parse).collect::<std::result::Result<_, _>>()?;
    let Some((first, rest)) = steps.split_first() else {
        return Err(Refusal::new(Rule::NameEmpty, "steps").into());
    };
    let all = claim::of_entry(tx, district, demand.id).await?;
    let known = all.iter().find(|known| {
        let begun = known.steps.first().is_some_and(|taken| taken.step.on == first.on);
        known.taker == taker && known.offer == offer.as_ref().map(|offer| offer.id) && begun
    });
    if let Some(known) = known {
        // What has happened is not changed by a table: a claim goes on by its own steps.
        let same = written(known).len() == steps.len();
        return if same {
            Ok(Outcome::Unchanged)
        } else {
            Err(Refusal::new(Rule::ClaimStep, "steps").into())
        };
    }
    let mut work = state.command(tx, district).await?;
    let propose = ProposeClaim {
        demand: demand.id,
        offer: offer.map(|offer| offer.id),
        taker: Some(taker),
        quantity: first.quantity.unwrap_or(1),
        note: first.note.clone(),
        side: Some(first.side),
        on: Some(first.on),
    };
    let id = propose.run(&mut work).await?;
    for (version, line) in (1..).zip(rest) {
        let step = TakeClaimStep {
            id,
            version,
            kind: line.kind,
            side: Some(line.side),
            quantity: line.quantity,
            score: line.score,
            plan: line.plan,
            note: line.note.clone(),
            reason: line.reason,
            on: Some(line.on),
        };
        step.run(&mut work).await?;
    }
    state.made(district, id.uuid());
    Ok(Outcome::Added)
}

async fn named(tx: &mut Tx, district: DistrictId, called: &str, field: &'static str) -> Result<entry::Entry> {
    let by_id = called.parse().ok();
    let found = match entry::by_reference(tx, district, called).await? {
        Some(found) => Some(found),
        None => match by_id {
            Some(id) => entry::get(tx, district, id).await?,
            None => None,
        },
    };
    found.ok_or_else(|| Error::from(Refusal::new(Rule::EntryUnknown, field).with(called)))
}

/// One step of a claim as a table writes it.
pub(crate) struct Line {
    on: chrono::NaiveDate,
    kind: ClaimStepKind,
    side: Side,
    quantity: Option<i64>,
    score: Option<i64>,
    plan: Option<chrono::NaiveDate>,
    note: Option<String>,
    reason: Option<DeclineReason>,
}

impl Line {
    fn parse(line: &str) -> std::result::Result<Self, Refusal> {
        let unreadable = || Refusal::new(Rule::ClaimLine, "steps").with(line);
        let (head, note) = line.split_once('：').unwrap_or((line, ""));
        let mut words = head.split_whitespace();
        let mut next = || words.next().ok_or_else(unreadable);
        let on = next()?.parse().map_err(|_| unreadable())?;
        let kind = ClaimStepKind::parse(next()?, "steps")?;
        let side = Side::parse(next()?, "steps")?;
        let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        let mut read = Self { on, kind, side, quantity: None, score: None, plan: None, note, reason: None };
        for word in words {
            if let Some(n) = word.strip_prefix("数量") {
                read.quantity = Some(n.parse().map_err(|_| unreadable())?);
            } else if let Some(n) = word.strip_prefix("评价") {
                read.score = Some(n.parse().map_err(|_| unreadable())?);
            } else if let Some(day) = word.strip_prefix("计划") {
                read.plan = Some(day.parse().map_err(|_| unreadable())?);
            } else if let Some(reason) = word.strip_prefix("原因") {
                read.reason = Some(DeclineReason::parse(reason, "steps")?);
            } else {
                return Err(unreadable());
            }
        }
        Ok(read)
    }
}

/// The steps as a table writes them. A reopening that a low evaluation brought about follows by itself.
pub(crate) fn written(kept: &claim::Kept) -> Vec<String> {
    let steps: Vec<_> = kept.steps.iter().map(|taken| &taken.step).collect();
    let follows = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| steps.get(at));
        steps[at].kind == ClaimStepKind::Reopened
            && before.is_some_and(|step| step.kind == ClaimStepKind::Evaluated && step.side == Side::Demand)
    };
    let line = |at: usize| {
        let step = steps[at];
        let mut text = format!("{} {} {}", step.on, step.kind.term(), step.side.term());
        if let Some(n) = step.quantity {
            text.push_str(&format!(" 数量{n}"));
        }
        if let Some(score) = step.score {
            text.push_str(&format!(" 评价{}", score.score()));
        }
        if let Some(plan) = step.plan {
            text.push_str(&format!(" 计划{plan}"));
        }
        if let Some(reason) = step.reason {
            text.push_str(&format!(" 原因{}", reason.term()));
        }
        if let Some(note) = &step.note {
            // A line break would begin another step.
            text.push_str(&format!("：{}", note.replace('\n', " ")));
        }
        text
    };
    (0..steps.len()).filter(|at| !follows(*at)).map(line).collect()
}
