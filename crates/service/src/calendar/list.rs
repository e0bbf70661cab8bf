//! The addresses that there are; never the secrets.

use domain::access::Operation;
use domain::id::ConsortiumId;
use storage::calendar::{self, Feed};

use crate::consortium::seen;
use crate::{Result, View};

/// # Errors
/// When the database cannot be read.
pub async fn own_feeds(view: &mut View<'_>) -> Result<Vec<Feed>> {
    let (district, person) = (view.district(), view.caller.actor.person);
    let own = view.caller.actor.place;
    view.authorise(Operation::CalendarOwn, &own)?;
    Ok(calendar::of_person(&mut view.conn, district, person).await?)
}

/// # Errors
/// `Forbidden` for members: the addresses are the secretariat's affair.
pub async fn shared_feeds(view: &mut View<'_>, id: ConsortiumId) -> Result<Vec<Feed>> {
    let district = view.district();
    let (_, place) = seen(view, id).await?;
    view.authorise(Operation::CalendarShare, &place)?;
    Ok(calendar::of_consortium(&mut view.conn, district, id).await?)
}
