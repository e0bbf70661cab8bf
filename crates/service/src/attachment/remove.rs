//! A file goes, with a reason. Its bytes are gone; its row stays with its digests, so that the journal stays provable.

use domain::attachment::Attached;
use domain::id::AttachmentId;
use storage::attachment;
use uuid::Uuid;

use super::held::{Act, Held, allowed};
use super::values;
use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, Work, Write};

pub struct RemoveAttachment {
    pub id: AttachmentId,
    pub version: i64,
    pub reason: String,
}

impl Write for RemoveAttachment {
    /// To what it belonged.
    type Output = (Attached, Uuid);

    async fn run(self, work: &mut Work<'_>) -> Result<(Attached, Uuid)> {
        let (district, today) = (work.district(), work.today());
        let known = attachment::get(work.tx, district, self.id).await?;
        let known = known.filter(|known| known.removed_at.is_none()).ok_or(Error::NotFound)?;
        let to = (known.to, known.object);
        let held = Held::load(work.tx, district, to).await?;
        let place = held.written(work).await?;
        allowed(&work.actor, &held, Some(&place), Act::Remove, today)?;
        // A unit takes back what it attached itself.
        if work.actor.place.unit.is_some_and(|unit| Some(unit) != known.unit) {
            return Err(Error::Forbidden(Act::Remove.operation()));
        }
        let reason = check_reason(&self.reason)?;
        let removed = (work.now, work.actor.person);
        check_bumped(attachment::remove(work.tx, district, (self.id, self.version), removed).await?)?;
        let called = held.object(work.tx, district, today).await?;
        work.journal(Act::Remove.operation(), called, (Some(values(&known)), None), Some(reason)).await?;
        Ok(to)
    }
}
