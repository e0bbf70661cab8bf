//! What follows a post: the seats that are bound to it, and a unit's place in its consortia where it is the liaison's. No
//! row changes, because who holds them is read from the post; the journal says in the same transaction that they did.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{PostId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::organisation::PostKind;
use serde_json::{Value, json};
use storage::consortium::{body, membership, seat};

use super::set_seat::seat_object;
use crate::journal::Personal;
use crate::{Result, Work};

/// A post that has just changed hands.
pub(crate) struct Changed<'a> {
    pub post: PostId,
    pub kind: PostKind,
    pub unit: Option<UnitId>,
    /// The post as the journal names it.
    pub name: &'a str,
    pub before: Option<Personal>,
    pub after: Option<Personal>,
    pub on: NaiveDate,
}

pub(crate) async fn post_changed(work: &mut Work<'_>, changed: &Changed<'_>) -> Result<()> {
    let (district, on) = (work.district(), changed.on);
    for seat in seat::of_post(work.tx, district, changed.post, on).await? {
        if !seat.period.is_some_and(|period| period.contains(on)) {
            continue;
        }
        let Some(found) = body::get(work.tx, district, seat.consortium).await? else { continue };
        if found.life().contains(on) {
            let object = seat_object(found.name_on(on), seat.id, seat.kind);
            entry(work, object, changed).await?;
        }
    }
    let (PostKind::Liaison, Some(unit)) = (changed.kind, changed.unit) else { return Ok(()) };
    for held in membership::of_unit(work.tx, district, unit).await? {
        if !held.tenure.is_some_and(|tenure| tenure.contains(on)) {
            continue;
        }
        let Some(found) = body::get(work.tx, district, held.consortium).await? else { continue };
        if found.life().contains(on) {
            let name = format!("{} {}", found.name_on(on), changed.name);
            let object = ObjectRef { kind: ObjectType::Membership, id: held.id.uuid(), name };
            entry(work, object, changed).await?;
        }
    }
    Ok(())
}

async fn entry(work: &mut Work<'_>, object: ObjectRef, changed: &Changed<'_>) -> Result<()> {
    let before: Value = json!({ "holder": changed.before });
    let after = json!({ "holder": changed.after, "from": changed.on, "by_post": changed.name });
    work.journal(Operation::PostAssign, object, (Some(before), Some(after)), None).await
}
