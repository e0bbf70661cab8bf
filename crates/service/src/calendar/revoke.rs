//! An address is withdrawn: whoever has it gets nothing any more.

use domain::access::Operation;
use domain::id::CalendarFeedId;
use serde_json::json;
use storage::calendar;

use super::object;
use crate::consortium::written;
use crate::{Error, Result, Work, Write};

pub struct RevokeFeed {
    pub id: CalendarFeedId,
}

impl Write for RevokeFeed {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, now, today) = (work.district(), work.now, work.today());
        let feed = calendar::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (operation, of) = match feed.consortium {
            Some(consortium) => {
                let (found, place) = written(work, consortium).await?;
                work.authorise(Operation::CalendarShare, &place)?;
                (Operation::CalendarShare, found.name_on(today).to_owned())
            }
            None if feed.person == work.actor.person => {
                let own = work.actor.place;
                work.authorise(Operation::CalendarOwn, &own)?;
                (Operation::CalendarOwn, work.actor.place_name.clone())
            }
            None => return Err(Error::NotFound),
        };
        if !calendar::revoke(work.tx, district, self.id, now).await? {
            return Err(Error::NotFound);
        }
        let values = (Some(json!({ "state": "open" })), Some(json!({ "state": "revoked" })));
        work.journal(operation, object(&feed, &of), values, None).await
    }
}
