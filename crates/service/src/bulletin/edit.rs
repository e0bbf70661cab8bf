//! A draft is put right. What was approved becomes a draft again: approval is of a text.

use domain::access::Operation;
use domain::bulletin::{BulletinStep, Section};
use domain::id::BulletinId;
use domain::rule::{Refusal, Rule};
use storage::bulletin::{self, Bulletin};

use super::draft::{NewBulletin, check_title, put, values};
use super::{found, object, stepped};
use crate::work::check_bumped;
use crate::{Result, Work, Write};

pub struct EditBulletin {
    pub id: BulletinId,
    pub version: i64,
    pub bulletin: NewBulletin,
}

impl Write for EditBulletin {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let (old, body, place) = found(work, self.id).await?;
        work.authorise(Operation::BulletinDraft, &place)?;
        let state = stepped(&old, BulletinStep::Edit)?;
        let new = self.bulletin.checked(work.today())?;
        let before: Vec<Section> = bulletin::sections(work.tx, district, Some(self.id))
            .await?
            .into_iter()
            .map(|(_, section)| section)
            .collect();
        if (&new.title, new.from, new.to, &new.sections) == (&old.title, old.from, old.to, &before) {
            return Err(Refusal::new(Rule::NothingChanged, "sections").into());
        }
        let changed = Bulletin {
            version: self.version,
            title: new.title,
            from: new.from,
            to: new.to,
            state,
            approved_on: None,
            ..old.clone()
        };
        check_title(work, &changed).await?;
        check_bumped(bulletin::update(work.tx, district, &changed).await?)?;
        put(work, self.id, &new.sections).await?;
        let values = (Some(values(&old, &before)), Some(values(&changed, &new.sections)));
        work.journal(Operation::BulletinDraft, object(&body, &changed), values, None).await
    }
}
