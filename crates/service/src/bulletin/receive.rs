//! A unit confirms that it has received a bulletin.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::bulletin::BulletinState;
use domain::id::{BulletinId, UnitId};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::bulletin;

use super::{found, object, recipient};
use crate::consortium::check_past;
use crate::{Result, Work, Write};

pub struct ReceiveBulletin {
    pub id: BulletinId,
    /// For which unit an official enters it; nothing for somebody who acts for a unit.
    pub unit: Option<UnitId>,
    pub on: NaiveDate,
}

impl Write for ReceiveBulletin {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let (known, body, place) = found(work, self.id).await?;
        work.authorise(Operation::BulletinReceive, &place)?;
        if known.state != BulletinState::Published {
            return Err(Refusal::new(Rule::BulletinStep, "id").with(known.state.term()).into());
        }
        check_past(work, on, "on")?;
        if let Some(published) = known.published_on.filter(|published| on < *published) {
            return Err(Refusal::new(Rule::StepBefore, "on").with(published).into());
        }
        let (unit, name) = recipient(work, &known, self.unit, Operation::BulletinReceive).await?;
        let person = work.actor.person;
        if !bulletin::receive(work.tx, district, (self.id, unit), on, person).await? {
            let sent = bulletin::receipts(work.tx, district, self.id).await?;
            let when =
                sent.iter().find(|receipt| receipt.unit == unit).and_then(|receipt| receipt.received_on);
            let when = when.map(|on| on.to_string()).unwrap_or_default();
            return Err(Refusal::new(Rule::BulletinReceived, "id").with(when).into());
        }
        let after = json!({ "unit": name, "received_on": on });
        work.journal(Operation::BulletinReceive, object(&body, &known), (None, Some(after)), None).await
    }
}
