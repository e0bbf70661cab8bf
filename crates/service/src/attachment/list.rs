//! What is attached to something, and what the reader can do with it.

use domain::attachment::{Attached, Limits};
use storage::attachment::{self, Attachment};
use uuid::Uuid;

use super::held::{Act, Held, allowed};
use crate::{Result, View};

pub struct Attachments {
    /// Oldest first.
    pub items: Vec<Shown>,
    pub may_add: bool,
    pub limits: Limits,
}

pub struct Shown {
    pub attachment: Attachment,
    pub may_remove: bool,
}

/// # Errors
/// `NotFound` when the thing does not exist, or not for this caller.
pub async fn attachments(view: &mut View<'_>, to: (Attached, Uuid)) -> Result<Attachments> {
    let (district, today) = (view.district(), view.lianhe.today());
    let held = Held::load(&mut view.conn, district, to).await?;
    let place = held.seen(view).await?;
    let known = attachment::of(&mut view.conn, district, to).await?;
    let actor = &view.caller.actor;
    let may = |act| allowed(actor, &held, place.as_ref(), act, today).is_ok();
    let removes = may(Act::Remove);
    let own = |known: &Attachment| actor.place.unit.is_none_or(|unit| Some(unit) == known.unit);
    let shown =
        known.into_iter().map(|attachment| Shown { may_remove: removes && own(&attachment), attachment });
    Ok(Attachments { items: shown.collect(), may_add: may(Act::Add), limits: view.lianhe.attaching })
}

/// Asked before a file is read, so that nobody sends one in vain.
///
/// # Errors
/// `NotFound`, `Forbidden` or refused, as the attaching itself would be.
pub async fn may_attach(view: &mut View<'_>, to: (Attached, Uuid)) -> Result<()> {
    let (district, today) = (view.district(), view.lianhe.today());
    let held = Held::load(&mut view.conn, district, to).await?;
    let place = held.seen(view).await?;
    allowed(&view.caller.actor, &held, place.as_ref(), Act::Add, today)?;
    let known = attachment::of(&mut view.conn, district, to).await?;
    Ok(view.lianhe.attaching.check_count(known.len())?)
}
