//! One more file belongs to something.

use domain::attachment::{Attached, FIELD, Limits};
use domain::id::AttachmentId;
use domain::rule::{Refusal, Rule};
use storage::attachment::{self, Attachment};
use uuid::Uuid;

use super::held::{Act, Held, allowed};
use super::receive::Received;
use super::values;
use crate::{Result, Work, Write};

pub struct AddAttachment {
    pub to: (Attached, Uuid),
    pub file: Received,
    pub limits: Limits,
}

impl Write for AddAttachment {
    type Output = AttachmentId;

    async fn run(self, work: &mut Work<'_>) -> Result<AttachmentId> {
        let (district, today, (to, object)) = (work.district(), work.today(), self.to);
        let held = Held::load(work.tx, district, self.to).await?;
        let place = held.written(work).await?;
        allowed(&work.actor, &held, Some(&place), Act::Add, today)?;
        let known = attachment::of(work.tx, district, self.to).await?;
        if let Some(same) = known.iter().find(|known| known.sha256 == self.file.sha256) {
            return Err(Refusal::new(Rule::AttachmentRepeat, FIELD).with(&same.name).into());
        }
        self.limits.check_count(known.len())?;
        let Received { name, bytes, sha256, sm3 } = self.file;
        let made = Attachment {
            id: AttachmentId::new(work.ids.uuid()),
            version: 1,
            to,
            object,
            kind: name.kind(),
            name: name.as_str().to_owned(),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            sha256,
            sm3,
            unit: work.actor.place.unit,
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
            appointment: work.actor.appointment,
            added_at: work.now,
            removed_at: None,
        };
        let ids = work.ids;
        attachment::insert(work.tx, district, &made, &bytes, || ids.uuid()).await?;
        let called = held.object(work.tx, district, today).await?;
        work.journal(Act::Add.operation(), called, (None, Some(values(&made))), None).await?;
        Ok(made.id)
    }
}
