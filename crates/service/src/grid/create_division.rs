//! A new division below another.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{DivisionFacts, EventKind};
use domain::id::DivisionId;

use super::book::{Because, Book, note, object};
use crate::{Result, Work, Write};

pub struct CreateDivision {
    pub parent: DivisionId,
    /// Its parent is set by the command.
    pub facts: DivisionFacts,
    pub valid_from: NaiveDate,
    pub because: Because,
}

impl Write for CreateDivision {
    type Output = DivisionId;

    async fn run(self, work: &mut Work<'_>) -> Result<DivisionId> {
        let mut book = Book::open(work).await?;
        book.authorise_below(work, self.parent, self.valid_from)?;
        let because = self.because.checked()?;
        let (id, on) = (DivisionId::new(work.ids.uuid()), self.valid_from);
        let facts = DivisionFacts { parent: Some(self.parent), ..self.facts };
        let next = book.timeline.create(id, self.parent, facts.clone(), on)?;
        book.store(work, &next).await?;
        note(work, id, on, EventKind::Create, None, &because).await?;
        let mut after = book.values(&facts, on);
        after["valid_from"] = serde_json::json!(on);
        after["document"] = serde_json::json!(because.document);
        let object = object(&next.timeline, id, on);
        work.journal(Operation::DivisionCreate, object, (None, Some(after)), because.reason).await?;
        Ok(id)
    }
}
