//! Rows of dated observations: population, area, economy.

use domain::grid::Series;
use domain::journal::ObjectType;
use domain::rule::{Refusal, Rule};
use storage::Tx;

use super::cells::{Cells, given};
use super::{Outcome, State};
use crate::grid::RecordObservation;
use crate::{Result, Write};

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, division) = state.division(cells.text("division_code"), "division_code")?;
    let series = Series::parse(cells.text("series"), "series")?;
    let unit = cells.text("unit");
    if !unit.is_empty() && unit != series.unit() {
        return Err(Refusal::new(Rule::UnitOfMeasure, "unit").with(unit).into());
    }
    let observed_on = given(cells.day("observed_on")?, "observed_on")?;
    let value = given(cells.number("value")?, "value")?;
    let source = cells.optional("source");
    let old = storage::grid::observation_on(tx, district, division, series, observed_on).await?;
    if old.as_ref().is_some_and(|old| old.value == value && old.source == source) {
        return Ok(Outcome::Unchanged);
    }
    if let Some(old) = &old {
        state.touch(tx, district, ObjectType::Observation, old.id.uuid()).await?;
    }
    let mut work = state.command(tx, district).await?;
    RecordObservation { division, series, observed_on, value, source }.run(&mut work).await?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}
