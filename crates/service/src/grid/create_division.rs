//! A new division below another.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::grid::{DivisionFacts, DivisionRef, check_placed};
use domain::id::DivisionId;
use domain::journal::{ObjectRef, ObjectType};
use domain::period::Period;
use domain::rule::{Refusal, Rule};
use storage::grid::DivisionPeriod;

use super::values;
use crate::{Result, Work, Write};

pub struct CreateDivision {
    pub parent: DivisionId,
    /// Its parent is set by the command.
    pub facts: DivisionFacts,
    pub valid_from: NaiveDate,
}

impl Write for CreateDivision {
    type Output = DivisionId;

    async fn run(self, work: &mut Work<'_>) -> Result<DivisionId> {
        let district = work.district();
        let unknown = || Refusal::new(Rule::DivisionUnknown, "parent_id").with(self.parent);
        let (parent, place) = work.division(self.parent, self.valid_from).await?.ok_or_else(unknown)?;
        work.authorise(Operation::DivisionCreate, &place)?;
        let parent_name = parent.facts.name.as_str().to_owned();
        check_placed(
            self.facts.kind,
            &DivisionRef { id: self.parent, name: parent_name.clone(), kind: parent.facts.kind },
        )?;
        let id = DivisionId::new(work.ids.uuid());
        if let Some(code) = &self.facts.code
            && storage::grid::code_taken(work.tx, district, code, self.valid_from, None).await?
        {
            return Err(Refusal::new(Rule::DivisionCodeTaken, "code").with(code).into());
        }
        let facts = DivisionFacts { parent: Some(self.parent), ..self.facts };
        let own_place = Place::division(district, facts.kind.level(), id, parent.street);
        let period = DivisionPeriod {
            row: work.ids.uuid(),
            period: Period::open(self.valid_from),
            street: own_place.street,
            facts,
        };
        storage::grid::insert(work.tx, district, id, None).await?;
        storage::grid::insert_period(work.tx, district, id, &period).await?;
        let object = ObjectRef {
            kind: ObjectType::Division,
            id: id.uuid(),
            name: period.facts.name.as_str().to_owned(),
        };
        let mut after = values(&period.facts, Some(&parent_name));
        after["valid_from"] = serde_json::json!(self.valid_from);
        work.journal(Operation::DivisionCreate, object, (None, Some(after)), None).await?;
        Ok(id)
    }
}
