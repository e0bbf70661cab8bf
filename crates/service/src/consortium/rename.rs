//! A consortium gets another name from a day on.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::ConsortiumId;
use domain::name::Name;
use domain::period::{Change, Period, change_on, end_on};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::body::{self, Named};

use super::{NOTE_MOST, note, object, written};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct RenameConsortium {
    pub id: ConsortiumId,
    pub version: i64,
    pub on: NaiveDate,
    pub name: String,
    pub document: Option<String>,
    pub reason: Option<String>,
}

impl Write for RenameConsortium {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (found, place) = written(work, self.id).await?;
        work.authorise(Operation::ConsortiumEdit, &place)?;
        let last = found.names.last().cloned().ok_or(Error::NotFound)?;
        let name = Name::parse(&self.name, "name")?;
        let (document, reason) = (
            note(self.document.as_deref(), "document", NOTE_MOST)?,
            note(self.reason.as_deref(), "reason", NOTE_MOST)?,
        );
        if name == last.name {
            return Err(Refusal::new(Rule::NothingChanged, "name").into());
        }
        let change = change_on(last.period, self.on)?;
        check_bumped(body::bump(work.tx, district, self.id, self.version).await?)?;
        match change {
            Change::Correct => {
                let corrected = Named { name: name.clone(), document: document.clone(), ..last.clone() };
                body::update_name(work.tx, district, self.id, &corrected).await?;
            }
            Change::Split => {
                let ended =
                    Named { period: end_on(Period::open(last.period.from()), self.on)?, ..last.clone() };
                body::update_name(work.tx, district, self.id, &ended).await?;
                let next = Named {
                    row: work.ids.uuid(),
                    period: Period::new(self.on, last.period.to())?,
                    name: name.clone(),
                    document: document.clone(),
                    reason: reason.clone(),
                };
                body::insert_name(work.tx, district, self.id, &next).await?;
            }
        }
        let before = json!({ "name": last.name });
        let after = json!({ "name": name, "effective_on": self.on, "document": document });
        let values = (Some(before), Some(after));
        work.journal(Operation::ConsortiumEdit, object(&found, self.on), values, reason).await
    }
}
