//! The secretary's word that the body's lists were refreshed: it settles what is owed for a period.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{ConsortiumId, ListRefreshId};
use domain::journal::{ObjectRef, ObjectType};
use domain::obligation::ObligationKind;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::bulletin::{self, Refresh};
use storage::consortium::body;

use crate::consortium::{check_living, check_past, note, written};
use crate::{Result, Work, Write};

const NOTE_MOST: usize = 500;

pub struct RefreshLists {
    pub consortium: ConsortiumId,
    /// A day of the period for which it counts.
    pub counts_for: NaiveDate,
    pub on: NaiveDate,
    pub note: Option<String>,
}

impl Write for RefreshLists {
    type Output = ListRefreshId;

    async fn run(self, work: &mut Work<'_>) -> Result<ListRefreshId> {
        let (district, on) = (work.district(), self.on);
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::ListsRefresh, &place)?;
        check_past(work, on, "on")?;
        check_living(&found, on, "on")?;
        if self.counts_for > on {
            return Err(Refusal::new(Rule::InFuture, "counts_for").with(self.counts_for).into());
        }
        body::hold(work.tx, district, self.consortium).await?;
        let known = bulletin::refreshes(work.tx, district, Some(self.consortium)).await?;
        if let Some(known) = known.iter().find(|known| known.counts_for == self.counts_for) {
            return Err(Refusal::new(Rule::ListsRefreshed, "counts_for").with(known.on).into());
        }
        let note = note(self.note.as_deref(), "note", NOTE_MOST)?;
        let refresh = Refresh {
            id: ListRefreshId::new(work.ids.uuid()),
            consortium: self.consortium,
            on,
            counts_for: self.counts_for,
            note: note.clone(),
            by: work.actor.person_name.clone(),
        };
        let person = work.actor.person;
        bulletin::insert_refresh(work.tx, district, &refresh, person).await?;
        let name = format!("{} {}", found.name_on(on), ObligationKind::Lists.term());
        let object = ObjectRef { kind: ObjectType::ListRefresh, id: refresh.id.uuid(), name };
        let after = json!({ "on": on, "counts_for": self.counts_for, "note": note });
        work.journal(Operation::ListsRefresh, object, (None, Some(after)), None).await?;
        Ok(refresh.id)
    }
}
