//! What was said last of a unit or Party organisation, over all the streets in which it came to lie meanwhile: what an edit
//! or an end is about.

use domain::id::DivisionId;
use storage::organisation::{Dated, Rewrite, said};

use crate::{Error, Result, Work};

#[derive(Clone)]
pub(super) struct LastSaid<F> {
    pub said: Dated<F>,
    /// The row that holds now, or held last: in its street it is seen and permitted.
    pub now: Dated<F>,
    rows: Vec<Dated<F>>,
}

impl<F: PartialEq + Clone> LastSaid<F> {
    /// # Errors
    /// `NotFound` for what has no period.
    pub fn of(periods: Vec<Dated<F>>) -> Result<Self> {
        let now = periods.last().cloned().ok_or(Error::NotFound)?;
        let said = said(periods.iter().cloned()).pop().ok_or(Error::NotFound)?;
        let rows = periods.into_iter().filter(|row| row.period.from() >= said.period.from()).collect();
        Ok(Self { said, now, rows })
    }

    /// The rows that keep other periods in place of it, each in the streets in which its division then lies.
    pub async fn replaced(
        self,
        work: &mut Work<'_>,
        by: Vec<Dated<F>>,
        division: impl Fn(&F) -> DivisionId,
    ) -> Result<Rewrite<F>> {
        let mut after = Vec::new();
        for dated in by {
            let lies_in = division(&dated.facts);
            after.extend(work.spread(lies_in, dated).await?);
        }
        Ok(Rewrite::between(self.rows, after))
    }
}
