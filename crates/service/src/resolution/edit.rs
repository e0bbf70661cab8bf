//! What was resolved is put right, while the minutes are a draft.

use domain::access::Operation;
use domain::id::{AgendaItemId, MeetingId, ResolutionId};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::meeting::Meeting;
use storage::{resolution, task};

use super::record::values;
use super::{
    BODY_MOST, NewResolution, Resolution, check_draft, needed, resolution_object, resolution_written,
};
use crate::consortium::{Consortium, written};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct EditResolution {
    pub id: ResolutionId,
    pub version: i64,
    pub resolution: NewResolution,
}

impl Write for EditResolution {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let district = work.district();
        let (old, meeting, body, place) = resolution_written(work, self.id).await?;
        work.authorise(Operation::ResolutionRecord, &place)?;
        check_draft(&meeting)?;
        let changed = Resolution {
            version: self.version,
            kind: self.resolution.kind,
            body: needed(&self.resolution.body, ("body", BODY_MOST), Rule::ResolutionEmpty)?,
            item: self.resolution.item,
            ..old.clone()
        };
        if (changed.kind, &changed.body, changed.item) == (old.kind, &old.body, old.item) {
            return Err(Refusal::new(Rule::NothingChanged, "body").into());
        }
        if !changed.kind.has_tasks() {
            check_no_tasks(work, &old).await?;
        }
        check_bumped(resolution::update(work.tx, district, &changed).await?)?;
        let object = resolution_object(&body, &meeting, &changed);
        let values = (Some(values(&old)), Some(values(&changed)));
        work.journal(Operation::ResolutionRecord, object, values, None).await?;
        Ok(meeting.id)
    }
}

/// Says which item of the agenda a resolution out of an older record settles.
pub(crate) async fn relink(
    work: &mut Work<'_>,
    body: &Consortium,
    meeting: &Meeting,
    old: Resolution,
    item: AgendaItemId,
) -> Result<()> {
    let (_, place) = written(work, body.id).await?;
    work.authorise(Operation::ResolutionRecord, &place)?;
    let district = work.district();
    let changed = Resolution { item: Some(item), ..old.clone() };
    check_bumped(resolution::update(work.tx, district, &changed).await?)?;
    let object = resolution_object(body, meeting, &changed);
    let values = (Some(json!({ "agenda_item_id": old.item })), Some(json!({ "agenda_item_id": item })));
    work.journal(Operation::ResolutionRecord, object, values, None).await
}

/// # Errors
/// Refuses a resolution with which somebody was charged.
pub(super) async fn check_no_tasks(work: &mut Work<'_>, resolution: &Resolution) -> Result<()> {
    let district = work.district();
    let tasks = task::of_meeting(work.tx, district, resolution.meeting).await?;
    let count = tasks.iter().filter(|task| task.resolution == resolution.id).count();
    if count > 0 {
        return Err(Refusal::new(Rule::ResolutionHasTasks, "id").with(count).into());
    }
    Ok(())
}
