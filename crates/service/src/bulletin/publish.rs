//! An approved bulletin goes to every unit that is a member on the day: who they are is settled then.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::bulletin::BulletinStep;
use domain::id::BulletinId;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::bulletin::{self, Bulletin};
use storage::consortium::membership;

use super::{found, object, stepped};
use crate::consortium::{check_living, check_past};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct PublishBulletin {
    pub id: BulletinId,
    pub version: i64,
    pub on: NaiveDate,
}

impl Write for PublishBulletin {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, on) = (work.district(), self.on);
        let (old, body, place) = found(work, self.id).await?;
        work.authorise(Operation::BulletinPublish, &place)?;
        let state = stepped(&old, BulletinStep::Publish)?;
        check_past(work, on, "on")?;
        check_living(&body, on, "on")?;
        if let Some(approved) = old.approved_on.filter(|approved| on < *approved) {
            return Err(Refusal::new(Rule::StepBefore, "on").with(approved).into());
        }
        let members = membership::members(work.tx, district, old.consortium, on).await?;
        if members.is_empty() {
            return Err(Refusal::new(Rule::BulletinNoMembers, "on").into());
        }
        let before = json!({ "state": old.state.word() });
        let changed = Bulletin { version: self.version, state, published_on: Some(on), ..old };
        check_bumped(bulletin::update(work.tx, district, &changed).await?)?;
        for unit in &members {
            let row = work.ids.uuid();
            bulletin::insert_receipt(work.tx, district, row, self.id, *unit).await?;
        }
        let after = json!({ "state": state.word(), "on": on, "recipients": members.len() });
        let values = (Some(before), Some(after));
        work.journal(Operation::BulletinPublish, object(&body, &changed), values, None).await
    }
}
