//! New values of a division from a day on: rename, recode, convert a village into a community.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{DivisionChanges, EventKind, history};
use domain::id::DivisionId;
use domain::rule::{Refusal, Rule};
use serde_json::json;

use super::book::{Because, Book, note};
use super::values;
use crate::query::effective;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct EditDivision {
    pub id: DivisionId,
    pub version: i64,
    pub effective_on: Option<NaiveDate>,
    pub changes: DivisionChanges,
    pub because: Because,
}

impl Write for EditDivision {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let on = effective(self.effective_on, work.today());
        let mut book = Book::open(work).await?;
        book.authorise(work, Operation::DivisionEdit, self.id, on)?;
        let because = self.because.checked()?;
        let next = book.timeline.edit(self.id, &self.changes, on)?;
        check_bumped(storage::grid::bump(work.tx, work.district(), self.id, self.version).await?)?;
        book.store(work, &next).await?;
        let unchanged = || Refusal::new(Rule::NothingChanged, "name");
        let (old, new) = (book.timeline.on(self.id, on), next.timeline.on(self.id, on));
        let (old, new) = old.zip(new).map(|(old, new)| (&old.facts, &new.facts)).ok_or_else(unchanged)?;
        let kind = history::changed(old, new).first().copied().unwrap_or(EventKind::Rename);
        note(work, self.id, on, kind, None, &because).await?;
        let (before, mut after) = (values(old, None), values(new, None));
        after["effective_on"] = json!(on);
        if let Some(document) = because.document {
            after["document"] = json!(document);
        }
        let object = book.object(self.id, on);
        work.journal(Operation::DivisionEdit, object, (Some(before), Some(after)), because.reason).await
    }
}
