//! What bulletins put on the desk: of the secretary of a body's place, and of a unit's liaison.

use domain::bulletin::BulletinState;
use domain::id::ConsortiumId;
use domain::journal::{ObjectRef, ObjectType};
use storage::bulletin::{self, Bulletin};
use storage::consortium::membership;

use super::show::in_order_of_the_grid;
use crate::desk::{DeskItem, DeskKind};
use crate::{Result, View};

fn named(bulletin: &Bulletin, what: String) -> ObjectRef {
    ObjectRef { kind: ObjectType::Bulletin, id: bulletin.id.uuid(), name: what }
}

/// What a unit has not received yet: one tap each.
pub(crate) async fn unread(view: &mut View<'_>) -> Result<Vec<DeskItem>> {
    let Some(unit) = view.caller.actor.place.unit else { return Ok(Vec::new()) };
    let (district, tree) = (view.district(), view.tree().await?);
    let mut items = Vec::new();
    for receipt in bulletin::unreceived_by(&mut view.conn, district, unit).await? {
        let Some(found) = bulletin::get(&mut view.conn, district, receipt.bulletin).await? else { continue };
        let Ok((body, _)) = crate::consortium::seen(view, found.consortium).await else { continue };
        items.push(DeskItem {
            kind: DeskKind::BulletinUnreceived,
            object: named(&found, format!("{} {}", body.name_on(view.as_of), found.title)),
            division: tree.reference(body.division),
            since: found.published_on,
            due: None,
            detail: None,
        });
    }
    Ok(items)
}

/// What the bodies of the caller's own place wait for: approval and publication, receipts in the order of the grid, answers
/// by their deadline.
pub(crate) async fn awaited(view: &mut View<'_>, bodies: &[ConsortiumId]) -> Result<Vec<DeskItem>> {
    use BulletinState as S;
    let (district, day, tree) = (view.district(), view.as_of, view.tree().await?);
    let place = tree.reference(view.caller.actor.place.division_id());
    let mut items = Vec::new();
    for id in bodies {
        let conn = &mut view.conn;
        let bulletins = bulletin::of_consortium(conn, district, *id).await?;
        let receipts = bulletin::receipts_of(conn, district, Some(*id)).await?;
        let open = bulletin::open_opinions(conn, district, *id).await?;
        let units = membership::units(conn, district, *id, day).await?;
        for found in &bulletins {
            let pending = || DeskItem {
                kind: DeskKind::BulletinPending,
                object: named(found, format!("{}（{}）", found.title, found.state.term())),
                division: place.clone(),
                since: found.approved_on,
                due: None,
                detail: None,
            };
            match found.state {
                S::Draft | S::Approved => items.push(pending()),
                S::Published => (),
                S::Withdrawn => continue,
            }
            let missing = receipts.iter().filter(|r| r.bulletin == found.id && r.received_on.is_none());
            for missing in in_order_of_the_grid(missing.copied().collect(), &units, &tree) {
                items.push(DeskItem {
                    kind: DeskKind::ReceiptMissing,
                    object: named(found, format!("{} · {}", missing.name, found.title)),
                    division: missing.division,
                    since: found.published_on,
                    due: None,
                    detail: None,
                });
            }
            for opinion in open.iter().filter(|opinion| opinion.bulletin == found.id) {
                let unit = units.iter().find(|unit| unit.id == opinion.unit);
                let name = unit.map(|unit| unit.name.as_str()).unwrap_or_default();
                items.push(DeskItem {
                    kind: DeskKind::OpinionOpen,
                    object: named(found, format!("{name} · {}", opinion.body)),
                    division: place.clone(),
                    since: Some(opinion.made_on),
                    due: Some(opinion.due_on),
                    detail: None,
                });
            }
        }
    }
    Ok(items)
}
