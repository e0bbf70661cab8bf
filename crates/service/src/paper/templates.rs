//! The wording of papers: shipped, or the district's own. Every version stands in the journal.

use domain::access::{Operation, Place};
use domain::journal::{ObjectRef, ObjectType};
use domain::paper::{PaperKind, Template};
use serde_json::json;
use storage::paper::{self, OwnTemplate};
use uuid::Uuid;

use crate::work::check_bumped;
use crate::{Error, Result, View, Work, Write};

pub struct TemplateShown {
    pub kind: PaperKind,
    /// 0 while the shipped one holds.
    pub version: i64,
    pub body: String,
}

/// # Errors
/// `NotFound` for everybody but the district's office.
pub async fn list_templates(view: &mut View<'_>) -> Result<Vec<TemplateShown>> {
    let district = view.district();
    view.authorise(Operation::TemplateEdit, &Place::district(district))?;
    let own = paper::templates(&mut view.conn, district).await?;
    let shown = PaperKind::ALL.iter().map(|kind| match own.iter().find(|own| own.kind == *kind) {
        Some(own) => TemplateShown { kind: *kind, version: own.version, body: own.body.clone() },
        None => TemplateShown { kind: *kind, version: 0, body: kind.shipped().trim().to_owned() },
    });
    Ok(shown.collect())
}

async fn own(work: &mut Work<'_>, kind: PaperKind) -> Result<Option<OwnTemplate>> {
    let district = work.district();
    work.authorise(Operation::TemplateEdit, &Place::district(district))?;
    let own = paper::templates(work.tx, district).await?;
    Ok(own.into_iter().find(|own| own.kind == kind))
}

fn object(id: Uuid, kind: PaperKind) -> ObjectRef {
    ObjectRef { kind: ObjectType::Template, id, name: kind.term().to_owned() }
}

pub struct SaveTemplate {
    pub kind: PaperKind,
    /// The version that was read; 0 for the shipped one.
    pub version: i64,
    pub body: String,
}

impl Write for SaveTemplate {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, found) = (work.district(), own(work, self.kind).await?);
        let body = Template::parse(self.kind, &self.body, "body")?.text().to_owned();
        let before = found.as_ref().map_or(self.kind.shipped().trim(), |own| own.body.as_str()).to_owned();
        let id = found.as_ref().map_or_else(|| work.ids.uuid(), |own| own.id);
        let template = OwnTemplate { id, version: self.version, kind: self.kind, body };
        match found {
            Some(_) => check_bumped(paper::update(work.tx, district, &template).await?)?,
            None if self.version == 0 => paper::insert(work.tx, district, &template).await?,
            None => return Err(Error::Stale),
        }
        let values = (Some(json!({ "body": before })), Some(json!({ "body": template.body })));
        work.journal(Operation::TemplateEdit, object(id, self.kind), values, None).await
    }
}

/// Back to the shipped wording.
pub struct ResetTemplate {
    pub kind: PaperKind,
}

impl Write for ResetTemplate {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, found) = (work.district(), own(work, self.kind).await?);
        let own = found.ok_or(Error::Stale)?;
        paper::delete(work.tx, district, own.id).await?;
        let values = (Some(json!({ "body": own.body })), Some(json!({ "body": self.kind.shipped().trim() })));
        work.journal(Operation::TemplateEdit, object(own.id, self.kind), values, None).await
    }
}
