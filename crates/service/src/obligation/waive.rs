//! The overseer excuses a body for a period.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::ConsortiumId;
use domain::obligation::{Facts, ObligationKind, State, Waiver, obligations};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::body;
use storage::consortium::charter::charters;

use crate::consortium::{object, written};
use crate::work::check_reason;
use crate::{Result, Work, Write};

pub struct Waive {
    pub consortium: ConsortiumId,
    pub kind: ObligationKind,
    /// The first day of the period.
    pub period_from: NaiveDate,
    pub reason: String,
}

impl Write for Waive {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, today) = (work.district(), work.today());
        let (found, place) = written(work, self.consortium).await?;
        work.authorise(Operation::ObligationWaive, &place)?;
        let reason = check_reason(&self.reason)?;
        body::hold(work.tx, district, self.consortium).await?;
        let own = |id: ConsortiumId| id == self.consortium;
        let mut held = storage::meeting::held(work.tx, district).await?;
        held.extend(storage::bulletin::held(work.tx, district, Some(self.consortium)).await?);
        let waivers = storage::obligation::waivers(work.tx, district).await?;
        let facts = Facts {
            life: found.life(),
            charter: charters(work.tx, district).await?.of(self.consortium),
            held: held.into_iter().filter(|(id, _)| own(*id)).map(|(_, held)| held).collect(),
            waivers: waivers.into_iter().filter(|(id, _)| own(*id)).map(|(_, waiver)| waiver).collect(),
        };
        let days = super::working_days(work.tx).await?;
        let owed = obligations(&facts, &days, today);
        let owed = owed.into_iter().find(|o| o.kind == self.kind && o.period.from() == self.period_from);
        let unknown = || Refusal::new(Rule::ObligationUnknown, "period_from").with(self.kind.term());
        let owed = owed.ok_or_else(unknown)?;
        if matches!(owed.state, State::Fulfilled { .. } | State::Waived { .. }) {
            return Err(Refusal::new(Rule::ObligationSettled, "period_from").into());
        }
        let waiver = Waiver {
            kind: self.kind,
            period_from: self.period_from,
            on: today,
            reason: reason.clone(),
            by: work.actor.person_name.clone(),
        };
        let (row, person) = (work.ids.uuid(), work.actor.person);
        storage::obligation::insert_waiver(work.tx, district, row, self.consortium, &waiver, person).await?;
        let after = json!({ "obligation": self.kind.word(), "period_from": self.period_from,
            "period_to": owed.period.to() });
        let values = (None, Some(after));
        work.journal(Operation::ObligationWaive, object(&found, today), values, Some(reason)).await
    }
}
