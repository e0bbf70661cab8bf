//! What stands open after meetings, for the desk: with the unit that owes it, and with the secretariat that waits for it.

use domain::access::Operation;
use domain::grid::DivisionRef;
use domain::id::UnitId;
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::task::TaskState;
use storage::consortium::body::{self, Consortium};
use storage::consortium::membership;
use storage::{meeting, minutes, task};

use super::{Task, task_object};
use crate::desk::{DeskDetail, DeskItem, DeskKind};
use crate::{Result, View};

pub(crate) async fn desk_items(view: &mut View<'_>) -> Result<Vec<DeskItem>> {
    let own = view.caller.actor.place;
    match own.unit {
        Some(unit) if view.caller.actor.may(Operation::TaskReport, &own) => of_unit(view, unit).await,
        None if view.caller.actor.may(Operation::TaskDecide, &own) => of_secretariat(view).await,
        _ => Ok(Vec::new()),
    }
}

async fn living(view: &mut View<'_>) -> Result<Vec<Consortium>> {
    let (district, day) = (view.district(), view.as_of);
    let bodies = body::all(&mut view.conn, district).await?;
    Ok(bodies.into_iter().filter(|body| body.life().contains(day)).collect())
}

/// Whoever is the unit's liaison now finds what the unit owes: a successor takes over what is open.
async fn of_unit(view: &mut View<'_>, unit: UnitId) -> Result<Vec<DeskItem>> {
    let (district, day, tree) = (view.district(), view.as_of, view.tree().await?);
    let members = membership::on_day(&mut view.conn, district, day).await?;
    let bodies = living(view).await?;
    let tasks = task::unfinished_of_unit(&mut view.conn, district, unit).await?;
    let items = tasks.into_iter().filter(|task| task.state.is_owed()).filter_map(|task| {
        let body = bodies.iter().find(|body| body.id == task.consortium)?;
        let kind = if task.is_overdue(day) { DeskKind::TaskOverdue } else { DeskKind::TaskOpen };
        let member = members.contains(&(body.id, unit));
        member.then(|| of_task(kind, task, tree.reference(body.division)))
    });
    Ok(items.collect())
}

/// The body of the caller's own place: what is overdue, what waits to be accepted, which corrections wait.
async fn of_secretariat(view: &mut View<'_>) -> Result<Vec<DeskItem>> {
    let (district, day, tree) = (view.district(), view.as_of, view.tree().await?);
    let own = view.caller.actor.place.division_id();
    let mut items = Vec::new();
    for body in living(view).await?.into_iter().filter(|body| body.division == own) {
        let division = tree.reference(body.division);
        for task in task::unfinished(&mut view.conn, district, body.id).await? {
            if task.state == TaskState::Done {
                items.push(of_task(DeskKind::TaskReported, task, division.clone()));
            } else if task.is_overdue(day) {
                items.push(of_task(DeskKind::TaskOverdue, task, division.clone()));
            }
        }
        for remark in minutes::open(&mut view.conn, district, body.id).await? {
            let Some(held) = meeting::get(&mut view.conn, district, remark.meeting).await? else { continue };
            items.push(DeskItem {
                kind: DeskKind::CorrectionOpen,
                object: ObjectRef {
                    kind: ObjectType::Meeting,
                    id: held.id.uuid(),
                    name: format!("{} {}", held.facts.kind.term(), held.facts.held_on),
                },
                division: division.clone(),
                since: Some(remark.made_on),
                due: None,
                detail: None,
            });
        }
    }
    Ok(items)
}

fn of_task(kind: DeskKind, task: Task, division: DivisionRef) -> DeskItem {
    DeskItem {
        kind,
        object: task_object(&task),
        division,
        since: None,
        due: Some(task.due_on),
        detail: Some(DeskDetail::Task {
            meeting: task.meeting,
            unit: task.unit_name,
            state: task.state,
            percent: task.percent,
        }),
    }
}
