//! Divisions end and everything in them goes to another of their level, or to a new one (合并).

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{DivisionFacts, EventKind, Into};
use domain::id::DivisionId;
use serde_json::json;

use super::book::{Because, Book, note, object};
use super::follow::{Follow, Goes, Standing};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub enum MergeInto {
    Existing(DivisionId),
    /// It lies where the first of them lay.
    New(DivisionFacts),
}

pub struct MergeDivisions {
    /// Those that end, each with the version that was read.
    pub ended: Vec<(DivisionId, i64)>,
    pub into: MergeInto,
    pub on: NaiveDate,
    pub because: Because,
}

impl Write for MergeDivisions {
    /// The division into which they merged.
    type Output = DivisionId;

    async fn run(self, work: &mut Work<'_>) -> Result<DivisionId> {
        let (on, district) = (self.on, work.district());
        let mut book = Book::open(work).await?;
        for (id, _) in &self.ended {
            book.authorise(work, Operation::DivisionMerge, *id, on)?;
        }
        let into = match self.into {
            MergeInto::Existing(id) => {
                book.authorise_into(work, Operation::DivisionMerge, (id, "into_id"), on)?;
                Into::Existing(id)
            }
            MergeInto::New(facts) => {
                let first = self.ended.first().and_then(|(id, _)| book.timeline.near(*id, on));
                if let Some(parent) = first.and_then(|state| state.facts.parent) {
                    book.authorise_below(work, parent, on)?;
                }
                Into::New(DivisionId::new(work.ids.uuid()), facts)
            }
        };
        let because = self.because.with_reason()?;
        let ended: Vec<DivisionId> = self.ended.iter().map(|(id, _)| *id).collect();
        let next = book.timeline.merge(&ended, &into, on)?;
        for (id, version) in &self.ended {
            check_bumped(storage::grid::bump(work.tx, district, *id, *version).await?)?;
        }
        book.store(work, &next).await?;

        let (Into::Existing(target) | Into::New(target, _)) = into;
        let name = next.timeline.name(target, on).to_owned();
        let mut follow = Follow::new(&book.timeline, &next.timeline, on, &because);
        for id in &ended {
            note(work, *id, on, EventKind::Merge, Some(target), &because).await?;
            let standing = Standing::hold(work, *id, on).await?;
            let followed = follow.take(work, standing, &Goes::Into(target)).await?;
            follow.children(work, &book.timeline.inside(*id, on)).await?;
            follow.end_appointments(work, *id).await?;
            let after = json!({ "into": name, "valid_to": on, "document": because.document,
                "units": followed.units, "party_organisations": followed.party_organisations });
            let values = (Some(json!({ "valid_to": null })), Some(after));
            follow.say(Operation::DivisionMerge, book.object(*id, on), values);
        }
        let names: Vec<_> = ended.iter().map(|id| book.timeline.name(*id, on)).collect();
        let mut after = json!({ "merged": names, "effective_on": on, "document": because.document });
        if let Some(state) = next.timeline.on(target, on)
            && book.timeline.states(target).is_empty()
        {
            after = book.values(&state.facts, on);
            after["merged"] = json!(names);
            after["valid_from"] = json!(on);
        }
        let object = object(&next.timeline, target, on);
        follow.say(Operation::DivisionMerge, object, (None, Some(after)));
        follow.close(work).await?;
        Ok(target)
    }
}
