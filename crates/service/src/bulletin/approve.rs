//! The secretary of the body's place approves the text.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::bulletin::BulletinStep;
use domain::id::BulletinId;
use serde_json::json;
use storage::bulletin::{self, Bulletin};

use super::{found, object, stepped};
use crate::consortium::check_past;
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct ApproveBulletin {
    pub id: BulletinId,
    pub version: i64,
    pub on: NaiveDate,
}

impl Write for ApproveBulletin {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (old, body, place) = found(work, self.id).await?;
        work.authorise(Operation::BulletinApprove, &place)?;
        let state = stepped(&old, BulletinStep::Approve)?;
        check_past(work, self.on, "on")?;
        let before = json!({ "state": old.state.word() });
        let changed = Bulletin { version: self.version, state, approved_on: Some(self.on), ..old };
        check_bumped(bulletin::update(work.tx, district, &changed).await?)?;
        let after = json!({ "state": state.word(), "on": self.on });
        let values = (Some(before), Some(after));
        work.journal(Operation::BulletinApprove, object(&body, &changed), values, None).await
    }
}
