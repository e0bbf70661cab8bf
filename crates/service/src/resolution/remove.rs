//! What was not resolved after all goes, while the minutes are a draft and nobody is charged with it.

use domain::access::Operation;
use domain::id::{MeetingId, ResolutionId};
use storage::resolution;

use super::edit::check_no_tasks;
use super::record::values;
use super::{check_draft, resolution_object, resolution_written};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct RemoveResolution {
    pub id: ResolutionId,
    pub version: i64,
}

impl Write for RemoveResolution {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let (old, meeting, body, place) = resolution_written(work, self.id).await?;
        work.authorise(Operation::ResolutionRecord, &place)?;
        check_draft(&meeting)?;
        check_no_tasks(work, &old).await?;
        check_bumped(resolution::remove(work.tx, district, self.id, self.version).await?)?;
        // The entry is the meeting's: the resolution will not be there to be asked for its history.
        let mut object = resolution_object(&body, &meeting, &old);
        (object.kind, object.id) = (domain::journal::ObjectType::Meeting, meeting.id.uuid());
        work.journal(Operation::ResolutionRecord, object, (Some(values(&old)), None), None).await?;
        Ok(meeting.id)
    }
}
