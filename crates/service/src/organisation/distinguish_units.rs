//! Two units that look like one are two: the pair is not shown again.

use domain::access::Operation;
use domain::id::UnitId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::organisation::{merge, unit};

use super::unit_place;
use crate::{Error, Result, Work, Write};

pub struct DistinguishUnits {
    pub first: UnitId,
    pub second: UnitId,
}

impl Write for DistinguishUnits {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        let pair = (self.first.min(self.second), self.first.max(self.second));
        if pair.0 == pair.1 {
            return Err(Refusal::new(Rule::UnitMergeSelf, "second_id").into());
        }
        let mut names = Vec::with_capacity(2);
        for id in [self.first, self.second] {
            let last = unit::periods(work.tx, district, id).await?.pop().ok_or(Error::NotFound)?.now;
            work.authorise(Operation::UnitDistinguish, &unit_place(district, id, &last))?;
            names.push(last.facts.name.as_str().to_owned());
        }
        if merge::distinct(work.tx, district).await?.contains(&pair) {
            return Err(Refusal::new(Rule::UnitDistinctAlready, "second_id").into());
        }
        let row = work.ids.uuid();
        merge::insert_distinct(work.tx, district, row, pair).await?;
        for (id, own, other) in [(self.first, 0, 1), (self.second, 1, 0)] {
            let object = ObjectRef { kind: ObjectType::Unit, id: id.uuid(), name: names[own].clone() };
            let after = json!({ "distinct_from": names[other] });
            work.journal(Operation::UnitDistinguish, object, (None, Some(after)), None).await?;
        }
        Ok(())
    }
}
