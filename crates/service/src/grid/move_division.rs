//! A community or village comes to lie in another street (划转), with everything that stands in it.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::EventKind;
use domain::id::DivisionId;
use serde_json::json;

use super::book::{Because, Book, note};
use super::follow::{Follow, Goes, Standing};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct MoveDivision {
    pub id: DivisionId,
    pub version: i64,
    pub parent: DivisionId,
    pub on: NaiveDate,
    pub because: Because,
}

impl Write for MoveDivision {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let Self { id, on, .. } = self;
        let mut book = Book::open(work).await?;
        book.authorise(work, Operation::DivisionMove, id, on)?;
        book.authorise_below(work, self.parent, on)?;
        let because = self.because.with_reason()?;
        let next = book.timeline.relocate(id, self.parent, on)?;
        check_bumped(storage::grid::bump(work.tx, work.district(), id, self.version).await?)?;
        book.store(work, &next).await?;
        note(work, id, on, EventKind::Move, None, &because).await?;
        let mut follow = Follow::new(&book.timeline, &next.timeline, on, &because);
        let standing = Standing::hold(work, id, on).await?;
        let followed = follow.take(work, standing, &Goes::Along).await?;
        let old = book.timeline.on(id, on).and_then(|state| state.facts.parent);
        let before = json!({ "parent": old.map(|parent| book.timeline.name(parent, on)) });
        let after = json!({ "parent": book.timeline.name(self.parent, on), "effective_on": on,
            "document": because.document, "units": followed.units,
            "party_organisations": followed.party_organisations });
        let values = (Some(before), Some(after));
        follow.say(Operation::DivisionMove, book.object(id, on), values);
        follow.close(work).await
    }
}
