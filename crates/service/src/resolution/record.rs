//! What was resolved is written down, while the minutes are a draft.

use domain::access::Operation;
use domain::id::{AgendaItemId, MeetingId, ResolutionId};
use domain::meeting::resolution::ResolutionKind;
use domain::rule::Rule;
use serde_json::{Value, json};
use storage::resolution;

use super::{BODY_MOST, Resolution, check_draft, meeting_written, needed, resolution_object};
use crate::{Result, Work, Write};

/// What a person types.
#[derive(Debug, Clone)]
pub struct NewResolution {
    pub kind: ResolutionKind,
    pub body: String,
    /// The item of the agenda that it settles.
    pub item: Option<AgendaItemId>,
}

pub struct RecordResolution {
    pub meeting: MeetingId,
    pub resolution: NewResolution,
    /// Set by imports: what was resolved at a meeting whose minutes are settled is filled in from its papers, with the
    /// number that it has there.
    pub from_papers: Option<i64>,
}

impl Write for RecordResolution {
    type Output = ResolutionId;

    async fn run(self, work: &mut Work<'_>) -> Result<ResolutionId> {
        let district = work.district();
        let (meeting, body, place) = meeting_written(work, self.meeting).await?;
        work.authorise(Operation::ResolutionRecord, &place)?;
        if self.from_papers.is_none() {
            check_draft(&meeting)?;
        }
        let others = resolution::of_meeting(work.tx, district, meeting.id).await?;
        let made = Resolution {
            id: ResolutionId::new(work.ids.uuid()),
            version: 1,
            meeting: meeting.id,
            item: self.resolution.item,
            sequence: self.from_papers.unwrap_or(others.last().map_or(1, |last| last.sequence + 1)),
            kind: self.resolution.kind,
            body: needed(&self.resolution.body, ("body", BODY_MOST), Rule::ResolutionEmpty)?,
        };
        resolution::insert(work.tx, district, &made).await?;
        let object = resolution_object(&body, &meeting, &made);
        work.journal(Operation::ResolutionRecord, object, (None, Some(values(&made))), None).await?;
        Ok(made.id)
    }
}

pub(super) fn values(resolution: &Resolution) -> Value {
    json!({ "kind": resolution.kind.word(), "body": resolution.body })
}
