//! The bulletins of a body, and one of them with who received it and what was said about it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::bulletin::{BulletinState, Section};
use domain::grid::{DivisionRef, Tree};
use domain::id::{BulletinId, ConsortiumId, UnitId};
use storage::bulletin::{self, Bulletin, Opinion, Receipt};
use storage::consortium::membership::{self, MemberUnit};

use crate::consortium::seen;
use crate::{Error, Result, View};

#[derive(Debug, Clone)]
pub struct BulletinShown {
    pub bulletin: Bulletin,
    pub recipients: usize,
    pub received: usize,
    pub open_opinions: usize,
    /// For somebody who acts for a unit: whether it was sent to it, and when it was received.
    pub own: Option<Receipt>,
}

pub struct ReceiptShown {
    pub unit: UnitId,
    pub name: String,
    pub division: DivisionRef,
    pub received_on: Option<NaiveDate>,
}

pub struct OpinionShown {
    pub opinion: Opinion,
    pub unit_name: String,
}

pub struct BulletinDetail {
    pub shown: BulletinShown,
    pub consortium: String,
    pub sections: Vec<Section>,
    /// In the order of the grid, and never by how quick anybody was.
    pub receipts: Vec<ReceiptShown>,
    pub opinions: Vec<OpinionShown>,
    pub permissions: Vec<Operation>,
}

/// What is not published yet is seen by those who work on it; what was sent, by those to whom it went, however it ended.
fn visible(view: &View<'_>, place: &Place, shown: &BulletinShown) -> bool {
    let actor = &view.caller.actor;
    if actor.may(Operation::BulletinDraft, place) {
        return true;
    }
    let sent = matches!(shown.bulletin.state, BulletinState::Published | BulletinState::Withdrawn);
    sent && shown.bulletin.published_on.is_some() && (actor.place.unit.is_none() || shown.own.is_some())
}

/// Those that the caller may see, of the newest period first.
///
/// # Errors
/// `NotFound` when the body does not exist, or not for this caller.
pub async fn list_bulletins(view: &mut View<'_>, id: ConsortiumId) -> Result<Vec<BulletinShown>> {
    let district = view.district();
    let (_, place) = seen(view, id).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let all = bulletin::of_consortium(&mut view.conn, district, id).await?;
    let receipts = bulletin::receipts_of(&mut view.conn, district, Some(id)).await?;
    let opinions = bulletin::opinions_of(&mut view.conn, district, Some(id)).await?;
    let own = view.caller.actor.place.unit;
    let mut sent: HashMap<BulletinId, Vec<Receipt>> = HashMap::new();
    for receipt in receipts {
        sent.entry(receipt.bulletin).or_default().push(receipt);
    }
    let shown = all.into_iter().map(|bulletin| {
        let sent = sent.remove(&bulletin.id).unwrap_or_default();
        let open = |opinion: &&Opinion| {
            opinion.bulletin == bulletin.id
                && opinion.answered_on.is_none()
                && own.is_none_or(|own| own == opinion.unit)
        };
        BulletinShown {
            recipients: sent.len(),
            received: sent.iter().filter(|receipt| receipt.received_on.is_some()).count(),
            open_opinions: opinions.iter().filter(open).count(),
            own: sent.iter().find(|receipt| Some(receipt.unit) == own).copied(),
            bulletin,
        }
    });
    Ok(shown.filter(|shown| visible(view, &place, shown)).collect())
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_bulletin(view: &mut View<'_>, id: BulletinId) -> Result<BulletinDetail> {
    let district = view.district();
    let found = bulletin::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let (body, place) = seen(view, found.consortium).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let all = list_bulletins(view, found.consortium).await?;
    let shown = all.into_iter().find(|shown| shown.bulletin.id == id).ok_or(Error::NotFound)?;
    let sections = bulletin::sections(&mut view.conn, district, Some(id)).await?;
    let day = found.published_on.unwrap_or(view.as_of);
    let units = membership::units(&mut view.conn, district, found.consortium, day).await?;
    let own = view.caller.actor.place.unit;
    let mine = |unit: UnitId| own.is_none_or(|own| own == unit);
    let receipts = bulletin::receipts(&mut view.conn, district, id).await?;
    let receipts: Vec<Receipt> = receipts.into_iter().filter(|receipt| mine(receipt.unit)).collect();
    let opinions = bulletin::opinions_of(&mut view.conn, district, Some(found.consortium)).await?;
    let opinions = opinions.into_iter().filter(|opinion| opinion.bulletin == id && mine(opinion.unit));
    let named = |unit: UnitId| units.iter().find(|known| known.id == unit);
    let opinions = opinions.map(|opinion| OpinionShown {
        unit_name: named(opinion.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        opinion,
    });
    let opinions = opinions.collect();
    let tree = view.tree().await?;
    let actor = &view.caller.actor;
    let permissions = Operation::ALL.iter().copied();
    Ok(BulletinDetail {
        consortium: body.name_on(day).to_owned(),
        sections: sections.into_iter().map(|(_, section)| section).collect(),
        receipts: in_order_of_the_grid(receipts, &units, &tree),
        opinions,
        permissions: permissions.filter(|op| !op.is_session() && actor.may(*op, &place)).collect(),
        shown,
    })
}

/// By division as lists of the grid show them, then by name.
pub(super) fn in_order_of_the_grid(
    receipts: Vec<Receipt>,
    units: &[MemberUnit],
    tree: &Tree,
) -> Vec<ReceiptShown> {
    let place = |division| tree.nodes().iter().position(|node| node.id == division).unwrap_or(usize::MAX);
    let mut rows: Vec<_> = receipts
        .into_iter()
        .filter_map(|receipt| {
            let at = units.iter().position(|unit| unit.id == receipt.unit)?;
            let unit = units.get(at)?;
            let shown = ReceiptShown {
                unit: unit.id,
                name: unit.name.clone(),
                division: tree.reference(unit.division),
                received_on: receipt.received_on,
            };
            Some(((place(unit.division), at), shown))
        })
        .collect();
    rows.sort_by_key(|(key, _)| *key);
    rows.into_iter().map(|(_, shown)| shown).collect()
}
