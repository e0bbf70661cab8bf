//! The end of a division in which nothing is open any more.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::EventKind;
use domain::id::DivisionId;
use serde_json::json;

use super::book::{Because, Book, note};
use super::follow::Follow;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct DissolveDivision {
    pub id: DivisionId,
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub because: Because,
}

impl Write for DissolveDivision {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (id, on, district) = (self.id, self.on, work.district());
        let mut book = Book::open(work).await?;
        book.authorise(work, Operation::DivisionDissolve, id, on)?;
        let because = self.because.with_reason()?;
        let open = storage::grid::organisations_inside(work.tx, district, id, on).await?;
        let next = book.timeline.dissolve(id, open, on)?;
        check_bumped(storage::grid::bump(work.tx, district, id, self.version).await?)?;
        book.store(work, &next).await?;
        note(work, id, on, EventKind::Dissolve, None, &because).await?;
        let mut follow = Follow::new(&book.timeline, &next.timeline, on, &because);
        follow.end_appointments(work, id).await?;
        let after = json!({ "valid_to": on, "document": because.document });
        let values = (Some(json!({ "valid_to": null })), Some(after));
        follow.say(Operation::DivisionDissolve, book.object(id, on), values);
        follow.close(work).await
    }
}
