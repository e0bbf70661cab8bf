//! A dated observation of a division.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::grid::{Series, check_value};
use domain::id::{DivisionId, ObservationId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::grid::Observation;

use crate::{Result, Work, Write};

pub struct RecordObservation {
    pub division: DivisionId,
    pub series: Series,
    pub observed_on: NaiveDate,
    /// In the series' unit.
    pub value: f64,
    pub source: Option<String>,
}

impl Write for RecordObservation {
    type Output = Observation;

    async fn run(self, work: &mut Work<'_>) -> Result<Observation> {
        let district = work.district();
        let unknown = || Refusal::new(Rule::DivisionUnknown, "division_id").with(self.division);
        // A figure of the year's end may be that of a division which ended in that year.
        let periods = storage::grid::periods(work.tx, district, self.division).await?;
        let at =
            periods.into_iter().rev().find(|p| p.period.from() <= self.observed_on).ok_or_else(unknown)?;
        let place = Place::division(district, at.facts.kind.level(), self.division, at.street);
        work.authorise(Operation::ObservationRecord, &place)?;
        if self.observed_on > work.today() {
            return Err(Refusal::new(Rule::InFuture, "observed_on").with(self.observed_on).into());
        }
        let value = check_value(self.series, self.value)?;
        let before =
            storage::grid::observation_on(work.tx, district, self.division, self.series, self.observed_on)
                .await?;
        let observation = Observation {
            id: before.as_ref().map_or_else(|| ObservationId::new(work.ids.uuid()), |seen| seen.id),
            division: self.division,
            series: self.series,
            observed_on: self.observed_on,
            value,
            source: self.source,
        };
        storage::grid::put_observation(work.tx, district, &observation).await?;
        let name = format!("{} {}", at.facts.name.as_str(), self.series.term());
        let object = ObjectRef { kind: ObjectType::Observation, id: observation.id.uuid(), name };
        let said = |seen: &Observation| json!({ "value": seen.value, "observed_on": seen.observed_on, "source": seen.source });
        let values = (before.as_ref().map(said), Some(said(&observation)));
        work.journal(Operation::ObservationRecord, object, values, None).await?;
        Ok(observation)
    }
}
