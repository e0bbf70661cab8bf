//! S6: bulletins: drafted, approved, published to the member units, received and answered by them.

mod approve;
mod compose;
mod desk;
mod draft;
mod edit;
mod lists;
mod opinion;
mod publish;
mod receive;
mod show;
mod withdraw;

pub use approve::ApproveBulletin;
pub use compose::{Proposal, propose};
pub(crate) use desk::{awaited, unread};
pub use draft::{DraftBulletin, NewBulletin};
pub use edit::EditBulletin;
pub use lists::RefreshLists;
pub use opinion::{AnswerOpinion, CloseOpinion, GiveOpinion};
pub use publish::PublishBulletin;
pub use receive::ReceiveBulletin;
pub use show::{BulletinDetail, BulletinShown, OpinionShown, ReceiptShown, list_bulletins, show_bulletin};
pub use withdraw::WithdrawBulletin;

pub use storage::bulletin::{Bulletin, Opinion};

use domain::access::{Operation, Place};
use domain::bulletin::BulletinStep;
use domain::id::{BulletinId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use storage::bulletin;
use storage::consortium::membership;

use crate::consortium::{Consortium, written};
use crate::{Error, Result, Work};

/// A bulletin that is to be written to, with its body and where that lies for the actor.
async fn found(work: &mut Work<'_>, id: BulletinId) -> Result<(Bulletin, Consortium, Place)> {
    let district = work.district();
    let known = bulletin::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let (body, place) = written(work, known.consortium).await?;
    Ok((known, body, place))
}

pub(crate) fn object(body: &Consortium, known: &Bulletin) -> ObjectRef {
    let name = format!("{} {}", body.name_on(known.from), known.title);
    ObjectRef { kind: ObjectType::Bulletin, id: known.id.uuid(), name }
}

/// Where a step leads to from the state that was read, or stands in the way.
fn stepped(known: &Bulletin, step: BulletinStep) -> Result<domain::bulletin::BulletinState> {
    Ok(known.state.after(step)?)
}

/// The unit for which something is done: its own for somebody who acts for a unit, the one that is named for others. It
/// must be one to which the bulletin was sent.
async fn recipient(
    work: &mut Work<'_>,
    known: &Bulletin,
    named: Option<UnitId>,
    operation: Operation,
) -> Result<(UnitId, String)> {
    let district = work.district();
    let unit = match (work.actor.place.unit, named) {
        (Some(own), None) => own,
        (Some(own), Some(named)) if own == named => own,
        (Some(_), Some(_)) => return Err(Error::Forbidden(operation)),
        (None, Some(named)) => named,
        (None, None) => return Err(Refusal::new(Rule::BulletinUnitMissing, "unit_id").into()),
    };
    let day = known.published_on.unwrap_or(known.from);
    let units = membership::units(work.tx, district, known.consortium, day).await?;
    let name = units.into_iter().find(|known| known.id == unit).map(|known| known.name).unwrap_or_default();
    let sent = bulletin::receipts(work.tx, district, known.id).await?;
    if !sent.iter().any(|receipt| receipt.unit == unit) {
        return Err(Refusal::new(Rule::BulletinNotRecipient, "unit_id").with(name).into());
    }
    Ok((unit, name))
}
