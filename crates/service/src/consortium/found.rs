//! A division gets its consortium.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::consortium::check_level;
use domain::id::{ConsortiumId, DivisionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::name::Name;
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::body::{self, Named};

use super::{NOTE_MOST, note};
use crate::{Result, Work, Write};

pub struct FoundConsortium {
    pub division: DivisionId,
    pub name: String,
    pub on: NaiveDate,
    /// The number of the document by which it was founded.
    pub document: Option<String>,
}

impl Write for FoundConsortium {
    type Output = ConsortiumId;

    async fn run(self, work: &mut Work<'_>) -> Result<ConsortiumId> {
        let district = work.district();
        let unknown = || Refusal::new(Rule::DivisionUnknown, "division_id").with(self.division);
        let at = work.lying(self.division, self.on).await?.ok_or_else(unknown)?;
        work.authorise(Operation::ConsortiumFound, &at.place)?;
        check_level(at.level(), &at.division.name)?;
        let name = Name::parse(&self.name, "name")?;
        let document = note(self.document.as_deref(), "document", NOTE_MOST)?;
        let period = Period::open(self.on);
        body::hold_division(work.tx, district, self.division).await?;
        let others = body::of_division(work.tx, district, self.division).await?;
        if let Some(other) = others.iter().find(|other| other.life().overlap(&period).is_some()) {
            return Err(Refusal::new(Rule::ConsortiumSecond, "division_id")
                .with(other.name_on(self.on))
                .into());
        }
        let id = ConsortiumId::new(work.ids.uuid());
        body::insert(work.tx, district, id, self.division).await?;
        let named = Named { row: work.ids.uuid(), period, name, document: document.clone(), reason: None };
        body::insert_name(work.tx, district, id, &named).await?;
        let object =
            ObjectRef { kind: ObjectType::Consortium, id: id.uuid(), name: named.name.as_str().to_owned() };
        let after = json!({ "name": named.name, "division": at.division.name, "valid_from": self.on,
            "document": document });
        work.journal(Operation::ConsortiumFound, object, (None, Some(after)), None).await?;
        Ok(id)
    }
}
