//! The categories, and changing them.

use domain::access::{Operation, Place};
use domain::exchange::{Category, check_category};
use domain::id::CategoryId;
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::exchange::category;

use crate::work::check_bumped;
use crate::{Error, Result, View, Work, Write};

/// # Errors
/// `NotFound` for those who see no lists.
pub async fn categories(view: &mut View<'_>) -> Result<Vec<Category>> {
    let (district, own) = (view.district(), view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    Ok(category::all(&mut view.conn, district).await?)
}

/// Makes a category, or changes one that is there.
pub struct SetCategory {
    /// Which one, and the version that was read; none makes a new one.
    pub known: Option<(CategoryId, i64)>,
    pub code: String,
    pub name: String,
    pub parent: Option<CategoryId>,
    pub retired: bool,
}

impl Write for SetCategory {
    type Output = CategoryId;

    async fn run(self, work: &mut Work<'_>) -> Result<CategoryId> {
        let district = work.district();
        work.authorise(Operation::CategoryEdit, &Place::district(district))?;
        let all = category::settled(work.tx, district).await?;
        let old = match self.known {
            None => None,
            Some((id, _)) => Some(all.iter().find(|known| known.id == id).ok_or(Error::NotFound)?),
        };
        let made = Category {
            id: old.map_or_else(|| CategoryId::new(work.ids.uuid()), |old| old.id),
            version: self.known.map_or(1, |(_, version)| version),
            code: old.map_or_else(|| self.code.trim().to_owned(), |old| old.code.clone()),
            name: Name::parse(&self.name, "name")?,
            parent: self.parent,
            retired: self.retired,
        };
        check_category(&all, &made)?;
        let said = |c: &Category| {
            let parent = all.iter().find(|known| Some(known.id) == c.parent).map(|known| known.name.clone());
            json!({ "code": c.code, "name": c.name, "parent": parent, "retired": c.retired })
        };
        if old.is_some_and(|old| said(old) == said(&made)) {
            return Err(Refusal::new(Rule::NothingChanged, "name").into());
        }
        match old {
            Some(_) => check_bumped(category::update(work.tx, district, &made).await?)?,
            None => category::insert(work.tx, district, &made, all.len()).await?,
        }
        let values = (old.map(said), Some(said(&made)));
        let name = made.name.as_str().to_owned();
        let object = ObjectRef { kind: ObjectType::EntryCategory, id: made.id.uuid(), name };
        work.journal(Operation::CategoryEdit, object, values, None).await?;
        Ok(made.id)
    }
}
