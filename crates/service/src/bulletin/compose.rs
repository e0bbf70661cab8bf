//! What the recorded facts of a period have to say for a draft.

use chrono::{Days, NaiveDate};
use domain::access::Operation;
use domain::bulletin::{
    FigureChange, Handled, Held, PeriodFacts, SeatChange, Section, check_period, compose, title_of,
};
use domain::consortium::{SeatKind, SeatStepKind};
use domain::id::{ConsortiumId, DivisionId, UnitId};
use domain::meeting::course::MeetingStage;
use domain::statistics::{Basis, Statistics, roll_up};
use storage::bulletin;
use storage::consortium::membership;
use storage::consortium::seat::{self, Bound};

use crate::consortium::seen;
use crate::meeting::list_meetings;
use crate::{Result, View};

/// A draft that nobody has kept yet.
pub struct Proposal {
    pub title: String,
    pub sections: Vec<Section>,
}

/// # Errors
/// `NotFound` when the body does not exist, or not for this caller; `Forbidden` for who may not draft.
pub async fn propose(
    view: &mut View<'_>,
    id: ConsortiumId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Proposal> {
    let (found, place) = seen(view, id).await?;
    view.authorise(Operation::BulletinDraft, &place)?;
    check_period(from, to, view.lianhe.today())?;
    let within = |day: NaiveDate| from <= day && day < to;
    let day_before = |day: NaiveDate| day.checked_sub_days(Days::new(1)).unwrap_or(day);
    // Of a period that is under way the draft tells up to today.
    let last = day_before(to).min(view.as_of);
    let mut facts = PeriodFacts { held: held(view, id, &within).await?, ..PeriodFacts::default() };
    let district = view.district();
    let units = membership::units(&mut view.conn, district, id, last).await?;
    let name = |unit: UnitId| {
        units.iter().find(|known| known.id == unit).map(|known| known.name.clone()).unwrap_or_default()
    };
    let tasks = bulletin::tasks(&mut view.conn, district, id, (from, to)).await?;
    facts.handled = tasks
        .into_iter()
        .map(|task| Handled {
            unit: name(UnitId::new(task.unit_id)),
            title: task.title,
            due: task.due_on,
            closed: task.closed_on.filter(|on| *on < to),
        })
        .collect();
    let mut memberships = membership::of_consortium(&mut view.conn, district, id).await?;
    memberships.sort_by_key(|m| units.iter().position(|unit| unit.id == m.unit));
    for tenure in memberships.iter().filter_map(|m| m.tenure.map(|tenure| (m.unit, tenure))) {
        let (unit, tenure) = tenure;
        if within(tenure.from()) {
            facts.joined.push(name(unit));
        }
        if tenure.to().is_some_and(within) {
            facts.left.push(name(unit));
        }
        facts.members += usize::from(tenure.contains(last));
    }
    facts.seats = seats(view, id, (from, to)).await?;
    facts.figures = figures(view, found.division, (last, day_before(from))).await?;
    Ok(Proposal { title: title_of(from, to), sections: compose(&facts) })
}

async fn held(
    view: &mut View<'_>,
    id: ConsortiumId,
    within: &(dyn Fn(NaiveDate) -> bool + Sync),
) -> Result<Vec<Held>> {
    let meetings = list_meetings(view, id).await?;
    let of_period = meetings.into_iter().rev().filter(|shown| {
        shown.meeting.course.stage == MeetingStage::Held && within(shown.meeting.facts.held_on)
    });
    let mut held = Vec::new();
    for shown in of_period {
        let resolutions = storage::resolution::of_meeting(
            &mut view.conn,
            view.caller.actor.place.district,
            shown.meeting.id,
        )
        .await?;
        let facts = shown.meeting.facts;
        // Older meetings have their decisions as one text, later ones item by item.
        let lines: Vec<_> =
            resolutions.into_iter().map(|one| format!("{}. {}", one.sequence, one.body)).collect();
        held.push(Held {
            kind: facts.kind,
            on: facts.held_on,
            present: shown.present,
            called: shown.called,
            decisions: if lines.is_empty() { facts.decisions } else { Some(lines.join("\n")) },
        });
    }
    Ok(held)
}

/// Who took a seat or left it: with a post, or by steps of a term.
async fn seats(
    view: &mut View<'_>,
    id: ConsortiumId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<SeatChange>> {
    let district = view.district();
    let within = |day: NaiveDate| from <= day && day < to;
    let holdings = bulletin::holdings(&mut view.conn, district, id, (from, to)).await?;
    let mut changes = Vec::new();
    for holding in holdings {
        let seat = SeatKind::parse(&holding.seat_kind, "kind")?.term();
        let change = |on, began| SeatChange { seat, holder: holding.name.clone(), on, began };
        if within(holding.valid_to) {
            changes.push(change(holding.valid_to, false));
        }
        if within(holding.valid_from) {
            changes.push(change(holding.valid_from, true));
        }
    }
    for seat in seat::of_consortia(&mut view.conn, district, &[id], to).await? {
        let Bound::Person { name, .. } = &seat.bound else { continue };
        for step in seat.steps.iter().filter(|step| within(step.on)) {
            let began = match step.kind {
                SeatStepKind::Appointed => true,
                SeatStepKind::Ended => false,
                _ => continue,
            };
            changes.push(SeatChange { seat: seat.kind.term(), holder: name.clone(), on: step.on, began });
        }
    }
    changes.sort_by_key(|change| (change.on, change.began));
    Ok(changes)
}

/// The figures of the body's territory on the last day of the period, and of the one before.
async fn figures(
    view: &mut View<'_>,
    division: DivisionId,
    (last, before): (NaiveDate, NaiveDate),
) -> Result<Vec<FigureChange>> {
    let district = view.district();
    let now = storage::statistics::facts(&mut view.conn, district, last).await?;
    let then = storage::statistics::facts(&mut view.conn, district, before).await?;
    let now = roll_up(&now, division, Basis::Territory);
    let then = roll_up(&then, division, Basis::Territory);
    let change = |name, unit, of: fn(&Statistics) -> Option<i64>| FigureChange {
        name,
        unit,
        now: of(&now),
        before: of(&then),
    };
    Ok(vec![
        change("人口", "人", |figures| figures.population.total),
        change("党委（党工委、党总支）", "个", |figures| Some(figures.committees.total)),
        change("党支部", "个", |figures| Some(figures.branches.total)),
        change("党员", "人", |figures| Some(figures.members.total)),
        change("单位", "个", |figures| Some(figures.units_total)),
    ])
}
