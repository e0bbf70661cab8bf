//! The clauses of a charter: the district's standard, and a body's own with its reason.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::consortium::{Charter, CharterItem, Clause, InForce};
use domain::id::ConsortiumId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::body;
use storage::consortium::charter::{self, Kept};

use super::{NOTE_MOST, note, object, written};
use crate::work::{check_bumped, check_reason};
use crate::{Result, View, Work, Write};

/// A clause on a day, and all that was and will be said of it.
pub struct CharterLine {
    pub item: CharterItem,
    pub now: Option<InForce>,
    /// The body's own clauses, or the standard's, newest first.
    pub past: Vec<Clause>,
}

pub(super) fn lines(charter: &Charter, past: &[Clause], day: NaiveDate) -> Vec<CharterLine> {
    let line = |item: CharterItem| {
        let mut past: Vec<_> = past.iter().filter(|clause| clause.item == item).cloned().collect();
        past.sort_by_key(|clause| std::cmp::Reverse(clause.from));
        CharterLine { item, now: charter.on(item, day), past }
    };
    CharterItem::ALL.iter().copied().map(line).collect()
}

/// The district's standard: whoever may see a consortium may read it.
///
/// # Errors
/// `NotFound` for an appointment without business data.
pub async fn standard(view: &mut View<'_>) -> Result<(Vec<CharterLine>, bool)> {
    let own = view.caller.actor.place;
    view.authorise(Operation::ConsortiumView, &own)?;
    let (district, day) = (view.district(), view.as_of);
    let standard = charter::standard(&mut view.conn, district).await?;
    let charter = Charter { standard: standard.clone(), local: Vec::new() };
    let may = view.caller.actor.may(Operation::CharterStandard, &Place::district(district));
    Ok((lines(&charter, &standard, day), may))
}

/// Another value of a clause from a day on.
pub struct SetClause {
    /// `None` for the district's standard; else the body and the version of it that was read.
    pub consortium: Option<(ConsortiumId, i64)>,
    pub item: CharterItem,
    pub from: NaiveDate,
    /// `None` takes a body back to the standard.
    pub value: Option<i64>,
    pub reason: Option<String>,
}

impl Write for SetClause {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (operation, object, consortium) = match self.consortium {
            None => {
                work.authorise(Operation::CharterStandard, &Place::district(district))?;
                // The standard is the district's: its entries are found under the clause, made below.
                (Operation::CharterStandard, None, None)
            }
            Some((id, _)) => {
                let (found, place) = written(work, id).await?;
                work.authorise(Operation::CharterEdit, &place)?;
                super::check_living(&found, self.from.max(found.life().from()), "from")?;
                (Operation::CharterEdit, Some(object(&found, self.from)), Some(id))
            }
        };
        let reason = match consortium {
            // A deviation is justified; so is giving it up.
            Some(_) => Some(check_reason(self.reason.as_deref().unwrap_or_default())?),
            None => note(self.reason.as_deref(), "reason", NOTE_MOST)?,
        };
        match self.value {
            Some(value) => self.item.check(value)?,
            None if consortium.is_none() => {
                return Err(Refusal::new(Rule::NumberInvalid, "value").with("").into());
            }
            None => {}
        }
        if let Some((id, version)) = self.consortium {
            check_bumped(body::bump(work.tx, district, id, version).await?)?;
        }
        let all = charter::clauses(work.tx, district).await?;
        let own: Vec<Kept> =
            all.into_iter().filter(|k| k.consortium == consortium && k.clause.item == self.item).collect();
        let last = own.last();
        let clause = Clause { item: self.item, from: self.from, value: self.value, reason: reason.clone() };
        let row = match last {
            Some(last) if last.clause.from > self.from => {
                return Err(Refusal::new(Rule::CharterEarlier, "from").with(last.clause.from).into());
            }
            Some(last) if last.clause.value == self.value && last.clause.from == self.from => {
                return Err(Refusal::new(Rule::NothingChanged, "value").into());
            }
            Some(last) if last.clause.from == self.from => {
                charter::update(work.tx, district, &Kept { row: last.row, consortium, clause }).await?;
                last.row
            }
            _ => {
                let row = work.ids.uuid();
                charter::insert(work.tx, district, &Kept { row, consortium, clause }).await?;
                row
            }
        };
        let object = object.unwrap_or_else(|| ObjectRef {
            kind: ObjectType::Charter,
            id: row,
            name: self.item.term().to_owned(),
        });
        let word = self.item.word();
        let before = json!({ word: last.and_then(|last| last.clause.value) });
        let after = json!({ word: self.value, "effective_on": self.from });
        work.journal(operation, object, (Some(before), Some(after)), reason).await
    }
}
