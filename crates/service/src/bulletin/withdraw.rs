//! A bulletin is taken back, with a reason that everybody to whom it went can read.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::bulletin::BulletinStep;
use domain::id::BulletinId;
use serde_json::json;
use storage::bulletin::{self, Bulletin};

use super::{found, object, stepped};
use crate::consortium::check_past;
use crate::work::{check_bumped, check_reason};
use crate::{Result, Work, Write};

pub struct WithdrawBulletin {
    pub id: BulletinId,
    pub version: i64,
    pub on: NaiveDate,
    pub reason: String,
}

impl Write for WithdrawBulletin {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (old, body, place) = found(work, self.id).await?;
        work.authorise(Operation::BulletinWithdraw, &place)?;
        let state = stepped(&old, BulletinStep::Withdraw)?;
        let reason = check_reason(&self.reason)?;
        check_past(work, self.on, "on")?;
        let before = json!({ "state": old.state.word() });
        let withdrawn = Some((self.on, reason.clone()));
        let changed = Bulletin { version: self.version, state, withdrawn, ..old };
        check_bumped(bulletin::update(work.tx, district, &changed).await?)?;
        let values = (Some(before), Some(json!({ "state": state.word(), "on": self.on })));
        work.journal(Operation::BulletinWithdraw, object(&body, &changed), values, Some(reason)).await
    }
}
