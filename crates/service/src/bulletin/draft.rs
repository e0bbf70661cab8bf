//! A draft is begun: with what the facts of its period say, or with what somebody wrote.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::bulletin::{BulletinState, Section, check_period};
use domain::id::{BulletinId, ConsortiumId};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::bulletin::{self, Bulletin};

use super::object;
use crate::consortium::{check_living, note, written};
use crate::{Result, Work, Write};

const TITLE_MOST: usize = 200;
const TEXT_MOST: usize = 20_000;
const SECTIONS_MOST: usize = 30;

/// What a person types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBulletin {
    pub title: String,
    pub from: NaiveDate,
    /// Exclusive.
    pub to: NaiveDate,
    pub sections: Vec<Section>,
}

impl NewBulletin {
    /// As it is kept: trimmed, without sections that say nothing.
    pub(super) fn checked(&self, today: NaiveDate) -> Result<Self> {
        let needed = |text: &str, field| {
            let text = note(Some(text), field, TITLE_MOST)?;
            if text.as_deref().is_some_and(|text| text.contains(char::is_control)) {
                return Err(Refusal::new(Rule::NameNotOneLine, field).into());
            }
            text.ok_or_else(|| crate::Error::from(Refusal::new(Rule::NameEmpty, field)))
        };
        check_period(self.from, self.to, today)?;
        let mut sections = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            let body = section.body.replace("\r\n", "\n");
            let body = note(Some(&body), "sections", TEXT_MOST)?;
            match body {
                Some(body) => sections.push(Section { title: needed(&section.title, "sections")?, body }),
                None if section.title.trim().is_empty() => {}
                None => return Err(Refusal::new(Rule::TextEmpty, "sections").with(&section.title).into()),
            }
        }
        if sections.is_empty() || sections.len() > SECTIONS_MOST {
            return Err(Refusal::new(Rule::BulletinNoSections, "sections").into());
        }
        Ok(Self { title: needed(&self.title, "title")?, from: self.from, to: self.to, sections })
    }
}

pub struct DraftBulletin {
    pub consortium: ConsortiumId,
    pub bulletin: NewBulletin,
}

impl Write for DraftBulletin {
    type Output = BulletinId;

    async fn run(self, work: &mut Work<'_>) -> Result<BulletinId> {
        let district = work.district();
        let (body, place) = written(work, self.consortium).await?;
        work.authorise(Operation::BulletinDraft, &place)?;
        let new = self.bulletin.checked(work.today())?;
        check_living(&body, new.from.max(body.life().from()), "period_from")?;
        let made = Bulletin {
            id: BulletinId::new(work.ids.uuid()),
            version: 1,
            consortium: self.consortium,
            title: new.title,
            from: new.from,
            to: new.to,
            state: BulletinState::Draft,
            approved_on: None,
            published_on: None,
            withdrawn: None,
        };
        check_title(work, &made).await?;
        bulletin::insert(work.tx, district, &made).await?;
        put(work, made.id, &new.sections).await?;
        let after = values(&made, &new.sections);
        work.journal(Operation::BulletinDraft, object(&body, &made), (None, Some(after)), None).await?;
        Ok(made.id)
    }
}

/// # Errors
/// Refuses a title that another bulletin of the body has: people call them by it.
pub(super) async fn check_title(work: &mut Work<'_>, bulletin: &Bulletin) -> Result<()> {
    let district = work.district();
    let others = bulletin::of_consortium(work.tx, district, bulletin.consortium).await?;
    let same = |other: &&Bulletin| {
        other.id != bulletin.id
            && other.title == bulletin.title
            && (other.published_on.is_some() || other.state != BulletinState::Withdrawn)
    };
    match others.iter().find(same) {
        Some(other) => Err(Refusal::new(Rule::BulletinTwice, "title").with(&other.title).into()),
        None => Ok(()),
    }
}

pub(super) async fn put(work: &mut Work<'_>, id: BulletinId, sections: &[Section]) -> Result<()> {
    let district = work.district();
    let keyed: Vec<_> = sections.iter().map(|section| (work.ids.uuid(), section.clone())).collect();
    Ok(bulletin::put_sections(work.tx, district, id, &keyed).await?)
}

/// What the journal keeps of a bulletin: all of its text.
pub(super) fn values(bulletin: &Bulletin, sections: &[Section]) -> Value {
    let text: Vec<_> = sections.iter().map(|s| format!("{}\n{}", s.title, s.body)).collect();
    json!({ "title": bulletin.title, "period_from": bulletin.from, "period_to": bulletin.to,
        "state": bulletin.state.word(), "content": text.join("\n\n") })
}
